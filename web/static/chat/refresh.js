// Takes the conversation as the server draws it, for it has gone on elsewhere.
import { log, parse, pills } from "./page.js";

/** @param {Element} one of the conversation @returns {string} an answer's address, else what it says */
const identity = (one) => one.querySelector(".sources a")?.getAttribute("href") || one.textContent || "";

/** How many of the first stand there already. @param {string[]} here @param {string[]} there */
export function countSame(here, there) {
  const differs = there.findIndex((one, place) => one !== here[place]);
  return differs < 0 ? there.length : differs;
}

/**
 * What is there stays, with what was filled in; nothing is read out again.
 * @param {() => boolean} isBusy with an answer of its own, which then stays too
 * @returns {Promise<boolean>} false if it was busy
 */
export async function refresh(isBusy) {
  const response = await fetch(location.pathname + location.search).catch(() => null);
  if (!response?.ok) return true;
  const page = parse(await response.text());
  if (isBusy()) return false;
  log.ariaLive = "off";
  const here = [...log.children];
  const there = [.../** @type {HTMLElement} */ (page.getElementById("log")).children];
  const same = countSame(here.map(identity), there.map(identity));
  const added = there.slice(same);
  for (const gone of here.slice(same)) gone.remove();
  log.append(...added);
  pills.replaceChildren(.../** @type {HTMLElement} */ (page.getElementById("pills")).children);
  copyState(/** @type {HTMLElement} */ (page.getElementById("feedback")));
  document.body.classList.toggle("talking", page.body.classList.contains("talking"));
  document.dispatchEvent(new CustomEvent("refreshed", { detail: added }));
  requestAnimationFrame(() => { log.ariaLive = "polite"; });
  return true;
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
