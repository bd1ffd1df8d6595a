// What a draft of a mail is about: that which was asked for, in the writer's own words.

// Words: a longer message that a letter answers says what it is to be about.
const LONGEST_WISH = 10;

/** An answer: its topic ("" if it has none), whether it is the whole of it, whether a draft is in it.
 * @typedef {{topic: string, isWhole: boolean, hasLetter: boolean}} Answer */
/** What was written, or chosen, and what answered it. @typedef {{text: string, isChosen: boolean, answers: Answer[]}} Turn */

/**
 * What was written last that the topic's whole card answered; else what was written last and is
 * neither about another topic nor only "write the mail for me". Nothing if there is neither.
 * @param {string} topic @param {Turn[]} turns oldest first @returns {string}
 */
export function questionFor(topic, turns) {
  const written = turns.filter((turn) => !turn.isChosen);
  const isWhole = (/** @type {Answer} */ answer) => answer.topic === topic && answer.isWhole;
  const isOther = (/** @type {Answer} */ answer) => answer.topic !== "" && answer.topic !== topic;
  const isWish = (/** @type {Turn} */ turn) => turn.text.split(/\s+/).length <= LONGEST_WISH && turn.answers.some((one) => one.hasLetter);
  const turn = written.findLast((one) => one.answers.some(isWhole))
    || written.findLast((one) => !isWish(one) && !one.answers.some(isOther));
  return turn ? turn.text : "";
}
