// Draws the conversation and sends what is written; every text from outside is set as text.
"use strict";

const WORDS = {
  sv: { phone: "Ring", mail: "Mejla", copy: "Kopiera", copied: "Kopierat", address: "Länk till svaret" },
  en: { phone: "Call", mail: "E-mail", copy: "Copy", copied: "Copied", address: "Link to this answer" },
};

const addresses = document.body.dataset;
const log = document.getElementById("log");
const replies = document.getElementById("replies");
const status = document.getElementById("status");
const form = document.getElementById("form");
const input = document.getElementById("text");
const feedback = document.getElementById("feedback");
const feedbackSaid = document.getElementById("feedback-said");
const helped = document.getElementById("helped");
const more = document.getElementById("more");
const comment = document.getElementById("comment");
const starters = [...replies.children];
// What was written in this conversation, not chosen, and what was answered to it.
let written = [];
// Words: a longer message that a letter answers says what it is to be about.
const LONGEST_WISH = 10;
let waiting = false;
let judging = false;
let didHelp = true;

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}

function drawContact(contact, words) {
  const call = element("a", "action main", words[contact.kind]);
  call.href = contact.href;
  call.setAttribute("aria-label", `${words[contact.kind]} ${contact.label}, ${contact.value}`);
  const copy = element("button", "action", words.copy);
  copy.type = "button";
  copy.setAttribute("aria-label", `${words.copy} ${contact.value}`);
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(contact.value);
    copy.textContent = words.copied;
    say(`${words.copied}: ${contact.value}`);
    setTimeout(() => { copy.textContent = words.copy; }, 2000);
  });
  return element(
    "div", "",
    element("dt", "", contact.label),
    element("dd", `value ${contact.kind}`, contact.value),
    element("dd", "actions", call, navigator.clipboard ? copy : null),
  );
}

function drawLink(link) {
  const label = link.file ? `${link.label} (${link.file})` : link.label;
  let head = element("span", "", label);
  if (link.url) {
    head = element("a", "", label);
    head.href = link.url;
  }
  return element("li", "", head, link.where ? element("span", "where", link.where) : null);
}

// As card.html draws it; letter.js makes its blanks fields.
function drawLetter(letter, language, question) {
  const words = LETTER_WORDS[language];
  const open = element("a", "action main", words.open);
  open.href = letter.href;
  const box = element(
    "div", "letter",
    element(
      "dl", "",
      element("div", "", element("dt", "", words.to), element("dd", "to", letter.to)),
      element("div", "", element("dt", "", words.subject), element("dd", "subject", letter.subject)),
    ),
    element("div", "body", letter.body),
    element("p", "actions", open),
    element("p", "state"),
  );
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", words.label);
  box.setAttribute("aria-live", "off");
  box.querySelector(".state").setAttribute("aria-live", "polite");
  openLetter(box, language, question);
  return box;
}

function drawCard(card) {
  if (isPlain(card)) {
    const plain = element("p", "plain", card.lead);
    plain.lang = card.language;
    return plain;
  }
  const words = WORDS[card.language];
  const box = element(
    "article", "card",
    card.title ? element("h2", "", card.title) : null,
    element("p", card.title ? "lead" : "lead alone", card.lead),
  );
  box.lang = card.language;
  box.append(...card.notices.map((notice) => element("p", "notice", notice)));
  if (card.contacts.length) {
    box.append(element("dl", "contacts", ...card.contacts.map((c) => drawContact(c, words))));
  }
  if (card.letter) {
    box.append(drawLetter(card.letter, card.language, questionFor(card.topic)));
  }
  if (card.links.length) {
    box.append(element("ul", "links", ...card.links.map(drawLink)));
  }
  if (card.steps) {
    box.append(element("ol", "steps", ...card.steps.map((step) => element("li", "", step))));
  }
  if (card.rules.length) {
    box.append(element("ul", "rules", ...card.rules.map((rule) =>
      element("li", "", rule.text, rule.citation ? element("span", "law", ` (${rule.citation})`) : null))));
  }
  for (const source of card.sources) {
    box.append(element("p", "sources", source.line || source.title));
  }
  if (card.address) {
    const link = element("a", "", words.address);
    link.href = card.address;
    box.append(element("p", "sources", link));
  }
  if (card.offer) box.append(element("p", "offer", card.offer));
  return box;
}

