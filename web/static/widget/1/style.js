// The look of the button and the panel. `all: initial` leaves nothing of the host's, and sets the
// text in the size that the reader has chosen in the browser.
"use strict";

const PRESS_STYLE = `
:host([hidden]) { display: none; }
.root {
  all: initial;
  --accent: #00573c; --on-accent: #ffffff; --paper: #fffefb; --ink: #1c1f1d;
  --line: #c9d2cc; --focus: #b35c00; --radius: 8px;
  color-scheme: light dark;
  position: fixed; z-index: 2147483000; right: 16px; bottom: max(16px, env(safe-area-inset-bottom));
  max-width: calc(100vw - 32px); max-height: calc(100dvh - 32px);
  display: flex; flex-direction: column-reverse; align-items: flex-end; gap: 8px;
  pointer-events: none;
  font-family: var(--font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
  font-size: medium; line-height: 1.25; overflow-wrap: anywhere;
}
@media (prefers-color-scheme: dark) {
  .root {
    --accent: #7fd1a8; --on-accent: #10221a; --paper: #141816; --ink: #eef2ef;
    --line: #3c4741; --focus: #ffbf47;
  }
}
.root > * { pointer-events: auto; }
button {
  box-sizing: border-box; min-height: 44px; padding: 8px 16px; cursor: pointer;
  border: 1px solid transparent; border-radius: var(--radius); font: inherit;
}
button:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.launcher {
  flex: none; background: var(--accent); color: var(--on-accent); font-weight: 600;
  border-color: var(--on-accent); box-shadow: 0 2px 12px rgb(0 0 0 / 25%);
}
.panel {
  box-sizing: border-box; position: static; margin: 0; padding: 0; overflow: hidden;
  flex: 0 1 680px; min-height: 0; width: 420px; max-width: 100%; max-height: none;
  flex-direction: column;
  border: 1px solid var(--line); border-radius: var(--radius);
  background: var(--paper); color: var(--ink); box-shadow: 0 4px 24px rgb(0 0 0 / 25%);
}
.panel[open] { display: flex; }
:host(:not([inline])) .launcher[aria-expanded="true"] { display: none; }
.head {
  flex: none; display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between;
  padding: 4px 4px 4px 16px; border-bottom: 1px solid var(--line);
}
h2 { flex: 1 1 9em; margin: 0; font-size: 1em; font-weight: 600; }
.close { background: transparent; color: var(--accent); text-decoration: underline; }
.close:focus-visible { outline-offset: -3px; }
.body { flex: 1; min-height: 0; position: relative; }
p { margin: 0; padding: 16px; }
p[hidden] { display: none; }
a { color: var(--accent); }
iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; background: var(--paper); }
iframe.waiting { opacity: 0; }
:host([inline]) .root { display: inline-block; position: static; }
:host([inline]) .panel { position: fixed; right: 16px; bottom: 16px; height: 680px;
  max-width: calc(100vw - 32px); max-height: calc(100dvh - 32px); z-index: 2147483000; }
@media (max-width: 639.98px), (max-height: 479.98px) {
  .root .panel {
    position: fixed; inset: 0; width: 100vw; height: 100dvh; max-width: none; max-height: none;
    border: 0; border-radius: 0;
  }
}
@media (prefers-reduced-motion: no-preference) {
  .panel[open] { animation: rise 0.15s ease-out; }
  @keyframes rise { from { opacity: 0; transform: translateY(8px); } }
}
@media print { .root { display: none; } }
`;
