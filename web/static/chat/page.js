// The parts of the page that the script works with, and how it speaks to those who do not see it.

/** @param {string} id @returns {any} the element, which the page always has */
const part = (id) => document.getElementById(id);

export const addresses = /** @type {Record<string, string>} */ (document.body.dataset);
export const words = /** @type {Record<string, string>} */ (part("words").dataset);
/** @type {HTMLElement} */ export const log = part("log");
/** @type {HTMLElement} */ export const pills = part("pills");
/** @type {HTMLFormElement} */ export const form = part("form");
/** @type {HTMLTextAreaElement} */ export const input = part("text");
/** @type {HTMLElement} */ const status = part("status");
/** @type {HTMLElement} */ const told = part("told");

/** Shown and read out. @param {string} text @param {boolean} [isError] */
export function say(text, isError = false) {
  status.textContent = text;
  status.classList.toggle("error", isError);
  if (isError) status.scrollIntoView({ block: "nearest" });
}

/** Read out alone. @param {string} text */
export function tell(text) {
  told.textContent = text;
}

/** What is wrong, and what to do. @param {{title: string, detail: string}} problem as the server refuses */
export const reason = ({ title, detail }) => `${title}. ${detail}`;

/** @param {string} html @returns {Document} */
export function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

/** @param {string} name of a template @returns {Element} */
export function fromTemplate(name) {
  const copy = /** @type {DocumentFragment} */ (part(name).content.cloneNode(true));
  return /** @type {Element} */ (copy.firstElementChild);
}

/**
 * Adds to the conversation: last, or to what answers a message that others may stand below. What
 * the writer said, and what takes the focus, is not read out too.
 * @param {Iterable<Element>} nodes @param {boolean} isRead @param {Element} [said]
 */
export function append(nodes, isRead, said) {
  log.ariaLive = isRead ? "polite" : "off"; // what came before may not have been drawn yet
  let next = said?.isConnected ? said.nextElementSibling : null;
  while (next && !next.matches(".said")) next = next.nextElementSibling;
  for (const node of nodes) log.insertBefore(node, next);
  if (!isRead) requestAnimationFrame(() => { log.ariaLive = "polite"; });
  document.body.classList.add("talking");
}

/** Few answers have drafts. @param {Element[]} cards just drawn */
export async function openLetters(cards) {
  if (cards.some((card) => card.querySelector(".letter"))) (await import("./letters.js")).openLetters(cards);
}

/** What is deleted is not shown either; the choices of the beginning are. */
export function forget() {
  log.replaceChildren();
  pills.replaceChildren();
  document.body.classList.remove("talking");
  for (const offer of document.querySelectorAll('[name="conversation"]')) {
    /** @type {HTMLInputElement} */ (offer).value = "";
  }
}

/** On a touch screen the keyboard would cover the answer. */
export function focusField() {
  if (matchMedia("(pointer: coarse)").matches) input.blur();
  else input.focus({ preventScroll: true });
}

/** Before the browser has the room that is needed, nothing is kept. */
export const kept = {
  /** @param {string} name */
  get(name) {
    try { return sessionStorage.getItem(name) || ""; } catch { return ""; }
  },
  /** @param {string} name @param {string} value */
  set(name, value) {
    try {
      if (value) sessionStorage.setItem(name, value);
      else sessionStorage.removeItem(name);
    } catch { /* the page works without */ }
  },
};
