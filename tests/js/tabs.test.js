// What other tabs tell of while this one waits for an answer is not lost.
import assert from "node:assert/strict";
import test from "node:test";
import { putEmptyPage } from "./page_parts.js";

putEmptyPage();
const listeners = {};
globalThis.BroadcastChannel = class {
  addEventListener(kind, listener) { listeners[kind] = listener; }
};
globalThis.addEventListener = (kind, listener) => { listeners[kind] = listener; };
globalThis.location = { pathname: "/", search: "" };
const { catchUp, followTabs } = await import("../../web/static/chat/tabs.js");

let busy = false;
let asked = 0;
const server = new EventTarget();
globalThis.fetch = async () => {
  asked += 1;
  server.dispatchEvent(new Event("asked"));
  return { ok: false };
};
/** Do what has the server asked once more, and wait for that. */
async function isAsked(act) {
  const arrived = new Promise((go) => { server.addEventListener("asked", go, { once: true }); });
  act();
  await arrived;
}

followTabs(() => busy);

test("what is told is asked for, once", async () => {
  await isAsked(listeners.message);
  assert.equal(asked, 1);
  catchUp();
  assert.equal(asked, 1);
});

test("while an answer is waited for it is not, but afterwards", async () => {
  busy = true;
  await listeners.message();
  assert.equal(asked, 1);
  busy = false;
  await isAsked(catchUp);
  assert.equal(asked, 2);
});

test("a page that comes back from the cache is brought up to date, a new one is not", async () => {
  listeners.pageshow({ persisted: false });
  assert.equal(asked, 2);
  await isAsked(() => listeners.pageshow({ persisted: true }));
  assert.equal(asked, 3);
});