// A sentence and nothing beside it: small talk, a question back.
function isPlain(card) {
  const parts = [card.notices, card.contacts, card.links, card.rules, card.sources];
  return !card.title && !card.letter && parts.every((part) => !part.length);
}

// What was written last that the topic's whole card answered; else what was written last and is
// neither about another topic nor only "write the mail for me".
function questionFor(topic) {
  const isWhole = (card) => card.topic === topic && !card.letter && !card.question;
  const isOther = (card) => card.topic && card.topic !== topic;
  const isWish = (turn) => turn.text.split(/\s+/).length <= LONGEST_WISH && turn.cards.some((card) => card.letter);
  const turn = written.findLast((one) => one.cards.some(isWhole))
    || written.findLast((one) => !isWish(one) && !one.cards.some(isOther));
  return turn ? turn.text : "";
}

function drawReplies(cards) {
  replies.replaceChildren(...cards.flatMap((card) => card.quick_replies).map((reply) => {
    const pill = element("button", "pill", reply.title);
    pill.type = "button";
    pill.dataset.payload = reply.payload;
    return pill;
  }));
}

function drawSaid(text) {
  const said = element("p", "said", text);
  log.append(said);
  return said;
}

function say(text, isError = false) {
  status.textContent = text;
  status.classList.toggle("error", isError);
}

// Nothing, the question with its buttons, or the thanks with the field for more.
function showFeedback(text, shown = null) {
  feedbackSaid.textContent = text;
  feedbackSaid.classList.remove("error");
  helped.hidden = shown !== helped;
  more.hidden = shown !== more;
  comment.value = "";
}

// A question back is no answer yet, and the press line stands in for one.
function askIfItHelped(cards) {
  const answered = cards.some((card) => card.topic && card.topic !== "fallback");
  if (answered) showFeedback("Hjälpte det?", helped);
  else showFeedback("");
}

// Calls `done` with what was stored, unless the conversation has gone on meanwhile.
async function sendFeedback(body, done) {
  if (judging || waiting) return;
  judging = true;
  const turn = log.childElementCount;
  let answer = { detail: "Det går inte att nå chatten. Försök igen om en stund." };
  let stored = false;
  try {
    const response = await fetch(addresses.feedback, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": "sv" },
      body: JSON.stringify(body),
    });
    answer = await response.json();
    stored = response.ok;
  } catch { /* the answer above says so */ }
  judging = false;
  if (turn !== log.childElementCount) return;
  if (stored) {
    done(answer);
    return;
  }
  feedbackSaid.textContent = answer.detail;
  feedbackSaid.classList.add("error");
}

// Focus goes back to where the writer was: the field, or the answer when a button is gone.
async function send(body, shown, focusAfter) {
  if (waiting) return;
  waiting = true;
  feedback.hidden = true;
  say("");
  const slow = setTimeout(() => say("Hämtar svar …"), 1000);
  const said = drawSaid(shown);
  said.scrollIntoView({ block: "start" });
  try {
    const response = await fetch(addresses.messages, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": "sv" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    clearTimeout(slow);
    if (!response.ok) {
      said.remove();
      if (body.text) restore(body.text);
      say(answer.detail, true);
      return;
    }
    say("");
    if (answer.messages.some((card) => card.deletes)) {
      forget();
      log.append(...answer.messages.map(drawCard));
      drawReplies(answer.messages);
      return;
    }
    if (body.text) written.push({ text: body.text, cards: answer.messages });
    log.append(...answer.messages.map(drawCard));
    drawReplies(answer.messages);
    askIfItHelped(answer.messages);
  } catch {
    clearTimeout(slow);
    if (body.text) restore(body.text);
    say("");
    showFeedback("");
    log.append(document.getElementById("unreachable").content.cloneNode(true));
  } finally {
    waiting = false;
    feedback.hidden = false;
    said.scrollIntoView({ block: "start" });
    focusAfter(said);
  }
}

// What is deleted is not shown either.
function forget() {
  log.replaceChildren();
  written = [];
  replies.replaceChildren(...starters);
  showFeedback("");
}

function focusAnswer(said) {
  const answer = said.nextElementSibling || log.lastElementChild || log;
  answer.tabIndex = -1;
  answer.focus({ preventScroll: true });
}

function restore(text) {
  if (!input.value) input.value = text;
  grow();
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + 2}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text || waiting) return;
  input.value = "";
  grow();
  send({ text }, text, () => input.focus({ preventScroll: true }));
});

