// Makes the blanks of a draft fields, and keeps its link and what is copied in step with them.
// Nothing that is filled in leaves the page.

/** @typedef {{fill: string, copy: string, copied: string, copiedWhole: string, failed: string, left: (count: number) => string, long: string}} LetterWords */
/** A part of a draft: what stands there, a blank by its name, or a step to tick.
 * @typedef {string | {blank: string} | {step: string}} Part */

/** @type {Record<string, LetterWords>} */
export const LETTER_WORDS = {
  sv: {
    fill: "Fyll i: ",
    copy: "Kopiera", copied: "Kopierat", copiedWhole: "Mejlet är kopierat",
    failed: "Det gick inte att kopiera. Markera texten och kopiera den.",
    left: (count) => (count === 1 ? "1 lucka kvar att fylla i." : `${count} luckor kvar att fylla i.`),
    long: "Mejlet är långt. Kapar mejlprogrammet texten, kopiera den i stället.",
  },
  en: {
    fill: "Fill in: ",
    copy: "Copy", copied: "Copied", copiedWhole: "The e-mail is copied",
    failed: "It could not be copied. Select the text and copy it.",
    left: (count) => (count === 1 ? "1 blank left to fill in." : `${count} blanks left to fill in.`),
    long: "The e-mail is long. If your mail program cuts it off, copy the text instead.",
  },
};
const TO_FILL_IN = /\[([^[\]\n]+)\]|☐ ([^\n]+)/g;
// Characters: what Outlook on Windows takes of a link.
const LONGEST_LINK = 2000;

/** @param {string} name @param {LetterWords} words @param {boolean} isMain */
function blankField(name, words, isMain) {
  const field = document.createElement("span");
  field.className = "blank";
  field.dataset.blank = name;
  field.tabIndex = 0;
  field.setAttribute("role", "textbox");
  field.setAttribute("aria-label", words.fill + name);
  if (isMain) field.setAttribute("aria-multiline", "true");
  try {
    field.contentEditable = "plaintext-only";
  } catch {
    field.contentEditable = "true"; // what is pasted with markup is read as text all the same
  }
  return field;
}

/** @param {string} text */
function step(text) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  const words = document.createElement("span");
  label.className = "step";
  box.type = "checkbox";
  words.textContent = text;
  label.append(box, words);
  return label;
}

/** A draft taken apart: its [blanks], its lines that begin with ☐, and what stands between them.
 * @param {string} text @returns {Part[]} */
export function partsOf(text) {
  /** @type {Part[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(TO_FILL_IN)) {
    parts.push(text.slice(end, match.index), match[1] ? { blank: match[1] } : { step: match[2] });
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

/** Makes blanks fields and steps boxes to tick; the first field is long where there is a main one.
 * @param {Element} element @param {LetterWords} words @param {boolean} hasMain */
function makeFields(element, words, hasMain) {
  let isMain = hasMain;
  const made = partsOf(element.textContent.trim()).map((part) => {
    if (typeof part === "string") return part;
    if ("step" in part) return step(part.step);
    const field = blankField(part.blank, words, isMain);
    isMain = false;
    return field;
  });
  element.replaceChildren(...made);
}

/** A link that opens a mail program, with line breaks as it wants them (RFC 6068).
 * @param {string} address @param {string} subject @param {string} body */
export function mailLink(address, subject, body) {
  const lines = body.replace(/\r?\n/g, "\r\n");
  return `${address}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(lines)}`;
}

/** @param {HTMLElement} field */
function filledIn(field) {
  return field.innerText.replace(/\u00a0/g, " ").trim();
}

/** @param {Element} part */
function textOf(part) {
  return [...part.childNodes].map((child) => {
    const node = /** @type {HTMLElement} */ (child);
    if (node.className === "blank") return filledIn(node) || `[${node.dataset.blank}]`;
    if (node.className !== "step") return node.textContent;
    const box = /** @type {HTMLInputElement} */ (node.firstChild);
    return `${box.checked ? "☑" : "☐"} ${node.textContent}`;
  }).join("");
}

/** `box` is a .letter with all but its buttons.
 * @param {HTMLElement} box @param {string} language */
export function openLetter(box, language) {
  const words = LETTER_WORDS[language];
  /** @type {(selector: string) => HTMLElement} */
  const find = (selector) => /** @type {HTMLElement} */ (box.querySelector(selector));
  const subject = find(".subject");
  const body = find(".body");
  const link = /** @type {HTMLAnchorElement} */ (find("a.main"));
  const state = find(".state");
  const address = link.href.split("?")[0];
  makeFields(subject, words, false);
  makeFields(body, words, true);
  const fields = [...box.querySelectorAll(".blank")].map((field) => /** @type {HTMLElement} */ (field));
  const main = /** @type {HTMLElement | null} */ (body.querySelector(".blank"));

  const subjectText = () => textOf(subject).replace(/\s+/g, " ");

  function update() {
    link.href = mailLink(address, subjectText(), textOf(body));
    const left = new Set(fields.filter((field) => !filledIn(field)).map((field) => field.dataset.blank));
    const long = link.href.length > LONGEST_LINK;
    state.textContent = [left.size && words.left(left.size), long && words.long].filter(Boolean).join(" ");
  }

  /** @type {(event: Event) => HTMLElement | null} */
  const blankAt = (event) => /** @type {Element} */ (event.target).closest(".blank");

  box.addEventListener("input", (event) => {
    const field = blankAt(event);
    if (!field) {
      update();
      return;
    }
    // What is only a line break left behind is no answer, and would hide the blank's name.
    if (!filledIn(field)) field.replaceChildren();
    // The same blank stands in the subject and in the body: one answer fills both.
    for (const other of fields) {
      if (other !== field && other.dataset.blank === field.dataset.blank) other.textContent = filledIn(field);
    }
    update();
  });

  // A browser scrolls to what takes the focus, but not to a text within a text.
  box.addEventListener("focusin", (event) => blankAt(event)?.scrollIntoView({ block: "nearest" }));

  box.addEventListener("keydown", (event) => {
    const field = blankAt(event);
    if (!field || event.key !== "Enter" || event.isComposing) return;
    if (field === main) return;
    event.preventDefault();
    (fields[fields.indexOf(field) + 1] || link).focus();
  });

  if (navigator.clipboard) {
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "action";
    copy.textContent = words.copy;
    copy.setAttribute("aria-label", `${words.copy}: ${box.getAttribute("aria-label")}`);
    copy.addEventListener("click", async () => {
      const heads = [...box.querySelectorAll("dt")].map((name) => name.textContent);
      const head = `${heads[0]}: ${find(".to").textContent.trim()}\n${heads[1]}: ${subjectText()}`;
      try {
        await navigator.clipboard.writeText(`${head}\n\n${textOf(body)}`);
      } catch {
        state.textContent = words.failed;
        return;
      }
      copy.textContent = words.copied;
      state.textContent = `${words.copiedWhole}.`;
      setTimeout(() => {
        copy.textContent = words.copy;
        update();
      }, 2000);
    });
    link.after(copy);
  }
  update();
}
