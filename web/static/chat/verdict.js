// Takes what is said of an answer, which without a script the forms post.
import { helped, more, said, show } from "./feedback.js";
import { addresses, focusField, input, log, reason } from "./page.js";
import { tellTabs } from "./tabs.js";

let judging = false;

/** Calls `done` with what was stored, unless the conversation has gone on. @param {object} body @param {(answer: any) => void} done */
async function give(body, done) {
  if (judging) return;
  judging = true;
  const turn = log.childElementCount;
  /** @type {any} */ let answer;
  let refusal = helped.dataset.failed || "";
  try {
    const response = await fetch(addresses.feedback, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify(body),
    });
    answer = await response.json();
    refusal = response.ok ? "" : reason(answer);
  } catch { /* what is said above */ }
  judging = false;
  if (turn !== log.childElementCount) return;
  if (!refusal) {
    done(answer);
    tellTabs();
    return;
  }
  said.textContent = refusal;
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
      said.textContent = more.dataset.empty || "";
      /** @type {HTMLElement} */ (more.querySelector("input:not([type=hidden])")).focus();
      return;
    }
    give({ helped: false, missing, comment }, (answer) => {
      show((answer.comment === "dropped" ? more.dataset.dropped : helped.dataset.thanks) || "");
      focusField();
    });
  });
}