input.addEventListener("input", grow);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

replies.addEventListener("click", (event) => {
  const pill = event.target.closest(".pill");
  if (pill) send({ payload: pill.dataset.payload }, pill.textContent, focusAnswer);
});

// On a phone the field would open the keyboard: only a key that was pressed leads to it.
helped.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  didHelp = button.dataset.helped === "true";
  sendFeedback({ helped: didHelp }, () => {
    const elsewhere = document.activeElement === input;
    showFeedback("Tack.", more);
    if (!elsewhere) (event.detail ? more : comment).focus();
  });
});

more.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = comment.value.trim();
  const thank = (answer) => {
    showFeedback(answer.comment === "dropped"
      ? "Tack. Det du skrev sparades inte: det gick inte att rensa från personuppgifter just nu."
      : "Tack.");
    input.focus({ preventScroll: true });
  };
  if (text) sendFeedback({ helped: didHelp, comment: text }, thank);
  else comment.focus();
});

const about = document.getElementById("about");
const aboutStatus = document.getElementById("about-status");

// Only what is stored can be saved or deleted.
document.getElementById("about-open").addEventListener("click", async () => {
  const response = await fetch(addresses.messages).catch(() => null);
  const name = response && response.ok ? (await response.json()).conversation : null;
  document.getElementById("stored").hidden = !name;
  document.getElementById("nothing").hidden = Boolean(name);
  document.getElementById("conversation").textContent = name || "";
  aboutStatus.textContent = "";
  about.showModal();
});

document.getElementById("delete").addEventListener("click", async () => {
  if (waiting) {
    aboutStatus.textContent = "Vänta tills svaret har kommit.";
    return;
  }
  const response = await fetch(addresses.conversation, {
    method: "DELETE",
    headers: { "Accept-Language": "sv" },
  }).catch(() => null);
  if (!response || !response.ok) {
    aboutStatus.textContent = response
      ? (await response.json()).detail
      : "Samtalet är inte raderat: det går inte att nå chatten. Försök igen om en stund.";
    return;
  }
  forget();
  about.close();
  say("Samtalet är raderat.");
  input.focus();
});

// The messages of before. What says the same as a button before it was chosen, not written.
function drawHistory(messages) {
  const offered = new Set(starters.map((pill) => pill.textContent));
  let turn = { cards: [] };
  for (const message of messages) {
    if (message.from === "user") {
      turn = { text: message.text, cards: [] };
      if (!offered.has(message.text)) written.push(turn);
      log.append(element("p", "said", message.text));
    } else {
      turn.cards.push(message.card);
      for (const reply of message.card.quick_replies) offered.add(reply.title);
      log.append(drawCard(message.card));
    }
  }
}

async function start() {
  const response = await fetch(addresses.messages).catch(() => null);
  if (!response || !response.ok) return;
  const { messages } = await response.json();
  if (!messages.length) return;
  drawHistory(messages);
  const lastTurn = messages.slice(messages.findLastIndex((m) => m.from === "user") + 1);
  drawReplies(lastTurn.map((m) => m.card));
  askIfItHelped(lastTurn.map((m) => m.card));
  log.lastElementChild.scrollIntoView({ block: "end" });
}

start();
