// When a single key is a command on the trainers' pages.

// Where somebody has turned them off, what is kept in the browser.
export const KEYS_OFF = "snabbtangenter-av";

/** Not while somebody writes, reads a dialog, or has turned keys off.
 * @param {KeyboardEvent} event */
export function isCommand(event) {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (!plain || event.repeat || isTyped(event.target)) return false;
  return !localStorage.getItem(KEYS_OFF) && !document.querySelector("dialog[open]");
}

/** @param {EventTarget | null} target */
function isTyped(target) {
  const fields = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
  return target instanceof Element && target.matches(fields);
}
