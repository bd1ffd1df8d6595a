// Makes the inbox quick: one key each, the next message in the same place, search as you type.
// Without it every button and form works by itself.

import { KEYS_OFF, isCommand } from "./keys.js";

const SAID_SECONDS = 12;
// For what a page of ours always has.
/** @type {(id: string) => HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {(selector: string, within?: ParentNode | null) => HTMLElement | null} */
const find = (selector, within = document) => within?.querySelector(selector) ?? null;
/** @type {(selector: string) => HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)].map((element) => /** @type {HTMLElement} */ (element));
/** @type {(selector: string) => HTMLInputElement[]} */
const boxes = (selector) => all(selector).map((element) => /** @type {HTMLInputElement} */ (element));
const said = byId("said");
let busy = false;
let fading = 0, saying = 0;

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("form[data-swap]")) return;
  event.preventDefault();
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, event.submitter)) body.append(name, String(value));
  swap(form.action, { method: "POST", body });
});

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const link = /** @type {HTMLAnchorElement | null} */ (target.closest("#queue a"));
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (!link || !plain) return;
  event.preventDefault();
  swap(link.href, {}, link.matches("li a"));
});

/** Fetches a page of ours and puts its message and its queue where ours are.
 * @param {string} address @param {RequestInit} options @param {boolean} sameList */
async function swap(address, options, sameList = true) {
  if (busy) return;
  busy = true;
  byId("swap").setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, options);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.getElementById("swap")) show(page, response.url, sameList);
    else if (page.getElementById("unsent")) handBack(page);
    else if (response.redirected) location.assign(response.url); // logged out
    else say(refusal(page));
  } catch {
    say("Servern svarade inte. Försök igen.");
  } finally {
    busy = false;
    byId("swap").removeAttribute("aria-busy");
  }
}

/** @param {Document} page @param {string} address @param {boolean} sameList */
function show(page, address, sameList) {
  const scrolled = sameList ? byId("queue").scrollTop : 0;
  for (const part of ["#swap", "#count", "#agreement", ".top .undo"]) {
    const [ours, theirs] = [document.querySelector(part), page.querySelector(part)];
    if (ours && theirs) ours.replaceWith(document.adoptNode(theirs));
  }
  document.querySelector("main > .notice")?.remove();
  history.replaceState(null, "", address);
  byId("queue").scrollTop = scrolled;
  const notice = page.querySelector("main > .notice");
  say(notice ? [...document.adoptNode(notice).childNodes] : "");
  prepare();
  const heading = byId("heading");
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "nearest" });
}

/** Leads to the page that keeps what was sent after the session had ended. @param {Document} page */
function handBack(page) {
  const form = /** @type {HTMLFormElement} */ (page.getElementById("unsent"));
  document.body.append(document.adoptNode(form));
  form.submit();
}

/** What a page says that refuses: its heading and its first paragraph. @param {Document} page */
function refusal(page) {
  const parts = [...page.querySelectorAll("main h1, main p")].slice(0, 2);
  return parts.map((part) => part.textContent.trim()).join(". ") || "Det gick inte. Försök igen.";
}

/** Shows a sentence for a while. @param {string | Node[]} sentence */
function say(sentence) {
  // Emptied first, so that the same sentence twice is read twice.
  clearTimeout(fading), cancelAnimationFrame(saying);
  said.textContent = "";
  if (!sentence.length) return;
  saying = requestAnimationFrame(() => said.replaceChildren(...[sentence].flat()));
  fading = window.setTimeout(() => say(""), SAID_SECONDS * 1000);
}

function prepare() {
  const talk = find(".talk");
  const here = find(".this", talk);
  if (talk && here) talk.scrollTop = here.offsetTop - talk.offsetTop - (talk.clientHeight - here.offsetHeight) / 2;
  const search = document.getElementById("search");
  if (!search) return;
  /** @type {HTMLElement} */ (search.closest(".search")).hidden = false;
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", choose);
  for (const details of all(".more")) details.addEventListener("toggle", () => opened(details));
  for (const wish of document.querySelectorAll("[data-wish]")) wish.addEventListener("change", wished);
}

/** At once, and not when the event comes: what is typed next goes into the field.
 * @param {HTMLElement} element */
function opened(element) {
  const details = /** @type {HTMLDetailsElement} */ (element);
  const search = /** @type {HTMLInputElement | null} */ (details.querySelector("#search"));
  const field = search ?? find("input:not([type=hidden]), textarea", details);
  if (!details.open || !field || details.contains(document.activeElement?.closest("input") ?? null)) return;
  if (search) {
    search.value = "";
    narrow();
  }
  field.focus();
}

