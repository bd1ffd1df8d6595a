// What the widget draws: a button, and a panel with the frame or a sentence in its place.
"use strict";

/** @param {string} address of the script, beside which the chat lies */
function pressParts(address) {
  const launcher = pressElement("button", "launcher");
  const title = pressElement("h2", "");
  const close = pressElement("button", "close");
  const wait = pressElement("p", "");
  const link = pressElement("a", "");
  const failed = pressElement("p", "");
  const body = pressElement("div", "body", wait, failed);
  const panel = pressElement("dialog", "panel", pressElement("div", "head", title, close), body);
  const root = pressElement("section", "root", launcher, panel);
  root.dir = "ltr";
  title.id = "title";
  panel.id = "panel";
  panel.setAttribute("aria-labelledby", "title");
  launcher.type = close.type = "button";
  launcher.setAttribute("aria-haspopup", "dialog");
  launcher.setAttribute("aria-expanded", "false");
  launcher.setAttribute("aria-controls", "panel");
  wait.setAttribute("role", "status");
  failed.setAttribute("role", "alert");
  failed.hidden = true;
  Object.assign(link, { href: new URL(".", address).href, target: "_blank", rel: "noopener" });
  return { root, launcher, panel, title, close, body, wait, failed, link };
}

/** @param {ReturnType<typeof pressParts>} parts @param {"sv" | "en"} language */
function pressLabel({ root, launcher, title, close, wait, failed, link }, language) {
  const words = PRESS_WORDS[language];
  root.lang = language;
  root.setAttribute("aria-label", words.chat);
  launcher.textContent = words.launcher;
  title.textContent = words.title;
  close.textContent = words.close;
  wait.textContent = words.wait;
  link.textContent = words.link;
  failed.replaceChildren(words.failed, " ", link);
}

/** @param {string} address of the script @param {"sv" | "en"} language */
function pressFrame(address, language) {
  const frame = pressElement("iframe", "waiting");
  frame.title = PRESS_WORDS[language].chat;
  frame.allow = "clipboard-write";
  frame.referrerPolicy = "origin"; // by which the page knows whom to speak with
  frame.src = new URL(`embed?lang=${language}`, address).href;
  return frame;
}

/** Show one of the two sentences, or the frame.
 * @param {ReturnType<typeof pressParts>} parts @param {HTMLIFrameElement | null} frame
 * @param {HTMLElement | null} sentence */
function pressSay({ wait, failed }, frame, sentence) {
  wait.hidden = sentence !== wait;
  failed.hidden = sentence !== failed;
  frame?.classList.toggle("waiting", Boolean(sentence));
}

/** What the host's style wishes of the look. @param {HTMLElement} element */
function pressWishes(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(PressLook.NAMES.map(
    (name) => [name, style.getPropertyValue(`--press-chat-${name}`).trim()]));
}

/** Where the host has not placed it itself. */
function pressPlace() {
  if (document.querySelector("press-chat")) return;
  document.body.append(document.createElement("press-chat"));
}
