// Drafts of mails in answers: their first blank is filled with what was asked for.
import { openLetter } from "../letter.js";
import { log } from "./page.js";

// Words: a longer message that a letter answers says what it is to be about.
const LONGEST_WISH = 10;

/** @typedef {{text: string, chosen: boolean, cards: HTMLElement[]}} Turn */

/** @returns {Turn[]} */
function turns() {
  /** @type {Turn[]} */
  const found = [];
  for (const child of /** @type {Iterable<HTMLElement>} */ (log.children)) {
    if (child.matches(".said")) found.push({ text: child.textContent || "", chosen: "chosen" in child.dataset, cards: [] });
    else found.at(-1)?.cards.push(child);
  }
  return found;
}

/**
 * What was written last that the topic's whole card answered; else what was written last and is
 * neither about another topic nor only "write the mail for me".
 * @param {string} topic @param {Turn[]} all @returns {string}
 */
export function questionFor(topic, all) {
  const written = all.filter((turn) => !turn.chosen);
  const hasLetter = (/** @type {HTMLElement} */ card) => Boolean(card.querySelector(".letter"));
  const isWhole = (/** @type {HTMLElement} */ card) => card.dataset.topic === topic && "whole" in card.dataset;
  const isOther = (/** @type {HTMLElement} */ card) => Boolean(card.dataset.topic) && card.dataset.topic !== topic;
  const isWish = (/** @type {Turn} */ turn) => turn.text.split(/\s+/).length <= LONGEST_WISH && turn.cards.some(hasLetter);
  const turn = written.findLast((one) => one.cards.some(isWhole))
    || written.findLast((one) => !isWish(one) && !one.cards.some(isOther));
  return turn ? turn.text : "";
}

/** @param {Element[]} cards just drawn */
export function openLetters(cards) {
  const drafts = cards.flatMap((card) => [...card.querySelectorAll(".letter")].map((box) => [card, box]));
  for (const [card, box] of /** @type {HTMLElement[][]} */ (drafts)) {
    openLetter(box, card.lang, questionFor(card.dataset.topic || "", turns()));
  }
}
