// Shows over a page what the guide says of it, for ? and for the link Hjälp; without it the link
// leads to the guide.

const KEYS_OFF = "snabbtangenter-av";
// A page that has the script has them.
const link = /** @type {HTMLAnchorElement} */ (document.getElementById("help-link"));
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("help"));
const place = /** @type {HTMLElement} */ (document.getElementById("help-parts"));

async function open() {
  if (!place.childElementCount) {
    try {
      place.replaceChildren(...(await parts()));
    } catch {
      return location.assign(link.href);
    }
  }
  if (!dialog.open) dialog.showModal();
}

/** What the guide says of this page. */
async function parts() {
  const response = await fetch(link.href);
  const guide = new DOMParser().parseFromString(await response.text(), "text/html");
  const ids = (link.dataset.parts ?? "").split(" ");
  const found = ids.flatMap((id) => guide.getElementById(id) ?? []);
  if (!found.length) throw new Error("logged out");
  for (const part of found) {
    // Their ids could be those of the page.
    for (const one of [part, ...part.querySelectorAll("[id]")]) one.removeAttribute("id");
  }
  return found.map((part) => document.adoptNode(part));
}

/** @param {EventTarget | null} target */
const typing = (target) =>
  target instanceof Element &&
  target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open();
});

document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (event.key !== "?" || !plain || event.repeat || typing(event.target)) return;
  if (localStorage.getItem(KEYS_OFF) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  open();
});

document.getElementById("help-close")?.addEventListener("click", () => dialog.close());
