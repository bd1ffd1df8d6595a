// <press-chat>: a button on a host's page that opens the chat in a frame. Nothing is asked of the
// chat's server before it is opened, and nothing that is written there is told to the host.
"use strict";

const pressTag = /** @type {HTMLScriptElement | null} */ (document.currentScript
  || document.querySelector('script[src*="/widget.js"]'));

if (pressTag?.src && !customElements.get("press-chat") && "adoptedStyleSheets" in document) {
  const SECONDS_TO_ANSWER = 3;
  const fullScreen = matchMedia("(max-width: 639.98px), (max-height: 479.98px)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(PRESS_STYLE);
  const address = pressTag.src;
  const chatOrigin = new URL(address).origin;
  const tagLanguage = pressTag.dataset.lang || "sv";

  class PressChat extends HTMLElement {
    /** @type {HTMLIFrameElement | null} */
    #frame = null;
    #isOpen = false;
    #isInHistory = false;
    #isReady = false;
    #parts = pressParts(address);
    #launcher = this.#parts.launcher;
    #panel = this.#parts.panel;
    #probe = pressElement("span", "");
    #listening = new AbortController();

    constructor() {
      super();
      const shadow = this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [sheet];
      this.#probe.hidden = true;
      shadow.append(this.#probe, this.#parts.root);
      this.#launcher.addEventListener("click", () => (this.#isOpen ? this.close() : this.open()));
      this.#parts.close.addEventListener("click", () => this.close());
      this.#panel.addEventListener("cancel", (event) => {
        event.preventDefault();
        this.close();
      });
      this.#panel.addEventListener("close", () => !this.#panel.open && this.close());
    }

    connectedCallback() {
      pressLabel(this.#parts, this.#language());
      this.#putLook();
      this.#listening = new AbortController();
      const { signal } = this.#listening;
      addEventListener("message", (event) => this.#hear(event), { signal });
      addEventListener("popstate", (event) => this.#goBack(event), { signal });
      document.addEventListener("keydown", (event) => this.#escape(event), { signal });
      fullScreen.addEventListener("change", () => this.#isOpen && this.#unfold(), { signal });
      dark.addEventListener("change", () => this.#putLook(), { signal });
      // A page that is new to a phone is seen before the chat covers it.
      if (PressMemory.wasOpen() && (!fullScreen.matches || history.state?.pressChat)) this.#show();
    }

    disconnectedCallback() {
      this.#listening.abort();
      this.#isOpen = false;
      this.#panel.close();
      this.#launcher.setAttribute("aria-expanded", "false");
      this.#dropFrame();
    }

    /** Open the chat, with the focus in it. */
    open() {
      if (this.#isOpen || !this.isConnected) return;
      this.#show();
      // In full screen the close button has it: the field would raise the keyboard.
      if (fullScreen.matches) return;
      this.#frame?.focus();
      this.#tellFrame({ pressChat: "focus" });
    }

    /** Close it, with the focus on the button again where it was in the chat. */
    close() {
      if (!this.#isOpen) return;
      const inside = this.#panel.contains(this.shadowRoot?.activeElement || null);
      this.#isOpen = false;
      this.#panel.close();
      this.#launcher.setAttribute("aria-expanded", "false");
      PressMemory.keep(false);
      if (this.#isInHistory && history.state?.pressChat) history.back();
      this.#isInHistory = false;
      if (inside || document.activeElement === document.body) this.#launcher.focus();
      this.#tellHost("close");
    }

    #show() {
      this.#isOpen = true;
      this.#putLook();
      if (!this.#frame) this.#makeFrame();
      this.#unfold();
      this.#launcher.setAttribute("aria-expanded", "true");
      PressMemory.keep(true);
      this.#tellHost("open");
    }

    #unfold() {
      if (this.#panel.open) this.#panel.close();
      // Not show(), which takes the focus also where nobody asked for it.
      if (fullScreen.matches) this.#panel.showModal();
      else this.#panel.setAttribute("open", "");
      if (fullScreen.matches) this.#isInHistory ||= PressMemory.mark();
    }

    /** @returns {"sv" | "en"} */
    #language() {
      return (this.lang || tagLanguage).toLowerCase().startsWith("en") ? "en" : "sv";
    }

    #makeFrame() {
      const frame = pressFrame(address, this.#language());
      // A page that is refused, or not found, also loads: it says nothing.
      frame.addEventListener("load", () => setTimeout(() => {
        if (this.#frame === frame && !this.#isReady) this.#giveUp();
      }, SECONDS_TO_ANSWER * 1000));
      this.#frame = frame;
      this.#isReady = false;
      pressSay(this.#parts, frame, this.#parts.wait);
      this.#parts.body.append(frame);
    }

    #dropFrame() {
      this.#frame?.remove();
      this.#frame = null;
    }

    #giveUp() {
      const inside = this.shadowRoot?.activeElement === this.#frame;
      this.#dropFrame();
      pressSay(this.#parts, null, this.#parts.failed);
      if (inside) this.#parts.link.focus();
    }

    #putLook() {
      const look = PressLook.put(this.#parts.root, pressWishes(this), this.#probe, (why) => {
        console.warn(`press-chat: ${why}`);
      });
      this.#tellFrame({ pressChat: "look", look });
    }

    /** @param {object} message */
    #tellFrame(message) {
      if (this.#isReady) this.#frame?.contentWindow?.postMessage(message, chatOrigin);
    }

    /** @param {"open" | "close" | "answered"} what */
    #tellHost(what) {
      this.dispatchEvent(new CustomEvent(what, { bubbles: true, composed: true }));
    }

    /** @param {MessageEvent} event */
    #hear(event) {
      const fromFrame = this.#frame && event.source === this.#frame.contentWindow;
      if (!fromFrame || event.origin !== chatOrigin) return;
      const what = Object(event.data).pressChat;
      if (what === "ready") {
        this.#isReady = true;
        pressSay(this.#parts, this.#frame, null);
        this.#putLook();
        const waits = this.shadowRoot?.activeElement === this.#frame;
        if (waits && !fullScreen.matches) this.#tellFrame({ pressChat: "focus" });
      } else if (what === "close") {
        this.close();
      } else if (what === "answered") {
        this.#tellHost("answered");
      }
    }

    /** @param {KeyboardEvent} event */
    #escape(event) {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      // A dialog of the host's own closes first.
      if (!document.querySelector("dialog:modal")) this.close();
    }

    /** @param {PopStateEvent} event */
    #goBack(event) {
      const isMarked = Boolean(event.state?.pressChat);
      if (this.#isOpen && this.#isInHistory && !isMarked) {
        this.#isInHistory = false;
        this.close();
      } else if (!this.#isOpen && isMarked && fullScreen.matches) {
        this.open();
      }
    }
  }

  customElements.define("press-chat", PressChat);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", pressPlace);
  else pressPlace();
}
