// Makes the inbox quick: one key each, the next message in the same place, search as you type.
// Without it every button and form works by itself.

const KEYS_OFF = "snabbtangenter-av";
const said = document.getElementById("said");
let busy = false;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-swap]")) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  swap(form.action, { method: "POST", body: new URLSearchParams(data) });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#queue a");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (!link || !plain) return;
  event.preventDefault();
  swap(link.href, {}, link.matches("li a"));
});

// Fetches a page of ours and puts its message and its queue where ours are.
async function swap(address, options, sameList = true) {
  if (busy) return;
  busy = true;
  document.getElementById("swap").setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, options);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.getElementById("swap")) show(page, response.url, sameList);
    else if (response.redirected) location.assign(response.url); // logged out
    else say(refusal(page));
  } catch {
    say("Servern svarade inte. Försök igen.");
  } finally {
    busy = false;
    document.getElementById("swap").removeAttribute("aria-busy");
  }
}

function show(page, address, sameList) {
  const scrolled = sameList ? document.getElementById("queue").scrollTop : 0;
  for (const part of ["#swap", "#count", "#agreement", ".top .undo"]) {
    const [ours, theirs] = [document.querySelector(part), page.querySelector(part)];
    if (ours && theirs) ours.replaceWith(document.adoptNode(theirs));
  }
  document.querySelector("main > .notice")?.remove();
  history.replaceState(null, "", address);
  document.getElementById("queue").scrollTop = scrolled;
  say(page.querySelector("main > .notice")?.textContent.trim() ?? "");
  prepare();
  const heading = document.getElementById("heading");
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "nearest" });
}

// What a page says that refuses: its heading and its first paragraph.
function refusal(page) {
  const parts = [...page.querySelectorAll("main h1, main p")].slice(0, 2);
  return parts.map((part) => part.textContent.trim()).join(". ") || "Det gick inte. Försök igen.";
}

function say(sentence) {
  // Emptied first, so that the same sentence twice is read twice.
  said.textContent = "";
  if (sentence) requestAnimationFrame(() => { said.textContent = sentence; });
}

function prepare() {
  const talk = document.querySelector(".talk");
  const here = talk?.querySelector(".this");
  if (here) talk.scrollTop = here.offsetTop - talk.offsetTop - (talk.clientHeight - here.offsetHeight) / 2;
  const search = document.getElementById("search");
  if (!search) return;
  search.closest(".search").hidden = false;
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", choose);
  for (const details of document.querySelectorAll(".more")) {
    details.addEventListener("toggle", () => opened(details));
  }
  for (const wish of document.querySelectorAll("[data-wish]")) wish.addEventListener("change", wished);
}

// At once, and not when the event comes: what is typed next goes into the field.
function opened(details) {
  const search = details.querySelector("#search");
  const field = search ?? details.querySelector("input");
  if (!details.open || details.contains(document.activeElement?.closest("input"))) return;
  if (search) {
    search.value = "";
    narrow();
  }
  field.focus();
}

const folded = (element) => element.textContent.toLowerCase();

// Shows the labels whose name holds what is typed, or else those whose description does.
function narrow() {
  const words = document.getElementById("search").value.trim().toLowerCase();
  const items = [...document.querySelectorAll(".guide li")];
  const name = (item) => folded(item.querySelector("button"));
  const named = items.filter((item) => name(item).includes(words));
  const found = named.length ? named : items.filter((item) => folded(item).includes(words));
  for (const item of items) {
    item.hidden = !found.includes(item);
    item.classList.remove("next");
  }
  for (const group of document.querySelectorAll(".guide section")) {
    group.hidden = !group.querySelector("li:not([hidden])");
  }
  const first = words ? found.find((item) => name(item).startsWith(words)) ?? found[0] : null;
  if (first) mark(first);
  tell(words, found.length, first);
}

// Shows what Enter chooses; the list scrolls, and the page does not.
function mark(item) {
  const guide = item.closest(".guide");
  const below = item.offsetTop + item.offsetHeight - guide.clientHeight;
  item.classList.add("next");
  guide.scrollTop = Math.max(below, Math.min(guide.scrollTop, item.offsetTop));
}

function tell(words, count, first) {
  const name = first?.querySelector("button").textContent;
  const found = document.querySelector(".found");
  if (!words) found.textContent = "";
  else if (!count) found.textContent = "Ingen etikett stämmer.";
  else found.textContent = `${count === 1 ? "1 etikett" : `${count} etiketter`}. Enter väljer ${name}.`;
}

function choose(event) {
  const next = document.querySelector(".guide li.next");
  if (event.key === "Enter") {
    event.preventDefault();
    next?.querySelector("button").click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const left = [...document.querySelectorAll(".guide li:not([hidden])")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const to = left[Math.min(left.length - 1, Math.max(0, left.indexOf(next) + step))];
    next?.classList.remove("next");
    if (to) mark(to);
    tell("x", left.length, to);
  }
}

function wished() {
  const ticked = document.querySelectorAll("[data-wish]:checked");
  if (ticked.length === 2) document.querySelector("button[value=two]").click();
}

const typing = (element) =>
  element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (event.key === "Escape") return close(event);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (!plain || event.repeat || typing(event.target) || localStorage.getItem(KEYS_OFF)) return;
  const two = document.querySelector("#two[open]");
  const wish = two?.querySelector(`[data-wish="${CSS.escape(key)}"]`);
  const pressed = wish ?? document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (pressed) {
    event.preventDefault();
    if (!busy) pressed.click();
    if (pressed.matches("summary")) opened(pressed.parentElement);
  } else if (key === "j" || key === "k") {
    event.preventDefault();
    step(key === "j" ? "nextElementSibling" : "previousElementSibling");
  } else if (key === "l") {
    event.preventDefault();
    learn();
  }
});

function close(event) {
  const open = document.querySelector(".more[open]");
  if (!open) return say("");
  event.preventDefault();
  open.open = false;
  open.querySelector("summary").focus({ preventScroll: true });
}

function step(direction) {
  const here = document.querySelector("#queue a[aria-current]")?.closest("li");
  const to = here ? here[direction] : document.querySelector("#queue li");
  to?.querySelector("a").click();
}

function learn() {
  const ticks = [...document.querySelectorAll("#verdict [name^=teach]")];
  const on = !ticks.every((tick) => tick.checked);
  for (const tick of ticks) tick.checked = on;
  if (ticks.length) say(on ? "Boten lär sig det här." : "Boten lär sig inte det här.");
}

const keys = document.getElementById("keys");
if (keys) {
  keys.closest("label").hidden = false;
  keys.checked = !localStorage.getItem(KEYS_OFF);
  keys.addEventListener("change", () => {
    if (keys.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  });
}
prepare();
