// Every public page that is not the open chat: copying, printing, and the blanks of a draft.
import { startCopying } from "./copy.js";

const status = /** @type {HTMLElement} */ (document.getElementById("status"));
const { copied = "", failed = "" } = status.dataset;

/** @param {string} text @param {boolean} [isError] */
function say(text, isError = false) {
  status.textContent = text;
  if (isError) status.scrollIntoView({ block: "nearest" });
}

startCopying({ copied, failed, say, tell: say });
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-print]"))) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".card .letter"))) {
  const { openLetter } = await import("../letter.js");
  openLetter(box, /** @type {HTMLElement} */ (box.closest(".card")).lang);
}
