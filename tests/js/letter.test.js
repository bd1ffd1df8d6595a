// The draft of a letter: how it is taken apart, and the link that its text becomes.
import assert from "node:assert/strict";
import test from "node:test";
import { LETTER_WORDS, mailLink, partsOf } from "../../web/static/letter.js";

test("a draft without blanks is its text", () => {
  assert.deepEqual(partsOf("Hej!\n\nTack."), ["Hej!\n\nTack."]);
  assert.deepEqual(partsOf(""), []);
});

test("blanks are taken out by name, in order, with what stands between them", () => {
  assert.deepEqual(partsOf("Svar senast: [dag och tid]\nMedium: [var det ska publiceras]."), [
    "Svar senast: ",
    { blank: "dag och tid" },
    "\nMedium: ",
    { blank: "var det ska publiceras" },
    ".",
  ]);
});

test("lines that begin with a box are steps, and blanks between them stay blanks", () => {
  assert.deepEqual(partsOf("☐ Blanketten är bifogad.\n[namn]☐ Klart"), [
    { step: "Blanketten är bifogad." },
    "\n",
    { blank: "namn" },
    { step: "Klart" },
  ]);
});

for (const text of ["[]", "[inte\nslut]", "[öppen", "stängd]", "☐", "☐Utan mellanrum"]) {
  test(`${JSON.stringify(text)} is neither blank nor step`, () => {
    assert.deepEqual(partsOf(text), [text]);
  });
}

test("of brackets in brackets the inner is the blank", () => {
  assert.deepEqual(partsOf("[a [b] c]"), ["[a ", { blank: "b" }, " c]"]);
});

test("all of a draft is in its parts", () => {
  const text = "Hej [namn],\n☐ Ett steg\n\n[fråga] – och [svar]";
  const whole = partsOf(text).map((part) => {
    if (typeof part === "string") return part;
    return "step" in part ? `☐ ${part.step}` : `[${part.blank}]`;
  });
  assert.equal(whole.join(""), text);
});

test("a link has subject and body as they are, and the line breaks of mail", () => {
  const link = mailLink("mailto:press@example.se", "Fråga & svar, 100 %", "Rad ett\nRad två\r\n+ tre #?&bcc=x");
  const { pathname, searchParams } = new URL(link);
  assert.equal(pathname, "press@example.se");
  assert.deepEqual([...searchParams.keys()], ["subject", "body"]);
  assert.equal(searchParams.get("subject"), "Fråga & svar, 100 %");
  assert.equal(searchParams.get("body"), "Rad ett\r\nRad två\r\n+ tre #?&bcc=x");
});

test("what is left is counted in both languages", () => {
  assert.deepEqual([1, 2].map(LETTER_WORDS.sv.left), ["1 lucka kvar att fylla i.", "2 luckor kvar att fylla i."]);
  assert.deepEqual([1, 2].map(LETTER_WORDS.en.left), ["1 blank left to fill in.", "2 blanks left to fill in."]);
  assert.deepEqual(Object.keys(LETTER_WORDS.sv), Object.keys(LETTER_WORDS.en));
});
