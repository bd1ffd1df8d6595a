// What waits for the line to come back: in order, each once, over a page that is left.
import assert from "node:assert/strict";
import test from "node:test";
import { makeQueue } from "../../web/static/chat/queue.js";

/** As sessionStorage, which gives "" for what is not there. */
function makeStore(kept = {}) {
  return {
    kept,
    get: (name) => kept[name] ?? "",
    set(name, value) { if (value) kept[name] = value; else delete kept[name]; },
  };
}
const message = (shown) => ({ text: shown, shown, key: `key of ${shown}` });
/** The oldest, which waits no longer. */
function take(queue) {
  const message = queue.next();
  if (message) queue.remove(message);
  return message;
}
const [first, second, third] = ["Ett", "Två", "Tre"].map(message);

test("what is put in comes out in order, each once", () => {
  const queue = makeQueue(makeStore());
  for (const one of [first, second, third]) queue.add(one);
  assert.deepEqual(queue.all(), [first, second, third]);
  assert.deepEqual([take(queue), take(queue), take(queue), take(queue)], [first, second, third, undefined]);
});

test("what is next waits until it is removed, and is not put in twice", () => {
  const store = makeStore();
  const queue = makeQueue(store);
  queue.add(first);
  queue.add(second);
  assert.equal(queue.next(), first);
  queue.add({ ...first });
  assert.deepEqual(makeQueue(store).all(), [first, second]);
  queue.remove({ ...first });
  assert.deepEqual(makeQueue(store).all(), [second]);
});

test("the page that comes after finds what waits, key and all", () => {
  const store = makeStore();
  makeQueue(store).add(first);
  makeQueue(store).add(second);
  const queue = makeQueue(store);
  assert.deepEqual(queue.all(), [first, second]);
  take(queue);
  assert.deepEqual(makeQueue(store).all(), [second]);
});

test("when all is taken nothing is kept", () => {
  const store = makeStore();
  const queue = makeQueue(store);
  queue.add(first);
  take(queue);
  take(queue);
  assert.deepEqual(store.kept, {});
});

for (const text of ["{", "null", '"text"', "3", '[null, {"shown": "Utan nyckel"}]']) {
  test(`what is kept as ${text} is taken for an empty queue`, () => {
    const queue = makeQueue(makeStore({ queue: text }));
    assert.deepEqual(queue.all(), []);
    queue.add(first);
    assert.equal(take(queue), first);
  });
}

test("what all gives may be changed without changing what waits", () => {
  const queue = makeQueue(makeStore());
  queue.add(first);
  queue.all().pop();
  assert.deepEqual(queue.all(), [first]);
});
