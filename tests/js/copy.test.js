// Copies a number, an address or a link, and says so; says too where the browser does not let it.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { act, make, putEmptyPage, settled } from "./page_parts.js";

const { page } = putEmptyPage();
const copies = () => make("button", { hidden: true, dataset: { copy: "010-116 98 88" } }, "Kopiera");
const button = copies();
const link = make("button", { hidden: true, dataset: { copyLink: "/svar/abc" } }, "Kopiera länken");
const inTemplate = copies();
page.body.append(button, link, make("template", {}, inTemplate));
const heard = [];
const voice = {
  copied: "Kopierat", failed: "Det gick inte att kopiera.",
  say: (text, isError) => heard.push(["say", text, isError]),
  tell: (text) => heard.push(["tell", text]),
};
const copied = [];
const clipboard = { writeText: async (text) => { copied.push(text); } };
const { startCopying } = await import("../../web/static/chat/copy.js");

test("without a clipboard no button shows", () => {
  startCopying(voice);
  assert.deepEqual([button.hidden, link.hidden, inTemplate.hidden], [true, true, true]);
});

test("with one they show, also where an answer is still to be drawn", () => {
  navigator.clipboard = clipboard;
  document.dispatchEvent(new Event("answered"));
  assert.deepEqual([button.hidden, link.hidden, inTemplate.hidden], [false, false, false]);
  const later = copies();
  page.body.append(later);
  document.dispatchEvent(new Event("refreshed"));
  assert.equal(later.hidden, false);
});

const press = (one) => { act(one, "click"); return settled(); };
beforeEach(() => { heard.length = copied.length = 0; });

test("what is copied is told, and the button says so for two seconds", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  await press(button);
  assert.deepEqual(copied, ["010-116 98 88"]);
  assert.deepEqual(heard, [["tell", "Kopierat: 010-116 98 88"]]);
  assert.equal(button.textContent, "Kopierat");
  t.mock.timers.tick(1999);
  await press(button);
  assert.equal(button.textContent, "Kopierat");
  t.mock.timers.tick(1);
  assert.equal(button.textContent, "Kopiera");
  t.mock.timers.tick(2000);
  assert.equal(button.textContent, "Kopiera");
});

test("a link is copied whole", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  await press(link);
  assert.deepEqual(copied, ["https://press.example.se/svar/abc"]);
  t.mock.timers.tick(2000);
});

test("what the browser does not let is said, and the button stays as it was", async () => {
  navigator.clipboard = { writeText: async () => { throw new Error("denied"); } };
  await press(button);
  assert.deepEqual(heard, [["say", "Det gick inte att kopiera.", true]]);
  assert.equal(button.textContent, "Kopiera");
});

test("what else is pressed copies nothing", async () => {
  navigator.clipboard = clipboard;
  const [yes, mail] = [make("button", {}, "Ja"), make("a", {}, "press@forsakringskassan.se")];
  page.body.append(yes, mail);
  await press(yes);
  await press(mail);
  assert.deepEqual([copied, heard], [[], []]);
});
