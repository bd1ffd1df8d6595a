// The chat page in a frame on another site's page: speaks with the widget there, and no one else.
"use strict";

{
  /** The origin of the page around us, or null where the browser does not say. */
  function hostOrigin() {
    const around = location.ancestorOrigins?.[0] || document.referrer;
    return URL.canParse(around) ? new URL(around).origin : null;
  }

  const host = window.parent === window ? null : hostOrigin();
  const probe = document.createElement("span");

  /** @param {"ready" | "close" | "answered"} what */
  function tell(what) {
    if (host) window.parent.postMessage({ pressChat: what }, host);
  }

  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== host) return;
    const { pressChat, look } = Object(event.data);
    if (pressChat === "look") {
      PressLook.put(document.documentElement, Object(look), probe, (why) => {
        console.warn(`press-chat: ${why}`);
      });
    } else if (pressChat === "focus") {
      document.querySelector("textarea")?.focus({ preventScroll: true });
    }
  });

  // What is open in the frame closes first.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (!document.querySelector("dialog[open]")) tell("close");
  });

  document.addEventListener("answered", () => tell("answered"));

  // No other page of ours may be framed, and others' pages have no room here.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.hasAttribute("download") || !/^https?:$/.test(link.protocol)) return;
    if (link.getAttribute("href")?.startsWith("#")) return;
    link.target = "_blank";
    link.rel = "noopener";
  }, true);

  document.head.append(probe);
  tell("ready");
}
