// Drafts of mails in answers: their blanks are fields.
import { openLetter } from "../letter.js";

/** @param {Element[]} cards just drawn */
export function openLetters(cards) {
  for (const card of /** @type {HTMLElement[]} */ (cards)) {
    for (const box of /** @type {Iterable<HTMLElement>} */ (card.querySelectorAll(".letter"))) openLetter(box, card.lang);
  }
}
