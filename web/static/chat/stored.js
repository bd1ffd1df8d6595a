// "Vad sparas?" in a dialog, where there is a script; else it is a page.
import { addresses, focusField, forget, fromTemplate, parse, reason, say, words } from "./page.js";
import { askIfItHelped } from "./feedback.js";
import { isWaiting } from "./send.js";
import { tellTabs } from "./tabs.js";

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("about"));

/** @param {string} address of the page that says the same */
export async function open(address) {
  const headers = { "Accept-Language": document.documentElement.lang };
  const response = await fetch(address, { headers }).catch(() => null);
  const found = response?.ok ? parse(await response.text()).getElementById("stored") : null;
  dialog.replaceChildren(found || fromTemplate("unknown"));
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-print-log]"))) {
    button.hidden = false; // below the dialog is what it prints
  }
  dialog.showModal();
}

/** @param {string} text */
function complain(text) {
  const alert = dialog.querySelector("[role=alert]");
  if (alert) alert.textContent = text;
}

async function forgetAll() {
  if (isWaiting()) {
    complain(words.wait);
    return;
  }
  const response = await fetch(addresses.conversation, {
    method: "DELETE",
    headers: { "Accept-Language": document.documentElement.lang },
  }).catch(() => null);
  if (!response?.ok) {
    complain(response ? reason(await response.json()) : words.not_deleted);
    return;
  }
  forget();
  askIfItHelped(false);
  dialog.close();
  say(words.deleted);
  focusField();
  tellTabs();
}

dialog.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target === dialog || target.closest("[data-close]")) {
    event.preventDefault();
    dialog.close();
  } else if (target.closest("[data-print-log]")) {
    dialog.close();
    print();
  }
});
// What is opened is to be seen, above the way back.
dialog.addEventListener("toggle", ({ target }) => {
  if (target instanceof HTMLDetailsElement && target.open) target.scrollIntoView({ block: "nearest" });
}, true);
dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  forgetAll();
});
