// While a person's answer is to come, asks now and then whether it has.
import { log, tell, words } from "./page.js";
import { isWaiting } from "./send.js";
import { follow } from "./tabs.js";

const ASK_MS = 20_000;
const OPEN = ["sending", "sent", "taken"].map((state) => `[data-state="${state}"]`).join();

const count = () => log.querySelectorAll(".person").length;

/** Who does not look at the page is not asked for. */
async function ask() {
  if (document.hidden || isWaiting() || !log.querySelector(OPEN)) return;
  const before = count();
  await follow();
  if (count() > before) tell(words.handoff_answered);
}

export function startAsking() {
  setInterval(ask, ASK_MS);
  document.addEventListener("visibilitychange", ask);
}
