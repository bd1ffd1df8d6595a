// Shows over a page what the guide says of it, for ? and for the link Hjälp; without it the link
// leads to the guide.

import { isCommand } from "./keys.js";

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

link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || !isCommand(event)) return;
  event.preventDefault();
  open();
});

document.getElementById("help-close")?.addEventListener("click", () => dialog.close());
