// One message to the server, and its answer.
import { addresses, form, reason } from "./page.js";

/** @typedef {import("./queue.js").Message} Message */
/** What was answered, as HTML, or why nothing was. @typedef {{html: string} | {refusal: string}} Reply */

const RETRY_MS = 1000;
const LONGEST_MS = 30_000;
const MOST_TRIES = 5;

// crypto.randomUUID is not there without TLS.
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");

/** One tab at a time: two first messages at once would be two conversations. @param {Message} message @returns {Promise<Reply>} */
export function post(message) {
  if (!navigator.locks) return tryToPost(message);
  let hasBegun = false;
  const act = () => {
    hasBegun = true;
    return tryToPost(message);
  };
  // In a frame of another site's a browser that blocks its storage gives no lock.
  return navigator.locks.request("exchange", act).catch((error) => {
    if (hasBegun) throw error;
    return act();
  });
}

/** @param {Omit<Message, "key" | "conversation">} said @returns {Message} with what says that it is the same when it comes again */
export function newMessage(said) {
  const offered = /** @type {HTMLInputElement} */ (form.elements.namedItem("conversation"));
  return { ...said, key: newKey(), conversation: offered.value || undefined };
}

/** @param {Message} message @returns {Promise<Reply>} */
async function tryToPost({ text, payload, key, conversation }) {
  const body = JSON.stringify({ text, payload, key, conversation });
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(addresses.messages, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "text/html", "Accept-Language": document.documentElement.lang },
      body,
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    if (response.ok) return { html: await response.text() };
    // The same message is being answered already, elsewhere.
    if (response.status !== 409 || tries === MOST_TRIES) return { refusal: reason(await response.json()) };
    await new Promise((go) => { setTimeout(go, RETRY_MS); });
  }
}
