// The chat in a frame: it speaks with the page around it alone, and lets nothing open in its room.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test, { beforeEach } from "node:test";
import { act, make, putEmptyPage } from "./page_parts.js";

const HOST = "https://www.example.se";
const { page } = putEmptyPage();
const script = readFileSync(new URL("../../web/static/embedded.js", import.meta.url), "utf8");
const told = [];
const host = { postMessage: (message, origin) => told.push([message.pressChat, origin]) };
const looks = [];
const PressLook = { put: (element, look) => looks.push(look) };
/** Runs the script as if in a frame of a page; what is heard of it is kept apart each time. */
function run(around, where = {}) {
  Object.assign(location, { ancestorOrigins: undefined, ...where });
  page.referrer = where.referrer ?? "";
  new Function("window", "PressLook", script)({ parent: around }, PressLook);
}
const say = (data, { source = host, origin = HOST } = {}) => {
  dispatchEvent(Object.assign(new Event("message"), { data, source, origin }));
};
const field = make("textarea");
page.body.append(field);
run(host, { referrer: `${HOST}/artikel?a=1` });
const toldFirst = [...told];
beforeEach(() => { told.length = looks.length = 0; page.activeElement = page.body; });

test("it says to whom carries it that it is ready", () => {
  assert.deepEqual(toldFirst, [["ready", HOST]]);
});

test("what the host wishes of the look is put on, and its word gives the field the focus", () => {
  say({ pressChat: "look", look: { ink: "#000000" } });
  assert.deepEqual(looks, [{ ink: "#000000" }]);
  say({ pressChat: "focus" });
  assert.equal(page.activeElement, field);
});

for (const [who, from] of [["another window", { source: {} }], ["another origin", { origin: "https://evil.example" }]]) {
  test(`what ${who} says is not heard`, () => {
    say({ pressChat: "look", look: {} }, from);
    say({ pressChat: "focus" }, from);
    assert.deepEqual(looks, []);
    assert.equal(page.activeElement, page.body);
  });
}

for (const data of [null, undefined, "focus", 3, {}]) {
  test(`${JSON.stringify(data)} means nothing`, () => {
    say(data);
    assert.deepEqual([looks, told], [[], []]);
  });
}

test("Esc closes it, but not while it closes something in it or completes a word", () => {
  act(field, "keydown", { key: "Escape", defaultPrevented: true });
  act(field, "keydown", { key: "Escape", isComposing: true });
  act(field, "keydown", { key: "a" });
  const dialog = make("dialog", { open: true });
  page.body.append(dialog);
  act(field, "keydown", { key: "Escape" });
  assert.deepEqual(told, []);
  dialog.remove();
  act(field, "keydown", { key: "Escape" });
  assert.deepEqual(told, [["close", HOST]]);
});

test("that something was answered is told, and not what", () => {
  document.dispatchEvent(new CustomEvent("answered", { detail: "Svar" }));
  assert.deepEqual(told, [["answered", HOST]]);
});

test("other pages open outside it; files, calls, mails and places on the page do not", () => {
  const press = (more) => {
    const link = make("a", more);
    page.body.append(link);
    act(link, "click");
    return link.target;
  };
  assert.equal(press({ href: "/om", protocol: "https:" }), "_blank");
  assert.equal(press({ href: "#text", protocol: "https:" }), undefined);
  assert.equal(press({ href: "/samtal.txt", protocol: "https:", download: "" }), undefined);
  assert.equal(press({ href: "tel:+46101169888", protocol: "tel:" }), undefined);
  assert.equal(press({ href: "mailto:press@example.se", protocol: "mailto:" }), undefined);
});

test("where the browser says who is around, that is who it speaks with; where nobody is, with none", () => {
  run(host, { referrer: "https://evil.example/", ancestorOrigins: [HOST] });
  assert.deepEqual(told, [["ready", HOST]]);
  told.length = 0;
  run(host, { referrer: "" });
  const alone = { postMessage: () => told.push("alone") };
  alone.parent = alone;
  new Function("window", "PressLook", script)(alone, PressLook);
  assert.deepEqual(told, []);
});
