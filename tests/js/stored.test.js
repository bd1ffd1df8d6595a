// "Vad sparas?" in a dialog: what the server says, or that it is not known; and what is deleted.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { act, make, putEmptyPage, settled } from "./page_parts.js";

const { page, part } = putEmptyPage();
Object.assign(part("words").dataset, { wait: "Vänta på svaret.", not_deleted: "Det gick inte att radera.", deleted: "Samtalet är raderat." });
page.body.dataset.conversation = "/api/conversation";
part("unknown").append(make("section", {}, "Det går inte att se just nu."));
part("form").append(make("input", { name: "conversation" }));
const [dialog, log, pills, status, input] = ["about", "log", "pills", "status", "text"].map(part);
globalThis.DOMParser = class {
  parseFromString(html) { return make("html", {}, make("section", { id: html.startsWith("stored") ? "stored" : "" }, html)); }
};
const { open } = await import("../../web/static/chat/stored.js");
const { write } = await import("../../web/static/chat/send.js");

let asked = [];
let answer;
globalThis.fetch = async (address, { method = "GET" } = {}) => {
  asked.push([method, address]);
  return answer();
};
const pageOf = (html, ok = true) => () => ({ ok, text: async () => html });
const alert = make("p", { role: "alert" });
beforeEach(() => {
  asked = [];
  dialog.open = true;
  dialog.replaceChildren(alert);
  alert.textContent = status.textContent = "";
  log.replaceChildren(make("div", {}, "Svar"));
  pills.replaceChildren(make("button", {}, "Ja"));
});

test("it shows what the page of the same address says", async () => {
  answer = pageOf("stored: 3 meddelanden");
  dialog.open = false;
  await open("/samtal");
  assert.deepEqual(asked, [["GET", "/samtal"]]);
  assert.equal(dialog.textContent, "stored: 3 meddelanden");
  assert.ok(dialog.open);
});

for (const [why, failing] of [
  ["the server says no", pageOf("stored", false)],
  ["another page comes", pageOf("<p>Logga in</p>")],
  ["there is no line", () => { throw new TypeError("no line"); }],
]) {
  test(`where ${why} it says that it is not known, never that nothing is kept`, async () => {
    answer = failing;
    await open("/samtal");
    assert.equal(dialog.textContent, "Det går inte att se just nu.");
  });
}

test("what is deleted goes from the page too, which says so", async () => {
  answer = () => ({ ok: true });
  assert.ok(act(dialog, "submit").defaultPrevented);
  await settled();
  assert.deepEqual(asked, [["DELETE", "/api/conversation"]]);
  assert.deepEqual([log.childElementCount, pills.childElementCount], [0, 0]);
  assert.equal(dialog.open, false);
  assert.equal(status.textContent, "Samtalet är raderat.");
  assert.equal(page.activeElement, input);
});

for (const [why, failing, text] of [
  ["is refused", () => ({ ok: false, json: async () => ({ title: "Inte nu", detail: "Ring pressjouren." }) }), /Ring pressjouren\./],
  ["is lost", () => { throw new TypeError("no line"); }, /^Det gick inte att radera\.$/],
]) {
  test(`a deletion that ${why} is told in the dialog, and all stays`, async () => {
    answer = failing;
    act(dialog, "submit");
    await settled();
    assert.match(alert.textContent, text);
    assert.ok(dialog.open);
    assert.equal(log.childElementCount, 1);
  });
}

test("while an answer is waited for nothing is deleted", async () => {
  let end;
  answer = () => new Promise((_, fail) => { end = fail; });
  write("Hej");
  act(dialog, "submit");
  await settled();
  assert.deepEqual(asked.map(([method]) => method), ["POST"]);
  assert.equal(alert.textContent, "Vänta på svaret.");
  part("instead").append(make("div", {}, make("p")));
  end(new TypeError("no line"));
  await settled();
});

test("it is closed by its link and by what is around it, not by what stands in it", () => {
  const text = make("p");
  const back = make("a", { dataset: { close: "" } });
  dialog.append(text, back);
  act(text, "click");
  assert.ok(dialog.open);
  assert.ok(act(back, "click").defaultPrevented);
  assert.equal(dialog.open, false);
  dialog.open = true;
  act(dialog, "click");
  assert.equal(dialog.open, false);
});
