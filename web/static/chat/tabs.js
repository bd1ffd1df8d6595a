// Two tabs of one conversation show the same.
import { log, parse } from "./page.js";

const channel = "BroadcastChannel" in window ? new BroadcastChannel("conversation") : null;

export function tellTabs() {
  channel?.postMessage("");
}

/** Takes the conversation as the server draws it; what was there is not read out again. */
async function refresh() {
  const response = await fetch(location.pathname + location.search).catch(() => null);
  if (!response?.ok) return;
  const page = parse(await response.text());
  log.ariaLive = "off";
  for (const id of ["log", "pills", "feedback"]) {
    const now = /** @type {HTMLElement} */ (page.getElementById(id));
    if (id === "feedback") copyState(now);
    else /** @type {HTMLElement} */ (document.getElementById(id)).replaceChildren(...now.children);
  }
  document.body.classList.toggle("talking", page.body.classList.contains("talking"));
  document.dispatchEvent(new CustomEvent("refreshed"));
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

/** @param {() => boolean} isBusy */
export function followTabs(isBusy) {
  const follow = () => { if (!isBusy()) refresh(); };
  channel?.addEventListener("message", follow);
  addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
}
