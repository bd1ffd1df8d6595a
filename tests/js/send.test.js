// What is written is sent once, and something always answers: late, lost or refused too.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { make, putChat } from "./page_parts.js";

const { page, part, posted } = putChat({
  you_say: "Du", chosen: "Du valde", sending: "Hämtar svar …", late: "Det dröjer. Ring.", options: "{count} svar",
  unreachable: "Chatten går inte att nå. Ring.",
});
part("helped").dataset.asks = "Hjälpte det?";
const [log, pills, input, status, told] = ["log", "pills", "text", "status", "told"].map(part);
const { choose, isWaiting, write } = await import("../../web/static/chat/send.js");

const shown = () => log.children.map((one) => one.textContent);
beforeEach(() => {
  posted.length = 0;
  for (const one of [log, pills]) one.replaceChildren();
  input.value = "";
});

test("what is written stands there at once, and its answer below with its choices", async () => {
  write("Hej");
  assert.deepEqual(shown(), ["Hej"]);
  assert.ok(isWaiting());
  assert.equal(log.ariaBusy, "true");
  await posted[0].answer({ cards: ["Svar"], choices: ["Ja", "Nej"], asks: "true" });
  assert.deepEqual(shown(), ["Hej", "Svar"]);
  assert.deepEqual(pills.children.map((one) => one.textContent), ["Ja", "Nej"]);
  assert.equal(told.textContent, "2 svar");
  assert.equal(part("feedback-said").textContent, "Hjälpte det?");
  assert.equal(isWaiting(), false);
  assert.equal(log.ariaBusy, null);
  assert.equal(page.activeElement, input);
});

test("what is chosen is sent as it is meant, and the focus goes to its answer", async () => {
  choose(make("button", { value: "/statistics" }, "Statistik"));
  assert.deepEqual([posted[0].payload, posted[0].text], ["/statistics", undefined]);
  assert.equal(log.firstElementChild.dataset.who, "Du valde:");
  await posted[0].answer({ cards: ["Statistik finns här."] });
  assert.equal(page.activeElement, log.children[1]);
});

test("what is refused is taken away and given back, with the choices there were and the reason", async () => {
  pills.append(make("button", { value: "/a" }, "A"));
  write("För fort");
  assert.equal(pills.childElementCount, 0);
  await posted[0].refuse("Vänta 53 sekunder.");
  assert.deepEqual(shown(), []);
  assert.equal(input.value, "För fort");
  assert.deepEqual(pills.children.map((one) => one.textContent), ["A"]);
  assert.match(status.textContent, /Vänta 53 sekunder\./);
  assert.ok(status.classList.contains("error"));
});

test("what is refused does not write over what was written meanwhile", async () => {
  write("För fort");
  input.value = "Nästa fråga";
  await posted[0].refuse("Vänta.");
  assert.equal(input.value, "Nästa fråga");
});

test("a lost answer is told, and the same words are then the same message", async () => {
  write("Hur når jag er?");
  await posted[0].lose();
  assert.deepEqual(shown(), ["Hur når jag er?", "Chatten går inte att nå. Ring."]);
  assert.equal(input.value, "Hur når jag er?");
  write("Hur når jag er?");
  assert.deepEqual(shown(), ["Hur når jag er?"]);
  await posted[1].answer({ cards: ["Ring"] });
  assert.equal(posted[1].key, posted[0].key);
  assert.deepEqual(shown(), ["Hur når jag er?", "Ring"]);
  write("Hur når jag er?");
  assert.notEqual(posted[2].key, posted[0].key);
  await posted[2].answer({ cards: ["Ring"] });
});

test("other words after a lost answer are another message", async () => {
  write("Ett");
  await posted[0].lose();
  write("Två");
  assert.notEqual(posted[1].key, posted[0].key);
  await posted[1].answer({ cards: ["Svar"] });
});

test("a choice whose answer was lost can be made again", async () => {
  choose(make("button", { value: "/statistics", lang: "en" }, "Statistics"));
  await posted[0].lose();
  const [again] = pills.children;
  assert.deepEqual([again.value, again.textContent, again.lang], ["/statistics", "Statistics", "en"]);
  choose(again);
  await posted[1].answer({ cards: ["Svar"] });
  assert.equal(posted[1].key, posted[0].key);
});

test("after a second it says that it waits, after five whom to call, and the answer comes below", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  write("Långsamt");
  t.mock.timers.tick(999);
  assert.equal(status.textContent, "");
  t.mock.timers.tick(1);
  assert.equal(status.textContent, "Hämtar svar …");
  t.mock.timers.tick(4000);
  assert.deepEqual(shown(), ["Långsamt", "Det dröjer. Ring."]);
  assert.equal(log.ariaBusy, null); // else it is not read out
  await posted[0].answer({ cards: ["Svar"] });
  assert.deepEqual(shown(), ["Långsamt", "Det dröjer. Ring.", "Svar"]);
  assert.equal(status.textContent, "");
});

test("where the conversation was deleted its messages are taken away", async () => {
  write("Hej");
  await posted[0].answer({ cards: ["Svar"] });
  write("radera samtalet");
  await posted[1].answer({ cards: ["Raderat."], deletes: "true" });
  assert.deepEqual(shown(), ["Raderat."]);
});

test("each answer is told to the page around", async () => {
  let times = 0;
  document.addEventListener("answered", () => { times += 1; });
  write("Hej");
  await posted[0].answer({ cards: ["Svar"] });
  write("Hej igen");
  await posted[1].lose();
  assert.equal(times, 1);
});