/** @param {Element | null} element */
const folded = (element) => element?.textContent.toLowerCase() ?? "";

// Shows the labels whose name holds what is typed, or else those whose description does.
function narrow() {
  const search = /** @type {HTMLInputElement} */ (byId("search"));
  const words = search.value.trim().toLowerCase();
  const items = all(".guide li");
  /** @param {HTMLElement} item */
  const name = (item) => folded(item.querySelector("button"));
  const named = items.filter((item) => name(item).includes(words));
  const found = named.length ? named : items.filter((item) => folded(item).includes(words));
  for (const item of items) {
    item.hidden = !found.includes(item);
    item.classList.remove("next");
  }
  for (const group of all(".guide section")) {
    group.hidden = !group.querySelector("li:not([hidden])");
  }
  const first = words ? found.find((item) => name(item).startsWith(words)) ?? found[0] : null;
  if (first) mark(first);
  tell(words, found.length, first);
}

/** Shows what Enter chooses; the list scrolls, and the page does not. @param {HTMLElement} item */
function mark(item) {
  const guide = /** @type {HTMLElement} */ (item.closest(".guide"));
  const below = item.offsetTop + item.offsetHeight - guide.clientHeight;
  item.classList.add("next");
  guide.scrollTop = Math.max(below, Math.min(guide.scrollTop, item.offsetTop));
}

/** @param {string} words @param {number} count @param {HTMLElement | null} first */
function tell(words, count, first) {
  const name = first?.querySelector("button")?.textContent;
  const found = /** @type {HTMLElement} */ (find(".found"));
  if (!words) found.textContent = "";
  else if (!count) found.textContent = "Ingen etikett stämmer.";
  else found.textContent = `${count === 1 ? "1 etikett" : `${count} etiketter`}. Enter väljer ${name}.`;
}

/** @param {KeyboardEvent} event */
function choose(event) {
  const next = find(".guide li.next");
  if (event.key === "Enter") {
    event.preventDefault();
    next?.querySelector("button")?.click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const left = all(".guide li:not([hidden])");
    const step = event.key === "ArrowDown" ? 1 : -1;
    const now = next ? left.indexOf(next) : -1;
    const to = left[Math.min(left.length - 1, Math.max(0, now + step))];
    next?.classList.remove("next");
    if (to) mark(to);
    tell("x", left.length, to);
  }
}

function wished() {
  const ticked = document.querySelectorAll("[data-wish]:checked");
  if (ticked.length === 2) find("button[value=two]")?.click();
}

/** What cannot be seen has no key: a settled message is not contradicted before one has said so.
 * @param {HTMLElement} element */
const reachable = (element) => !element.closest(".objection:not([open]) > :not(summary)");

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) return close(event);
  if (!isCommand(event)) return;
  const two = document.querySelector("#two[open]");
  const wish = find(`[data-wish="${CSS.escape(key)}"]`, two);
  const pressed = wish ?? all(`[data-key="${CSS.escape(key)}"]`).find(reachable);
  if (pressed) {
    event.preventDefault();
    if (!busy) pressed.click();
    if (pressed.matches("summary") && pressed.parentElement) opened(pressed.parentElement);
  } else if (key === "j" || key === "k") {
    event.preventDefault();
    step(key === "j" ? "nextElementSibling" : "previousElementSibling");
  } else if (key === "l") {
    event.preventDefault();
    learn();
  }
});

/** @param {KeyboardEvent} event */
function close(event) {
  const open = /** @type {HTMLDetailsElement | null} */ (find(".more[open]"));
  if (!open) return say("");
  event.preventDefault();
  open.open = false;
  open.querySelector("summary")?.focus({ preventScroll: true });
}

/** @param {"nextElementSibling" | "previousElementSibling"} direction */
function step(direction) {
  const here = document.querySelector("#queue a[aria-current]")?.closest("li");
  const to = here ? here[direction] : document.querySelector("#queue li");
  to?.querySelector("a")?.click();
}

function learn() {
  const ticks = boxes("#verdict [name^=teach]");
  const on = !ticks.every((tick) => tick.checked);
  for (const tick of ticks) tick.checked = on;
  if (ticks.length) say(on ? "Boten lär sig det här." : "Boten lär sig inte det här.");
}

for (const keys of boxes("#keys")) {
  /** @type {HTMLElement} */ (keys.closest("label")).hidden = false;
  keys.checked = !localStorage.getItem(KEYS_OFF);
  keys.addEventListener("change", () => {
    if (keys.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  });
}
prepare();
