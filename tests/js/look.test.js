// Which of a host's wishes for the look can be used: what must be read is told apart (WCAG 2.2).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const source = readFileSync(new URL("../../web/static/widget/1/look.js", import.meta.url), "utf8");
const PressLook = new Function(`${source}; return PressLook;`)();

const OURS = {
  "--accent": "#00573c", "--on-accent": "#ffffff", "--paper": "#fffefb", "--ink": "#1c1f1d",
  "--error": "#a11a1a", "--focus": "#b35c00",
};

/** An element with our colours and those that were put on it. */
function makeElement() {
  const put = {};
  const style = {
    removeProperty: (name) => { delete put[name]; },
    setProperty: (name, value) => { put[name] = value; },
  };
  return { put, style };
}

// A browser that knows colours as #rrggbb alone, and computes them as rgb().
const probe = { style: { color: "" } };
globalThis.CSS = { supports: (_, value) => /^#[\da-f]{6}$/.test(value) };
globalThis.getComputedStyle = (one) => {
  if (one !== probe) return { getPropertyValue: (name) => one.put[name] ?? OURS[name] ?? "" };
  const bytes = /#([\da-f]{6})/.exec(probe.style.color)[1].match(/../g);
  return { color: `rgb(${bytes.map((byte) => Number.parseInt(byte, 16)).join(", ")})` };
};

/** What is put on an element for some wishes, and what is complained of. */
function put(wishes) {
  const element = makeElement();
  const complaints = [];
  const look = PressLook.put(element, wishes, probe, (why) => complaints.push(why));
  return { look, complaints, put: element.put };
}

test("a contrast of 4.5 is enough, and less is not", () => {
  assert.deepEqual(put({ ink: "#767676", paper: "#ffffff" }).look, { ink: "#767676", paper: "#ffffff" });
  const refused = put({ ink: "#777777", paper: "#ffffff" });
  assert.deepEqual(refused.look, {});
  assert.match(refused.complaints[0], /ink #777777 on paper #ffffff has a contrast of 4\.48/);
});

test("one that is left out may have been what another was told apart from", () => {
  const { look, complaints } = put({ "on-accent": "#222222", accent: "#ffd500", ink: "#000000" });
  assert.deepEqual(look, { ink: "#000000" });
  assert.ok(complaints.length);
});

test("what is no colour, length or family is refused", () => {
  const { look, complaints } = put({ accent: "url(x)", radius: "25px", font: "x; } body {" });
  assert.deepEqual(look, {});
  assert.equal(complaints.length, 3);
  assert.deepEqual(put({ radius: "24px", font: '"Open Sans", serif' }).look, { radius: "24px", font: '"Open Sans", serif' });
});

test("with a colour go its shades, and the scheme of the paper", () => {
  const dark = put({ paper: "#101010", ink: "#eeeeee", accent: "#7fd1a8", "on-accent": "#10221a" });
  assert.equal(dark.put["color-scheme"], "dark");
  assert.equal(dark.put["--error"], "#eeeeee"); // ours cannot be read on it
  assert.match(dark.put["--line"], /^#[\da-f]{6}$/);
  assert.deepEqual(put({}).put, {});
});
