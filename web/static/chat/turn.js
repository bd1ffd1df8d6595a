// One message on the page: what was said, and what stands there until it is answered.
import { append, fromTemplate, pills, tell, words } from "./page.js";

/** @typedef {import("./queue.js").Message} Message */
/** A message on the page: what was said, what stands for its answer, and the choices before it.
 * @typedef {{message: Message, said: HTMLElement, instead: Element[], choices: Element[]}} Turn */

/** @param {Message} message @returns {Turn} */
export function draw(message) {
  const said = document.createElement("p");
  const text = document.createElement("span");
  said.className = "said";
  said.dataset.who = `${message.payload ? words.chosen : words.you_say}:`;
  if (message.payload) said.dataset.chosen = "";
  text.textContent = message.shown;
  if (message.lang) text.lang = message.lang;
  said.append(text);
  append([said], false);
  const choices = [...pills.children];
  pills.replaceChildren();
  tell("");
  said.scrollIntoView({ block: "start" });
  return { message, said, instead: [], choices };
}

/** What is said in place of an answer. @param {string} text @returns {HTMLElement} */
export function cardInstead(text) {
  const card = /** @type {HTMLElement} */ (fromTemplate("instead"));
  /** @type {HTMLElement} */ (card.firstElementChild).textContent = text;
  return card;
}

/** @param {Turn} turn @param {string} text @param {boolean} isRead */
export function sayInstead({ said, instead }, text, isRead) {
  const card = cardInstead(text);
  append([card], isRead, said);
  instead.push(card);
  return card;
}

/** @param {Turn} turn */
export function sayNothingInstead({ instead }) {
  for (const card of instead.splice(0)) card.remove();
}

/** A choice of the beginning, to be made again. @param {Message} message */
export function asPill({ payload = "", shown, lang }) {
  const button = document.createElement("button");
  button.className = "pill";
  button.name = "payload";
  button.value = payload;
  button.textContent = shown;
  if (lang) button.lang = lang;
  return button;
}
