// One message as it stands on the page until it is answered, and what stands in for its answer.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { make, putEmptyPage } from "./page_parts.js";

const { page, part } = putEmptyPage();
Object.assign(part("words").dataset, { you_say: "Du", chosen: "Du valde" });
part("instead").append(make("div", { className: "card" }, make("p"), make("dl", {}, "010-116 98 88")));
const [log, pills] = ["log", "pills"].map(part);
const { asPill, draw, sayInstead, sayNothingInstead } = await import("../../web/static/chat/turn.js");

const written = { text: "Hej", shown: "Hej", key: "a" };
const chosen = { payload: "/statistics", shown: "Statistik", key: "b" };
beforeEach(() => { for (const one of [log, pills]) one.replaceChildren(); });

test("what was written and what was chosen are told apart", () => {
  const [one, other] = [draw(written).said, draw(chosen).said];
  assert.deepEqual(log.children, [one, other]);
  assert.deepEqual([one.dataset.who, other.dataset.who], ["Du:", "Du valde:"]);
  assert.deepEqual(["chosen" in one.dataset, "chosen" in other.dataset], [false, true]);
  assert.ok(page.body.classList.contains("talking"));
  const { said } = draw({ ...chosen, lang: "en" });
  assert.deepEqual([said.firstElementChild.lang, "lang" in one.firstElementChild], ["en", false]);
});

test("the choices before it are taken away and remembered", () => {
  const button = make("button", {}, "Ja");
  pills.append(button);
  assert.deepEqual(draw(written).choices, [button]);
  assert.equal(pills.childElementCount, 0);
});

test("what stands in for an answer has the press line, stands at its message, and can be taken back", () => {
  const first = draw(written);
  draw(chosen);
  sayInstead(first, "Det dröjer.", true);
  assert.deepEqual(log.children.map((one) => one.textContent), ["Hej", "Det dröjer.010-116 98 88", "Statistik"]);
  sayNothingInstead(first);
  assert.deepEqual(log.children.map((one) => one.textContent), ["Hej", "Statistik"]);
  assert.deepEqual(first.instead, []);
});

test("what the writer said is not read out again, what stands in for an answer is", async () => {
  const turn = draw(written);
  assert.equal(log.ariaLive, "off");
  await null;
  assert.equal(log.ariaLive, "polite");
  sayInstead(turn, "Det dröjer.", true);
  assert.equal(log.ariaLive, "polite");
});

test("a choice becomes the button that it was, in its own language", () => {
  const button = asPill({ ...chosen, lang: "en" });
  assert.deepEqual([button.name, button.value, button.textContent], ["payload", "/statistics", "Statistik"]);
  assert.deepEqual([button.lang, "lang" in asPill(chosen)], ["en", false]);
});
