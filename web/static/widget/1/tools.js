// Makes elements, and remembers in the tab whether the chat is open.
"use strict";

/** @template {keyof HTMLElementTagNameMap} Name @param {Name} name @param {string} className
 * @param {...(Node | string)} children @returns {HTMLElementTagNameMap[Name]} */
function pressElement(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

// A host, or its visitor, may have forbidden it: then a new page starts closed.
const PressMemory = {
  KEY: "press-chat",

  /** @param {boolean} isOpen */
  keep(isOpen) {
    try {
      if (isOpen) sessionStorage.setItem(this.KEY, "open");
      else sessionStorage.removeItem(this.KEY);
    } catch { /* not remembered */ }
  },

  /** Let the back button close it. @returns {boolean} false where a page is not let to: the button and Esc close */
  mark() {
    try {
      if (!history.state?.pressChat) history.pushState({ ...history.state, pressChat: true }, "");
      return true;
    } catch {
      return false;
    }
  },

  wasOpen() {
    try {
      return sessionStorage.getItem(this.KEY) === "open";
    } catch {
      return false;
    }
  },
};
