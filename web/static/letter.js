// Makes the blanks of a draft fields, and keeps its link and what is copied in step with them.
// Nothing that is filled in leaves the page.
/** @type {Record<string, Record<string, any>>} */
const LETTER_WORDS = {
  sv: {
    label: "Utkast till mejl", to: "Till", subject: "Ämne", fill: "Fyll i: ",
    copy: "Kopiera", copied: "Kopierat", copiedWhole: "Mejlet är kopierat",
    left: (count) => (count === 1 ? "1 lucka kvar att fylla i." : `${count} luckor kvar att fylla i.`),
    long: "Mejlet är långt. Kapar mejlprogrammet texten, kopiera den i stället.",
  },
  en: {
    label: "Draft of an e-mail", to: "To", subject: "Subject", fill: "Fill in: ",
    copy: "Copy", copied: "Copied", copiedWhole: "The e-mail is copied",
    left: (count) => (count === 1 ? "1 blank left to fill in." : `${count} blanks left to fill in.`),
    long: "The e-mail is long. If your mail program cuts it off, copy the text instead.",
  },
};
const TO_FILL_IN = /\[([^[\]\n]+)\]|☐ ([^\n]+)/g;
// Characters: what Outlook on Windows takes of a link.
const LONGEST_LINK = 2000;

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

// Its [blanks] become fields, and its lines that begin with ☐ become steps to tick.
function makeFields(part, words, hasMain) {
  const text = part.textContent.trim();
  const made = [];
  let end = 0;
  let isMain = hasMain;
  for (const match of text.matchAll(TO_FILL_IN)) {
    made.push(text.slice(end, match.index));
    made.push(match[1] ? blankField(match[1], words, isMain) : step(match[2]));
    isMain = isMain && !match[1];
    end = match.index + match[0].length;
  }
  part.replaceChildren(...made, text.slice(end));
}

function filledIn(field) {
  return field.innerText.replace(/\u00a0/g, " ").trim();
}

function textOf(part) {
  return [...part.childNodes].map((node) => {
    if (node.className === "blank") return filledIn(node) || `[${node.dataset.blank}]`;
    if (node.className === "step") return `${node.firstChild.checked ? "☑" : "☐"} ${node.textContent}`;
    return node.textContent;
  }).join("");
}

// `question` goes into the first blank of the body; `box` is a .letter with all but its buttons.
export function openLetter(box, language, question = "") {
  const words = LETTER_WORDS[language];
  const subject = box.querySelector(".subject");
  const body = box.querySelector(".body");
  const link = box.querySelector("a.main");
  const state = box.querySelector(".state");
  const address = link.href.split("?")[0];
  makeFields(subject, words, false);
  makeFields(body, words, true);
  const fields = [...box.querySelectorAll(".blank")];
  const main = body.querySelector(".blank");
  if (main && question) main.textContent = question;

  const subjectText = () => textOf(subject).replace(/\s+/g, " ");

  function update() {
    const lines = textOf(body).replace(/\r?\n/g, "\r\n");
    link.href = `${address}?subject=${encodeURIComponent(subjectText())}&body=${encodeURIComponent(lines)}`;
    const left = new Set(fields.filter((field) => !filledIn(field)).map((field) => field.dataset.blank));
    const long = link.href.length > LONGEST_LINK;
    state.textContent = [left.size && words.left(left.size), long && words.long].filter(Boolean).join(" ");
  }

  box.addEventListener("input", (event) => {
    const field = event.target.closest(".blank");
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

  box.addEventListener("keydown", (event) => {
    const field = event.target.closest(".blank");
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
    copy.setAttribute("aria-label", `${words.copy}: ${words.label}`);
    copy.addEventListener("click", async () => {
      const to = box.querySelector(".to").textContent.trim();
      const head = `${words.to}: ${to}\n${words.subject}: ${subjectText()}`;
      await navigator.clipboard.writeText(`${head}\n\n${textOf(body)}`);
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
