// Without a line what is written waits: in order, sent once, and told of when it never comes.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { make, putChat, settled } from "./page_parts.js";

const { part, posted } = putChat({ unreachable: "Chatten går inte att nå. Ring.", offline: "Du är utan nät. Frågan skickas sedan." });
const [log, pills, input] = ["log", "pills", "text"].map(part);
const { choose, resume, write } = await import("../../web/static/chat/send.js");
resume();

const shown = () => log.children.map((one) => one.textContent);
const lineIs = (there) => {
  navigator.onLine = there;
  if (there) dispatchEvent(new Event("online"));
  return settled();
};
beforeEach(() => {
  posted.length = 0;
  for (const one of [log, pills]) one.replaceChildren();
  input.value = "";
});

test("without a line messages wait, one card below them says so, and each is sent once and in order", async () => {
  await lineIs(false);
  write("Ett");
  write("Två");
  assert.deepEqual(shown(), ["Ett", "Två", "Du är utan nät. Frågan skickas sedan."]);
  assert.equal(posted.length, 0);
  assert.deepEqual(JSON.parse(sessionStorage.getItem("queue")).map((one) => one.text), ["Ett", "Två"]);
  await lineIs(true);
  await lineIs(true);
  assert.equal(posted.length, 1);
  await posted[0].answer({ cards: ["Svar ett"] });
  await posted[1].answer({ cards: ["Svar två"] });
  assert.deepEqual(posted.map((one) => one.text), ["Ett", "Två"]);
  assert.deepEqual(shown(), ["Ett", "Svar ett", "Två", "Svar två"]);
  assert.equal(sessionStorage.getItem("queue"), null);
});

test("a line that goes away while a message is sent has it wait too", async () => {
  write("Ett");
  navigator.onLine = false;
  await posted[0].lose();
  assert.deepEqual(shown(), ["Ett", "Du är utan nät. Frågan skickas sedan."]);
  await lineIs(true);
  assert.equal(posted[1].key, posted[0].key);
  await posted[1].answer({ cards: ["Svar"] });
  assert.deepEqual(shown(), ["Ett", "Svar"]);
});

test("the order is kept when the line goes again before anything has arrived", async () => {
  await lineIs(false);
  write("Ett");
  write("Två");
  await lineIs(true);
  navigator.onLine = false;
  await posted[0].lose();
  assert.deepEqual(shown(), ["Ett", "Två", "Du är utan nät. Frågan skickas sedan."]);
  await lineIs(true);
  await posted[1].answer({ cards: ["Svar ett"] });
  await posted[2].answer({ cards: ["Svar två"] });
  assert.deepEqual(posted.map((one) => one.text), ["Ett", "Ett", "Två"]);
  assert.equal(posted[1].key, posted[0].key);
  assert.deepEqual(shown(), ["Ett", "Svar ett", "Två", "Svar två"]);
});

test("a choice waits too, and can be made once", async () => {
  await lineIs(false);
  pills.append(make("button", { value: "/no" }, "Nej"));
  choose(pills.firstElementChild);
  assert.equal(pills.childElementCount, 0);
  await lineIs(true);
  assert.deepEqual(posted.map((one) => one.payload), ["/no"]);
  await posted[0].answer({ cards: ["Svar"] });
  assert.deepEqual(shown(), ["Nej", "Svar"]);
});

/** The line is said to be there and is not, so many times a second after the other. */
async function failSoOften(t, times) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  await lineIs(false);
  write("Ett");
  write("Två");
  await lineIs(true);
  for (let tried = 0; tried < times; tried += 1) {
    assert.equal(posted.length, tried + 1);
    await posted[tried].lose();
    t.mock.timers.tick(1000);
    await settled();
  }
}

test("a line that is said to be there before it is loses nothing", async (t) => {
  await failSoOften(t, 2);
  await posted[2].answer({ cards: ["Svar ett"] });
  await posted[3].answer({ cards: ["Svar två"] });
  assert.deepEqual(shown(), ["Ett", "Svar ett", "Två", "Svar två"]);
});

test("after some times it is told, and what is behind it waits on", async (t) => {
  await failSoOften(t, 6);
  assert.deepEqual(shown(), ["Ett", "Chatten går inte att nå. Ring.", "Två", "Du är utan nät. Frågan skickas sedan."]);
  assert.equal(input.value, "Ett");
  assert.deepEqual(JSON.parse(sessionStorage.getItem("queue")).map((one) => one.text), ["Två"]);
});
