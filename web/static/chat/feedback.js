// Asks whether the answer helped; verdict.js takes what is said.

/** @param {string} id @returns {any} */
const part = (id) => document.getElementById(id);
/** @type {HTMLElement} */ export const said = part("feedback-said");
/** @type {HTMLFormElement} */ export const helped = part("helped");
/** @type {HTMLFormElement} */ export const more = part("more");

/** Nothing, the question with its buttons, or what is said to it with the form for more. @param {string} text @param {HTMLElement | null} [shown] */
export function show(text, shown = null) {
  said.textContent = text;
  said.classList.remove("error");
  helped.hidden = shown !== helped;
  more.hidden = shown !== more;
  more.reset();
}

/** @param {boolean} asks */
export function askIfItHelped(asks) {
  if (asks) show(helped.dataset.asks || "", helped);
  else show("");
}
