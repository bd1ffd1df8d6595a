// One message to the server: what is sent, and what is made of what comes back.
import assert from "node:assert/strict";
import test from "node:test";
import { make, putEmptyPage, settled } from "./page_parts.js";

const { page, part } = putEmptyPage();
const offered = make("input", { name: "conversation" });
part("form").append(offered);
page.body.dataset.messages = "/api/messages";
const { newMessage, post } = await import("../../web/static/chat/post.js");

const asked = [];
/** The server answers so, one after the other; the last again and again. */
function answerWith(...answers) {
  asked.length = 0;
  globalThis.fetch = async (address, { body, method, headers }) => {
    asked.push({ address, method, headers, body: JSON.parse(body) });
    const { status, said } = answers[Math.min(asked.length, answers.length) - 1];
    return { ok: status === 200, status, text: async () => said, json: async () => ({ title: "Så blev det", detail: said }) };
  };
}
const message = { text: "Hej", shown: "Hej", key: "0123456789abcdef" };
const busy = { status: 409, said: "Den besvaras redan." };

test("every message has a key of its own, and the conversation's name if there is one", () => {
  const [one, other] = [newMessage({ text: "Hej", shown: "Hej" }), newMessage({ text: "Hej", shown: "Hej" })];
  assert.match(one.key, /^[\da-f]{24}$/);
  assert.notEqual(one.key, other.key);
  assert.equal(one.conversation, undefined);
  offered.value = "browser-1";
  assert.equal(newMessage({ payload: "/a", shown: "A" }).conversation, "browser-1");
});

test("it is posted as JSON in the page's language, without what is shown, and its answer is HTML", async () => {
  answerWith({ status: 200, said: "<p>Svar</p>" });
  assert.deepEqual(await post(message), { html: "<p>Svar</p>" });
  assert.deepEqual(asked.map(({ address, method, body }) => ({ address, method, body })), [
    { address: "/api/messages", method: "POST", body: { text: "Hej", key: message.key } },
  ]);
  assert.equal(asked[0].headers["Accept-Language"], "sv");
  assert.equal(asked[0].headers.Accept, "text/html");
});

for (const status of [413, 422, 429, 503]) {
  test(`what is refused with ${status} is not sent again, and the reason is told`, async () => {
    answerWith({ status, said: "Vänta 53 sekunder." });
    const { refusal } = await post(message);
    assert.match(refusal, /Vänta 53 sekunder\./);
    assert.equal(asked.length, 1);
  });
}

test("what is being answered elsewhere is asked for again by its key, a second later", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  answerWith(busy, busy, { status: 200, said: "<p>Svar</p>" });
  const reply = post(message);
  for (const times of [1, 2]) {
    await settled();
    assert.equal(asked.length, times);
    t.mock.timers.tick(999);
    await settled();
    assert.equal(asked.length, times);
    t.mock.timers.tick(1);
  }
  assert.deepEqual(await reply, { html: "<p>Svar</p>" });
  assert.deepEqual(new Set(asked.map(({ body }) => body.key)), new Set([message.key]));
});

test("after five times it is refused", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  answerWith(busy);
  const reply = post(message);
  for (let times = 1; times <= 5; times += 1) {
    await settled();
    t.mock.timers.tick(1000);
  }
  assert.match((await reply).refusal, /Den besvaras redan\./);
  assert.equal(asked.length, 5);
});

test("a lost line is told to whoever asked", async () => {
  globalThis.fetch = async () => { throw new TypeError("no line"); };
  await assert.rejects(post(message), /no line/);
});

test("tabs take turns, and a browser that gives no lock is no hindrance", async () => {
  const names = [];
  navigator.locks = { request: async (name, act) => { names.push(name); return act(); } };
  answerWith({ status: 200, said: "Svar" });
  assert.deepEqual(await post(message), { html: "Svar" });
  assert.deepEqual(names, ["exchange"]);
  navigator.locks = { request: async () => { throw new Error("blocked"); } };
  assert.deepEqual(await post(message), { html: "Svar" });
  assert.equal(asked.length, 2);
});

test("what failed with the lock is not sent a second time", async () => {
  navigator.locks = { request: async (_, act) => act() };
  let times = 0;
  globalThis.fetch = async () => { times += 1; throw new TypeError("no line"); };
  await assert.rejects(post(message), /no line/);
  assert.equal(times, 1);
});
