// What the widget draws on a host's page, says in both languages and remembers in the tab.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test, { beforeEach } from "node:test";
import { putEmptyPage } from "./page_parts.js";

const { page } = putEmptyPage();
const sources = ["look", "words", "tools", "parts"].map((name) => (
  readFileSync(new URL(`../../web/static/widget/1/${name}.js`, import.meta.url), "utf8")));
const names = ["PRESS_WORDS", "PressMemory", "pressFrame", "pressLabel", "pressParts", "pressPlace", "pressSay", "pressWishes"];
const {
  PRESS_WORDS, PressMemory, pressFrame, pressLabel, pressParts, pressPlace, pressSay, pressWishes,
} = new Function(`${sources.join("\n")}; return { ${names} };`)();
const SCRIPT = "https://press.example.se/widget.js?v=1";

let pushed;
beforeEach(() => {
  pushed = [];
  globalThis.history = { state: null, pushState(state) { this.state = state; pushed.push(state); } };
});

test("the button says that it opens the panel, which has a name and room for one of two sentences", () => {
  const { root, launcher, panel, title, wait, failed } = pressParts(SCRIPT);
  assert.deepEqual(root.children, [launcher, panel]);
  assert.equal(launcher["aria-controls"], panel.id);
  assert.deepEqual([launcher["aria-haspopup"], launcher["aria-expanded"]], ["dialog", "false"]);
  assert.equal(panel["aria-labelledby"], title.id);
  assert.deepEqual([wait.role, failed.role, failed.hidden], ["status", "alert", true]);
});

for (const language of ["sv", "en"]) {
  test(`all that it says is in one language: ${language}`, () => {
    const parts = pressParts(SCRIPT);
    pressLabel(parts, language);
    const words = PRESS_WORDS[language];
    assert.equal(parts.root.lang, language);
    assert.deepEqual(
      [parts.root["aria-label"], parts.launcher.textContent, parts.title.textContent, parts.close.textContent, parts.wait.textContent],
      [words.chat, words.launcher, words.title, words.close, words.wait],
    );
    assert.equal(parts.failed.textContent, `${words.failed} ${words.link}`);
    assert.equal(pressFrame(SCRIPT, language).src, `https://press.example.se/embed?lang=${language}`);
  });
}

test("both languages say the same things", () => {
  assert.deepEqual(Object.keys(PRESS_WORDS.sv), Object.keys(PRESS_WORDS.en));
});

test("where it cannot be shown a link leads to the chat, in a new tab that knows nothing of the host's", () => {
  const { link } = pressParts(SCRIPT);
  assert.deepEqual([link.href, link.target, link.rel], ["https://press.example.se/", "_blank", "noopener"]);
});

test("one of the sentences stands there, or the frame", () => {
  const parts = pressParts(SCRIPT);
  const frame = pressFrame(SCRIPT, "sv");
  const state = () => [parts.wait.hidden, parts.failed.hidden, frame.classList.contains("waiting")];
  pressSay(parts, frame, parts.wait);
  assert.deepEqual(state(), [false, true, true]);
  pressSay(parts, frame, null);
  assert.deepEqual(state(), [true, true, false]);
  pressSay(parts, null, parts.failed);
  assert.deepEqual(state(), [true, false, false]);
});

test("a host's wishes are its style's properties, without spaces", () => {
  globalThis.getComputedStyle = () => ({ getPropertyValue: (name) => (name === "--press-chat-ink" ? " #000000 " : "") });
  const wishes = pressWishes(page.body);
  assert.equal(wishes.ink, "#000000");
  assert.equal(wishes.paper, "");
});

test("it places itself, unless the host has", () => {
  pressPlace();
  pressPlace();
  assert.equal(page.body.querySelectorAll("press-chat").length, 1);
});

test("the tab remembers whether it is open", () => {
  assert.equal(PressMemory.wasOpen(), false);
  PressMemory.keep(true);
  assert.equal(PressMemory.wasOpen(), true);
  PressMemory.keep(false);
  assert.equal(PressMemory.wasOpen(), false);
});

test("the back button has one step to take, and what the host keeps there stays", () => {
  history.state = { theirs: 1 };
  assert.ok(PressMemory.mark());
  assert.ok(PressMemory.mark());
  assert.deepEqual(pushed, [{ theirs: 1, pressChat: true }]);
});

test("where nothing may be remembered it works all the same", () => {
  const refuse = () => { throw new Error("denied"); };
  globalThis.history = { state: null, pushState: refuse };
  const before = globalThis.sessionStorage;
  globalThis.sessionStorage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  PressMemory.keep(true);
  assert.equal(PressMemory.wasOpen(), false);
  assert.equal(PressMemory.mark(), false);
  globalThis.sessionStorage = before;
});
