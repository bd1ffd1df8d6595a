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

function drawCard(card) {
  if (!card.title) {
    const plain = element("p", "plain", card.lead);
    plain.lang = card.language;
    return plain;
  }
  const words = WORDS[card.language];
  const box = element("article", "card", element("h2", "", card.title), element("p", "lead", card.lead));
  box.lang = card.language;
  box.append(...card.notices.map((notice) => element("p", "notice", notice)));
  if (card.contacts.length) {
    box.append(element("dl", "contacts", ...card.contacts.map((c) => drawContact(c, words))));
  }
  if (card.links.length) {
    box.append(element("ul", "links", ...card.links.map(drawLink)));
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
  return box;
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

function focusAnswer(said) {
  const answer = said.nextElementSibling || log;
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
      : "Tack. Det du skrev är sparat.");
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
  log.replaceChildren();
  replies.replaceChildren(...starters);
  showFeedback("");
  about.close();
  say("Samtalet är raderat.");
  input.focus();
});

async function start() {
  const response = await fetch(addresses.messages).catch(() => null);
  if (!response || !response.ok) return;
  const { messages } = await response.json();
  if (!messages.length) return;
  log.append(...messages.map((m) => (m.from === "user" ? element("p", "said", m.text) : drawCard(m.card))));
  const lastTurn = messages.slice(messages.findLastIndex((m) => m.from === "user") + 1);
  drawReplies(lastTurn.map((m) => m.card));
  askIfItHelped(lastTurn.map((m) => m.card));
  log.lastElementChild.scrollIntoView({ block: "end" });
}

start();
