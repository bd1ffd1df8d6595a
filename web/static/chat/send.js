// Sends what is written or chosen, once, and sees to it that something always answers.
import { addresses, append, focusField, forget, form, fromTemplate, input, kept, log, openLetters, parse, pills, say, tell, words } from "./page.js";
import { offerCopies } from "./copy.js";
import { askIfItHelped } from "./feedback.js";
import { tellTabs } from "./tabs.js";

/** @typedef {{text?: string, payload?: string, shown: string, key: string}} Message */

const SLOW_MS = 1000;
const LATE_MS = 5000;
const LONGEST_MS = 30_000;
const MOST_TRIES = 5;

let waiting = false;
/** What got no answer is the same message when it is sent again. @type {Message | null} */
let lost = null;
/** What waits for the line to come back. @type {Message[]} */
let queue = read();

/** @returns {Message[]} */
function read() {
  try { return JSON.parse(kept.get("queue") || "[]"); } catch { return []; }
}

export const isWaiting = () => waiting;

/** @param {string} text */
export function write(text) {
  send(lost && lost.text === text ? lost : { text, shown: text, key: newKey() }, focusField);
}

/** @param {HTMLButtonElement} button of a form with choices */
export function choose(button) {
  const shown = button.textContent || "";
  send({ payload: button.value, shown, key: newKey() }, focusAnswer);
}

// crypto.randomUUID is not there without TLS.
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");

/** @param {Message} message @param {(said: Element) => void} focusAfter */
async function send(message, focusAfter) {
  if (waiting) return;
  const said = draw(message);
  if (!navigator.onLine) {
    keep(message);
    return;
  }
  await exchange(message, said, focusAfter);
}

/** @param {Message} message */
function draw(message) {
  const said = document.createElement("p");
  said.className = "said";
  said.dataset.who = `${message.payload ? words.chosen : words.you_say}:`;
  if (message.payload) said.dataset.chosen = "";
  said.textContent = message.shown;
  append([said], false);
  pills.replaceChildren();
  said.scrollIntoView({ block: "start" });
  return said;
}

/** @param {Message} message @param {HTMLElement} said @param {(said: Element) => void} focusAfter */
async function exchange(message, said, focusAfter) {
  waiting = true;
  log.ariaBusy = "true";
  askIfItHelped(false);
  say("");
  const slow = setTimeout(() => say(words.sending), SLOW_MS);
  const late = setTimeout(() => append([fromTemplate("late")], true), LATE_MS);
  try {
    const response = await alone(() => post(message));
    clearTimeout(late);
    clearTimeout(slow);
    lost = null;
    say("");
    if (response.ok) show(parse(await response.text()), said, focusAfter === focusAnswer);
    else refuse((await response.json()).detail, message, said);
  } catch {
    clearTimeout(late);
    clearTimeout(slow);
    say("");
    if (navigator.onLine) giveUp(message);
    else keep(message);
  } finally {
    waiting = false;
    log.ariaBusy = null;
    said.scrollIntoView({ block: "start" });
    focusAfter(said);
  }
}

/** One tab at a time: two first messages at once would be two conversations. @template T @param {() => Promise<T>} act @returns {Promise<T>} */
function alone(act) {
  return navigator.locks ? navigator.locks.request("exchange", act) : act();
}

/** @param {Message} message @returns {Promise<Response>} */
async function post(message) {
  const { text, payload, key } = message;
  const conversation = form.elements.namedItem("conversation");
  const body = { text, payload, key, conversation: /** @type {HTMLInputElement} */ (conversation).value || undefined };
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(addresses.messages, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "text/html", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    // The same message is being answered already, elsewhere.
    if (response.status !== 409 || tries === MOST_TRIES) return response;
    await new Promise((go) => { setTimeout(go, SLOW_MS); });
  }
}

/** @param {Document} answer @param {HTMLElement} said @param {boolean} hasFocus */
function show(answer, said, hasFocus) {
  const cards = [.../** @type {HTMLElement} */ (answer.getElementById("log")).children];
  const { asks, deletes } = /** @type {HTMLElement} */ (answer.getElementById("log")).dataset;
  const choices = [.../** @type {HTMLElement} */ (answer.getElementById("pills")).children];
  if (deletes === "true") forget();
  said.lang = /** @type {HTMLElement} */ (cards[0])?.lang || "";
  append(cards, !hasFocus);
  offerCopies(log);
  openLetters(cards);
  pills.replaceChildren(...choices);
  if (choices.length) tell(words.options.replace("{count}", String(choices.length)));
  askIfItHelped(asks === "true");
  document.dispatchEvent(new CustomEvent("answered"));
  tellTabs();
}

/** @param {string} reason @param {Message} message @param {Element} said */
function refuse(reason, message, said) {
  said.remove();
  document.body.classList.toggle("talking", Boolean(log.childElementCount));
  restore(message);
  say(reason, true);
}

/** @param {Message} message */
function giveUp(message) {
  lost = message;
  restore(message);
  append([fromTemplate("unreachable")], true);
}

/** @param {Message} message */
function keep(message) {
  queue.push(message);
  kept.set("queue", JSON.stringify(queue));
  sayOffline();
}

function sayOffline() {
  for (const card of log.querySelectorAll("[data-offline]")) card.remove();
  const card = /** @type {HTMLElement} */ (fromTemplate("offline"));
  card.dataset.offline = "";
  append([card], true);
}

/** @param {Message} message */
function restore(message) {
  if (!message.text || input.value) return;
  input.value = message.text;
  input.dispatchEvent(new Event("input"));
}

/** @param {Element} said */
function focusAnswer(said) {
  const answer = /** @type {HTMLElement} */ (said.nextElementSibling || log.lastElementChild || log);
  answer.tabIndex = -1;
  answer.focus({ preventScroll: true });
}

async function sendQueue() {
  for (const card of log.querySelectorAll("[data-offline]")) card.remove();
  while (queue.length && navigator.onLine && !waiting) {
    const [message, ...rest] = queue;
    const said = [...log.querySelectorAll(".said")].find((one) => one.textContent === message.shown && !one.nextElementSibling?.matches(".card, .plain"));
    queue = rest;
    kept.set("queue", JSON.stringify(queue));
    await exchange(message, /** @type {HTMLElement} */ (said) || draw(message), () => {});
  }
}

/** What could not be sent before the page was left. */
export function resume() {
  addEventListener("online", sendQueue);
  if (!queue.length) return;
  for (const message of queue) draw(message);
  if (navigator.onLine) sendQueue();
  else sayOffline();
}
