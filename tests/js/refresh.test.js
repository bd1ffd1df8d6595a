// What of a conversation stays when it is taken anew.
import assert from "node:assert/strict";
import test from "node:test";
import { putEmptyPage } from "./page_parts.js";

putEmptyPage();
const { countSame } = await import("../../web/static/chat/refresh.js");

test("what has come since is new, and nothing before it", () => {
  assert.equal(countSame(["a", "b"], ["a", "b", "c"]), 2);
  assert.equal(countSame([], ["a"]), 0);
  assert.equal(countSame(["a"], ["a"]), 1);
});

test("from the first that differs on, all is new", () => {
  assert.equal(countSame(["a", "x", "c"], ["a", "b", "c"]), 1);
});

test("where the conversation was deleted nothing stays", () => {
  assert.equal(countSame(["a", "b"], []), 0);
});
