// Sends what is written or chosen, once, and sees to it that something always answers.
import { append, focusField, forget, input, kept, log, openLetters, parse, pills, say, tell, words } from "./page.js";
import { askIfItHelped } from "./feedback.js";
import { newMessage, post } from "./post.js";
import { makeQueue } from "./queue.js";
import { catchUp, follow, tellTabs } from "./tabs.js";
import { asPill, cardInstead, draw, sayInstead, sayNothingInstead } from "./turn.js";

/** @typedef {import("./queue.js").Message} Message */
/** @typedef {import("./turn.js").Turn} Turn */

const SLOW_MS = 1000;
const LATE_MS = 5000;
const AGAIN_MS = 1000;
const MOST_VAIN = 5;

const queue = makeQueue(kept);
/** Those in the queue, as they are drawn. @type {Map<string, Turn>} */
const drawn = new Map();
/** Times in a row that the line was said to be back and was not. */
let vain = 0;
/** Says that it waits, below all. @type {Element | null} */
let offline = null;
let waiting = false;
/** What got no answer is the same message when it is sent again. @type {Turn | null} */
let lost = null;

export const isWaiting = () => waiting;

/** @param {string} text */
export function write(text) {
  focusField();
  send(newMessage({ text, shown: text }));
}

/** @param {HTMLButtonElement} button of a form with choices */
export function choose(button) {
  send(newMessage({ payload: button.value, shown: button.textContent || "", lang: button.lang || undefined }));
}

/** @param {Message} message */
async function send(message) {
  if (lost && lost.message.text === message.text && lost.message.payload === message.payload) {
    for (const one of [lost.said, ...lost.instead]) one.remove();
    message = lost.message;
  }
  lost = null;
  const turn = draw(message);
  if (!navigator.onLine) {
    queue.add(message);
    wait(turn);
    return;
  }
  if (await exchange(turn, message.payload ? "answer" : "field")) sendQueue();
}

/** @param {Turn} turn @param {"field" | "answer" | ""} focus goes there @returns {Promise<boolean>} whether it was answered or refused */
async function exchange(turn, focus) {
  const { message, said } = turn;
  const isRead = focus !== "answer";
  /** @type {HTMLElement | null} */
  let answer = null;
  waiting = true;
  log.ariaBusy = "true";
  askIfItHelped(false);
  say("");
  const slow = setTimeout(() => say(words.sending), SLOW_MS);
  const late = setTimeout(() => {
    log.ariaBusy = null; // else it is not read out
    sayInstead(turn, words.late, true);
  }, LATE_MS);
  let isDone = true;
  try {
    const reply = await post(message);
    say("");
    if ("html" in reply) answer = show(parse(reply.html), turn, isRead);
    else refuse(reply.refusal, turn);
  } catch {
    say("");
    isDone = false;
    if (navigator.onLine && (vain === MOST_VAIN || !queue.holds(message))) answer = giveUp(turn, isRead);
    else {
      queue.add(message);
      wait(turn);
    }
  }
  clearTimeout(late);
  clearTimeout(slow);
  waiting = false;
  log.ariaBusy = null;
  said.scrollIntoView({ block: "start" });
  if (focus === "answer" && answer) focusOn(answer);
  else if (focus) focusField();
  catchUp();
  return isDone;
}

/** @param {Document} answer @param {Turn} turn @param {boolean} isRead @returns {HTMLElement} the answer */
function show(answer, { said }, isRead) {
  const drawnLog = /** @type {HTMLElement} */ (answer.getElementById("log"));
  const cards = /** @type {HTMLElement[]} */ ([...drawnLog.children]);
  const choices = [.../** @type {HTMLElement} */ (answer.getElementById("pills")).children];
  if (drawnLog.dataset.deletes === "true") forget();
  /** @type {HTMLElement} */ (said.firstElementChild).lang ||= cards[0]?.lang || "";
  append(cards, isRead, said);
  openLetters(cards);
  pills.replaceChildren(...choices);
  const count = choices.filter((one) => one.matches("button")).length;
  if (count) tell(words.options.replace("{count}", String(count)));
  askIfItHelped(drawnLog.dataset.asks === "true");
  document.dispatchEvent(new CustomEvent("answered"));
  tellTabs();
  return cards[0] || said;
}

/** @param {string} reason @param {Turn} turn */
function refuse(reason, turn) {
  sayNothingInstead(turn);
  turn.said.remove();
  document.body.classList.toggle("talking", Boolean(log.childElementCount));
  restore(turn.message);
  pills.replaceChildren(...turn.choices);
  say(reason, true);
}

/** @param {Turn} turn @param {boolean} isRead @returns {HTMLElement} what says so */
function giveUp(turn, isRead) {
  const { message, choices } = turn;
  lost = turn;
  vain = 0;
  queue.remove(message);
  restore(message);
  sayNothingInstead(turn);
  const buttons = /** @type {HTMLButtonElement[]} */ (choices);
  if (message.payload && !buttons.some((one) => one.value === message.payload)) buttons.push(asPill(message));
  pills.replaceChildren(...buttons);
  return sayInstead(turn, words.unreachable, isRead);
}

/** Keeps a turn until there is a line; one card says so, below the last. @param {Turn} turn */
function wait(turn) {
  drawn.set(turn.message.key, turn);
  sayNothingInstead(turn);
  offline?.remove();
  offline = cardInstead(words.offline);
  append([offline], true);
}

/** @param {Message} message */
function restore(message) {
  if (!message.text || input.value) return;
  input.value = message.text;
  input.dispatchEvent(new Event("input"));
}

/** @param {HTMLElement} answer */
function focusOn(answer) {
  answer.tabIndex = -1;
  answer.focus({ preventScroll: true });
}

async function sendQueue() {
  if (waiting || !navigator.onLine) return;
  offline?.remove();
  for (let message = queue.next(); message; message = queue.next()) {
    const turn = drawn.get(message.key) || draw(message);
    drawn.delete(message.key);
    if (!await exchange(turn, "")) {
      const last = [...drawn.values()].at(-1);
      if (navigator.onLine && queue.holds(message)) {
        vain += 1;
        setTimeout(sendQueue, AGAIN_MS);
      } else if (last) wait(last);
      return;
    }
    vain = 0;
    queue.remove(message);
  }
}

/** What could not be sent before the page was left. */
export function resume() {
  addEventListener("online", sendQueue);
  for (const message of queue.all()) drawn.set(message.key, draw(message));
  const last = [...drawn.values()].at(-1);
  if (!last) return;
  // The page before may have sent one of them, which then stands here already.
  if (navigator.onLine) sendQueue().then(follow);
  else wait(last);
}
