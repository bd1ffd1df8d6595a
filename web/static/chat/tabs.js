// Two tabs of one conversation show the same.
import { log, parse, pills } from "./page.js";

const channel = "BroadcastChannel" in window ? new BroadcastChannel("conversation") : null;

export function tellTabs() {
  channel?.postMessage("");
}

/** @type {() => boolean} */
let isBusy = () => false;
// Something was told while this tab had an answer of its own to wait for.
let isBehind = false;

/** @param {Element} one of the conversation @returns {string} an answer's address, else what it says */
const identity = (one) => one.querySelector(".sources a[href*='/svar/']")?.getAttribute("href") || one.textContent || "";

/** Takes the conversation as the server draws it. What is there stays, with what was filled in; nothing is read out again. */
async function refresh() {
  const response = await fetch(location.pathname + location.search).catch(() => null);
  if (!response?.ok) return;
  const page = parse(await response.text());
  if (isBusy()) {
    isBehind = true;
    return;
  }
  log.ariaLive = "off";
  const here = [...log.children];
  const there = [.../** @type {HTMLElement} */ (page.getElementById("log")).children];
  const differs = there.findIndex((one, place) => !here[place] || identity(one) !== identity(here[place]));
  const same = differs < 0 ? there.length : differs;
  const added = there.slice(same);
  for (const gone of here.slice(same)) gone.remove();
  log.append(...added);
  pills.replaceChildren(.../** @type {HTMLElement} */ (page.getElementById("pills")).children);
  copyState(/** @type {HTMLElement} */ (page.getElementById("feedback")));
  document.body.classList.toggle("talking", page.body.classList.contains("talking"));
  document.dispatchEvent(new CustomEvent("refreshed", { detail: added }));
  requestAnimationFrame(() => { log.ariaLive = "polite"; });
}

/** The forms stay, for they are listened to. @param {HTMLElement} now */
function copyState(now) {
  for (const id of ["feedback-said", "helped", "more"]) {
    const here = /** @type {HTMLElement} */ (document.getElementById(id));
    const there = /** @type {HTMLElement} */ (now.querySelector(`#${id}`));
    here.hidden = there.hidden;
    if (id === "feedback-said") here.textContent = there.textContent;
  }
}

function follow() {
  isBehind = isBusy();
  if (!isBehind) refresh();
}

/** What other tabs told of while this one was busy. */
export function catchUp() {
  if (isBehind) follow();
}

/** @param {() => boolean} isWaiting for an answer of its own */
export function followTabs(isWaiting) {
  isBusy = isWaiting;
  channel?.addEventListener("message", follow);
  addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
}
