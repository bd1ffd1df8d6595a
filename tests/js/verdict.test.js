// What is said of an answer: sent once, thanked for, and told where it could not be kept.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { act, make, putEmptyPage, settled } from "./page_parts.js";

const { page, part } = putEmptyPage();
const [helped, more, said, log, input] = ["helped", "more", "feedback-said", "log", "text"].map(part);
page.body.dataset.feedback = "/api/feedback";
Object.assign(helped.dataset, { asks: "Hjälpte det?", thanks: "Tack.", failed: "Det gick inte att spara." });
Object.assign(more.dataset, { asks: "Vad saknades?", empty: "Välj något eller skriv.", dropped: "Sparat utan kommentaren." });
const missing = make("input", { type: "radio", name: "missing" });
const comment = make("input", { name: "comment" });
more.append(make("input", { type: "hidden", name: "helped" }), missing, comment);
globalThis.FormData = class {
  constructor(form) { this.form = form; }
  get(name) { return this.form.elements.namedItem(name).value || null; }
};
const { askIfItHelped } = await import("../../web/static/chat/feedback.js");
(await import("../../web/static/chat/verdict.js")).startFeedback();

const asked = [];
let answer;
globalThis.fetch = async (address, { body }) => {
  asked.push({ address, ...JSON.parse(body) });
  return answer();
};
const accept = (kept = {}) => ({ ok: true, json: async () => kept });
const yes = make("button", { value: "true" });
const no = make("button", { value: "false" });
const say = (form, submitter) => { act(form, "submit", { submitter }); return settled(); };
beforeEach(() => {
  asked.length = 0;
  answer = () => accept();
  missing.value = comment.value = "";
  log.replaceChildren(make("div"));
  page.activeElement = page.body;
  askIfItHelped(true);
});

test("yes is sent, thanked for and asks no more", async () => {
  await say(helped, yes);
  assert.deepEqual(asked, [{ address: "/api/feedback", helped: true }]);
  assert.equal(said.textContent, "Tack.");
  assert.deepEqual([helped.hidden, more.hidden], [true, true]);
  assert.equal(page.activeElement, input);
});

test("no is sent, and asks what was missing", async () => {
  await say(helped, no);
  assert.deepEqual(asked, [{ address: "/api/feedback", helped: false }]);
  assert.equal(said.textContent, "Vad saknades?");
  assert.deepEqual([helped.hidden, more.hidden], [true, false]);
  assert.equal(page.activeElement, more);
});

test("who has begun to write in the field stays there", async () => {
  input.focus();
  await say(helped, no);
  assert.equal(page.activeElement, input);
});

test("what was missing is sent with what was written, without the spaces around it", async () => {
  missing.value = "wrong_contact";
  comment.value = "  fel nummer ";
  await say(more);
  assert.deepEqual(asked, [{ address: "/api/feedback", helped: false, missing: "wrong_contact", comment: "fel nummer" }]);
  assert.equal(said.textContent, "Tack.");
});

test("nothing is not sent: it says what to do, with the focus on the first choice", async () => {
  comment.value = "   ";
  await say(more);
  assert.equal(asked.length, 0);
  assert.equal(said.textContent, "Välj något eller skriv.");
  assert.equal(page.activeElement, missing);
});

test("a comment that was not kept is not thanked for", async () => {
  comment.value = "hon bor i Boden";
  answer = () => accept({ comment: "dropped" });
  await say(more);
  assert.equal(said.textContent, "Sparat utan kommentaren.");
});

for (const [why, refuse, text] of [
  ["that is refused", () => ({ ok: false, json: async () => ({ title: "För fort", detail: "Vänta en minut." }) }), /Vänta en minut\./],
  ["that is lost", () => { throw new TypeError("no line"); }, /^Det gick inte att spara\.$/],
]) {
  test(`a verdict ${why} is told, and can be given again`, async () => {
    answer = refuse;
    await say(helped, yes);
    assert.match(said.textContent, text);
    assert.ok(said.classList.contains("error"));
    assert.equal(helped.hidden, false);
    answer = () => accept();
    await say(helped, yes);
    assert.equal(said.textContent, "Tack.");
    assert.equal(said.classList.contains("error"), false);
  });
}

test("two presses are one verdict", async () => {
  act(helped, "submit", { submitter: yes });
  await say(helped, yes);
  assert.equal(asked.length, 1);
});

test("where the conversation has gone on meanwhile nothing is said", async () => {
  answer = () => { log.append(make("p")); return accept(); };
  await say(helped, yes);
  assert.equal(said.textContent, "Hjälpte det?");
});
