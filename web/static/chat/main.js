// Starts what the page does when there is a script; without one its forms do the same.
import { form, input, kept, log, openLetters, say, words } from "./page.js";
import { choose, isWaiting, resume, write } from "./send.js";
import { followTabs } from "./tabs.js";

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + 2}px`;
  kept.set("draft", input.value);
}

/** What takes the focus is not hidden by the field, which leaves the way when it is too tall. */
function makeRoom() {
  const { height } = form.getBoundingClientRect();
  // What is written may take more lines; the field does not jump away for that.
  const more = input.offsetHeight - parseFloat(getComputedStyle(input).minHeight);
  const isTall = height - more > innerHeight / 4;
  form.classList.toggle("tall", isTall);
  document.documentElement.style.scrollPaddingBottom = `${isTall ? 16 : Math.ceil(height) + 8}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text) return;
  if (isWaiting()) {
    say(words.wait);
    return;
  }
  input.value = "";
  grow();
  write(text);
});
input.addEventListener("input", grow);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
document.addEventListener("submit", (event) => {
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (button?.name !== "payload") return;
  event.preventDefault();
  if (!isWaiting()) choose(button);
});
document.addEventListener("refreshed", (event) => {
  openLetters(/** @type {CustomEvent<Element[]>} */ (event).detail);
});

followTabs(isWaiting);
openLetters([...log.children]);
new ResizeObserver(makeRoom).observe(form);
addEventListener("resize", makeRoom);
input.value ||= kept.get("draft");
grow();
history.scrollRestoration = "manual"; // else where one was before wins over the last question
[...log.querySelectorAll(".said, .handed")].at(-1)?.scrollIntoView({ block: "start" });
resume();
// Not before somebody does something here, which may have been before this ran; if it does not come,
// links and forms do the same.
const startLater = () => { import("./later.js").catch(() => {}); };
if (log.childElementCount || document.activeElement !== document.body) startLater();
else for (const kind of ["focusin", "keydown", "pointerdown", "pointermove"]) addEventListener(kind, startLater, { once: true });
