// What a draft of a mail is about: that which was asked for, in the writer's own words.

// Words: a longer message that a letter answers says what it is to be about.
const LONGEST_WISH = 10;
const END = "(?![\\p{L}])";
// "Skriv mejlet åt mig till pressen", and what it is about after that.
const WISH = new RegExp(
  `(?:^|[\\s,])(?:skriv|formulera|gör|draft|write|make)[\\p{L}]*\\s(?:[^.,:?!]{0,40}?\\s)?`
  + `(?:mejl|mail|e-?post|utkast|brev|begäran|förfrågan|e-?mail|request|letter|draft)[\\p{L}]*${END}(?:\\se-?mail${END})?`
  + `(?:\\s(?:åt|för|till|to|for|mig|me|igen|again|nu|now|då|then|tack|please|the|er|dem|them|presstjänsten|pressen|pressjouren|presschefen|anders sims|anders`
  + `|statistikenheten|huvudkontoret|diariet|registratorn|head of press|press service|press|statistics unit|head office|registry)${END})*`
  + `(?<joint>[\\s,.:–-]*(?:(?:om|där|med|att|som|about|on|asking|where|that)${END}\\s*)?)`
  + `(?:(?:jag|i)\\s)?(?:(?:frågar|undrar|ber om|begär|vill ha|söker|ask|want|need|request)${END}\\s*)?`,
  "iu",
);
// "Lägg in att jag vill ha det som csv": what comes to it. The engine gives the draft again for such
// words (`_ADDS` in actions/letters.py).
const ADDITION = new RegExp(
  `(?:^|[\\s,])(?:lägg (?:in|till)|skriv (?:in|att|också)|nämn|ta med|fyll i|sätt in|säg|det gäller`
  + `|add|put in|mention|include|say|make it about|it is about)${END}(?:\\s(?:också|also))?(?:\\s(?:att|that)${END})?[\\s:]+(?<added>.+)`,
  "isu",
);
const THAT = /^(?:det|detta|it|this|that|what)(?: (?:jag sa|i said|i mejlet|in the (?:e-?)?mail|också|too))*[\s.!]*$/iu;

/** What a wish for a mail says that it is to be about; "" where it says nothing, or is none.
 * @param {string} text @returns {string} */
export function matterOf(text) {
  const wish = WISH.exec(text);
  if (!wish) return "";
  const matter = text.slice(wish.index + wish[0].length).trim();
  const isNamed = /\p{L}/u.test(wish.groups?.joint || "");
  if (THAT.test(matter)) return "";
  return isNamed || matter.split(/\s+/).length > 1 ? matter : "";
}

/** What a message has the draft say besides; "" where that is nothing.
 * @param {string} text @returns {string} */
export function additionOf(text) {
  const added = ADDITION.exec(text)?.groups?.added.trim() || "";
  return THAT.test(added) ? "" : added;
}

/** An answer: its topic ("" if it has none), whether it is the whole of it, whether a draft is in it.
 * @typedef {{topic: string, isWhole: boolean, hasLetter: boolean}} Answer */
/** What was written, or chosen, and what answered it. @typedef {{text: string, isChosen: boolean, answers: Answer[]}} Turn */

/**
 * What was written last that the topic's whole card answered, or what a wish for the mail says; else
 * what was written last and is neither about another topic nor only "write the mail for me". Below it
 * what is to be added, a line each. Nothing if there is nothing of it.
 * @param {string} topic @param {Turn[]} turns oldest first @returns {string}
 */
export function questionFor(topic, turns) {
  const written = turns.filter((turn) => !turn.isChosen);
  const isWhole = (/** @type {Answer} */ answer) => answer.topic === topic && answer.isWhole;
  const isOther = (/** @type {Answer} */ answer) => answer.topic !== "" && answer.topic !== topic;
  const isDraft = (/** @type {Answer} */ answer) => answer.topic === topic && answer.hasLetter;
  const isWish = (/** @type {Turn} */ turn) => turn.text.split(/\s+/).length <= LONGEST_WISH && turn.answers.some((one) => one.hasLetter);
  const isAdded = (/** @type {Turn} */ turn) => turn.answers.some(isDraft) && additionOf(turn.text) !== "";
  const says = (/** @type {Turn} */ turn) => turn.answers.some(isDraft) && matterOf(turn.text) !== "";
  const about = written.findLast((one) => one.answers.some(isWhole) || says(one))
    || written.findLast((one) => !isWish(one) && !isAdded(one) && !one.answers.some(isOther));
  const added = written.slice(about ? written.indexOf(about) + 1 : 0).filter(isAdded);
  const first = about && ((about.answers.some(isDraft) && matterOf(about.text)) || about.text);
  return [first || "", ...added.map((turn) => additionOf(turn.text))].filter(Boolean).join("\n");
}
