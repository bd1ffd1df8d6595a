// Drafts of mails in answers: their first blank is filled with what was asked for.
import { openLetter } from "../letter.js";
import { log } from "./page.js";
import { questionFor } from "./question.js";

/** The conversation as it stands on the page. @returns {import("./question.js").Turn[]} */
function turns() {
  /** @type {import("./question.js").Turn[]} */
  const found = [];
  for (const child of /** @type {Iterable<HTMLElement>} */ (log.children)) {
    const { topic = "", whole, chosen } = child.dataset;
    if (child.matches(".said")) found.push({ text: child.textContent || "", isChosen: chosen !== undefined, answers: [] });
    else found.at(-1)?.answers.push({ topic, isWhole: whole !== undefined, hasLetter: Boolean(child.querySelector(".letter")) });
  }
  return found;
}

/** @param {Element[]} cards just drawn */
export function openLetters(cards) {
  const drafts = cards.flatMap((card) => [...card.querySelectorAll(".letter")].map((box) => [card, box]));
  for (const [card, box] of /** @type {HTMLElement[][]} */ (drafts)) {
    openLetter(box, card.lang, questionFor(card.dataset.topic || "", turns()));
  }
}
