// Copies a number, an address or a link.
const COPIED_MS = 2000;

/** Shows the buttons that need a script. @param {ParentNode} place */
function offerCopiesIn(place) {
  for (const button of place.querySelectorAll("[data-copy][hidden], [data-copy-link][hidden]")) {
    /** @type {HTMLElement} */ (button).hidden = false;
  }
}

/** On the page, and in what is to be drawn on it. */
function offerCopies() {
  if (!navigator.clipboard) return;
  offerCopiesIn(document);
  for (const { content } of document.querySelectorAll("template")) offerCopiesIn(content);
}

/**
 * @typedef {object} Voice
 * @property {string} copied
 * @property {string} failed
 * @property {(text: string, isError?: boolean) => void} say shows it
 * @property {(text: string) => void} tell reads it out alone
 */

/** @param {HTMLElement} button @param {Voice} voice */
async function copy(button, voice) {
  const { copy: value, copyLink } = button.dataset;
  const text = value ?? new URL(copyLink || "", location.href).href;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    voice.say(voice.failed, true);
    return;
  }
  const before = button.textContent;
  if (before === voice.copied) return;
  button.textContent = voice.copied;
  voice.tell(`${voice.copied}: ${text}`);
  setTimeout(() => { button.textContent = before; }, COPIED_MS);
}

/** @param {Voice} voice */
export function startCopying(voice) {
  offerCopies();
  for (const drawn of ["answered", "refreshed"]) document.addEventListener(drawn, offerCopies);
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.matches("[data-copy], [data-copy-link]")) copy(button, voice);
  });
}
