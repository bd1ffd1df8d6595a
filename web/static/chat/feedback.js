// Whether the answer helped, and what it lacked.
import { addresses, focusField, input, log } from "./page.js";
import { tellTabs } from "./tabs.js";

/** @param {string} id @returns {any} */
const part = (id) => document.getElementById(id);
/** @type {HTMLElement} */ const said = part("feedback-said");
/** @type {HTMLFormElement} */ const helped = part("helped");
/** @type {HTMLFormElement} */ const more = part("more");

let judging = false;

/** Nothing, the question with its buttons, or what is said to it with the form for more. @param {string} text @param {HTMLElement | null} [shown] */
function show(text, shown = null) {
  said.textContent = text;
  said.classList.remove("error");
  helped.hidden = shown !== helped;
  more.hidden = shown !== more;
  more.reset();
}

/** @param {boolean} asks */
export function askIfItHelped(asks) {
  if (asks) show(helped.dataset.asks || "", helped);
  else show("");
}

/** Calls `done` with what was stored, unless the conversation has gone on. @param {object} body @param {(answer: any) => void} done */
async function give(body, done) {
  if (judging) return;
  judging = true;
  const turn = log.childElementCount;
  let answer = { detail: helped.dataset.failed };
  let stored = false;
  try {
    const response = await fetch(addresses.feedback, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify(body),
    });
    answer = await response.json();
    stored = response.ok;
  } catch { /* the answer above says so */ }
  judging = false;
  if (turn !== log.childElementCount) return;
  if (stored) {
    done(answer);
    tellTabs();
    return;
  }
  said.textContent = answer.detail || "";
  said.classList.add("error");
}

export function startFeedback() {
  helped.addEventListener("submit", (event) => {
    event.preventDefault();
    const did = /** @type {HTMLButtonElement} */ (event.submitter).value === "true";
    give({ helped: did }, () => {
      const elsewhere = document.activeElement === input;
      show(did ? helped.dataset.thanks || "" : more.dataset.asks || "", did ? null : more);
      if (elsewhere) return;
      if (did) focusField();
      else more.focus();
    });
  });

  more.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = new FormData(more);
    const missing = values.get("missing") || undefined;
    const comment = String(values.get("comment") || "").trim() || undefined;
    if (!missing && !comment) {
      /** @type {HTMLElement} */ (more.querySelector("input:not([type=hidden])")).focus();
      return;
    }
    give({ helped: false, missing, comment }, (answer) => {
      show((answer.comment === "dropped" ? more.dataset.dropped : helped.dataset.thanks) || "");
      focusField();
    });
  });
}
