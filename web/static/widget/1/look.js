// What a host may choose of the chat's look, and what is refused. The widget and the framed page
// hold to it alike: the page does not know whose script speaks to it.
"use strict";

/** @typedef {Record<string, string>} Look  colours as #rrggbb; radius; font */

const PressLook = (() => {
  const COLOURS = ["accent", "on-accent", "paper", "ink"];
  // Front and back, which are to be told apart as WCAG asks of text.
  const PAIRS = [["ink", "paper"], ["on-accent", "accent"], ["accent", "paper"]];
  const LEAST_CONTRAST = 4.5;
  const LEAST_CONTRAST_OF_FOCUS = 3;
  const FAMILY = String.raw`(?:"[\p{L}\d ._-]+"|'[\p{L}\d ._-]+'|[\p{L}_-][\p{L}\d _-]*)`;
  const FAMILIES = new RegExp(`^${FAMILY}(?:\\s*,\\s*${FAMILY})*$`, "u");
  const LONGEST_FONT = 200;
  const LARGEST_RADIUS = 24;

  /** Any opaque colour of CSS as #rrggbb, by an element whose colour may be set; else null.
   * @param {string} value @param {HTMLElement} probe @returns {string | null} */
  function toHex(value, probe) {
    if (!CSS.supports("color", value)) return null;
    probe.style.color = value;
    // One notation for all; a browser that does not know it keeps the line above.
    probe.style.color = `color-mix(in srgb, ${value}, ${value})`;
    const { color } = getComputedStyle(probe);
    const shares = /^color\(srgb (\S+) (\S+) ([^\s)]+)\)$/.exec(color);
    const bytes = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
    if (shares) return hex(shares.slice(1).map((share) => Number(share) * 255));
    return bytes ? hex(bytes.slice(1).map(Number)) : null;
  }

  /** @param {number[]} bytes */
  function hex(bytes) {
    const within = bytes.map((byte) => Math.round(Math.min(255, Math.max(0, byte))));
    return `#${within.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  }

  /** @param {string} colour #rrggbb */
  function toBytes(colour) {
    return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  }

  /** Relative luminance, 0 to 1 (WCAG 2.2). @param {string} colour #rrggbb */
  function luminance(colour) {
    const [red, green, blue] = toBytes(colour).map((byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  /** 1 to 21. @param {string} one #rrggbb @param {string} other #rrggbb */
  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  /** `share` of one colour in another. @param {string} one @param {string} other @param {number} share */
  function mix(one, other, share) {
    const under = toBytes(other);
    return hex(toBytes(one).map((byte, at) => byte * share + under[at] * (1 - share)));
  }

  /** What of a host's wishes can be used; `warn` is told why of the rest.
   * @param {Record<string, unknown>} wishes @param {(name: string) => string} own a colour of ours, #rrggbb
   * @param {HTMLElement} probe @param {(why: string) => void} warn @returns {Look} */
  function accept(wishes, own, probe, warn) {
    /** @type {Look} */
    const look = {};
    for (const name of [...COLOURS, "radius", "font"]) {
      const wish = wishes[name];
      if (wish === undefined || wish === "") continue;
      const value = typeof wish === "string" ? usable(name, wish, probe) : null;
      if (value === null) warn(`--press-chat-${name}: ${String(wish).slice(0, 60)} cannot be used`);
      else look[name] = value;
    }
    const colour = (/** @type {string} */ name) => look[name] ?? own(name);
    // One that is left out may have been what another was told apart from.
    for (let again = true; again;) {
      again = false;
      for (const [front, back] of PAIRS) {
        if (!(front in look || back in look)) continue;
        const ratio = contrast(colour(front), colour(back));
        if (ratio >= LEAST_CONTRAST) continue;
        warn(`${front} ${colour(front)} on ${back} ${colour(back)} has a contrast of `
          + `${ratio.toFixed(2)}, less than ${LEAST_CONTRAST}: neither is used`);
        delete look[front];
        delete look[back];
        again = true;
      }
    }
    return look;
  }

  /** @param {string} name @param {string} wish @param {HTMLElement} probe */
  function usable(name, wish, probe) {
    if (COLOURS.includes(name)) return toHex(wish, probe);
    if (name === "font") return wish.length <= LONGEST_FONT && FAMILIES.test(wish) ? wish : null;
    const length = /^(\d{1,2}(?:\.\d+)?)px$|^0$/.exec(wish);
    return length && Number(length[1] ?? 0) <= LARGEST_RADIUS ? wish : null;
  }

  /** A look with the shades that go with it; as it is when it names no colour.
   * @param {Look} look @param {(name: string) => string} own @returns {Look} */
  function withShades(look, own) {
    if (!COLOURS.some((name) => name in look)) return look;
    const colour = (/** @type {string} */ name) => look[name] ?? own(name);
    const [paper, ink, accent] = ["paper", "ink", "accent"].map(colour);
    const legible = (/** @type {string} */ one, least = LEAST_CONTRAST) => (
      contrast(one, paper) >= least ? one : ink);
    const tint = mix(accent, paper, 0.08);
    return {
      ...look,
      tint: [ink, accent].every((one) => contrast(one, tint) >= LEAST_CONTRAST) ? tint : paper,
      line: mix(ink, paper, 0.25),
      quiet: legible(mix(ink, paper, 0.8)),
      error: legible(own("error")),
      focus: legible(own("focus"), LEAST_CONTRAST_OF_FOCUS),
    };
  }

  /** Whether light text belongs on it. @param {string} paper #rrggbb */
  function isDark(paper) {
    return contrast(paper, "#ffffff") > contrast(paper, "#000000");
  }

  /** Put a look on an element as variables, in place of what it had before.
   * @param {HTMLElement} element @param {Record<string, unknown>} wishes
   * @param {HTMLElement} probe @param {(why: string) => void} warn @returns {Look} what was accepted */
  function put(element, wishes, probe, warn) {
    const names = [...COLOURS, "radius", "font", "tint", "line", "quiet", "error", "focus"];
    for (const name of names) element.style.removeProperty(`--${name}`);
    element.style.removeProperty("color-scheme");
    const ours = Object.fromEntries(names.map((name) => {
      const value = getComputedStyle(element).getPropertyValue(`--${name}`).trim();
      return [name, toHex(value, probe) ?? "#000000"];
    }));
    const own = (/** @type {string} */ name) => ours[name];
    const look = accept(wishes, own, probe, warn);
    for (const [name, value] of Object.entries(withShades(look, own))) {
      element.style.setProperty(`--${name}`, value);
    }
    if (look.paper) element.style.setProperty("color-scheme", isDark(look.paper) ? "dark" : "light");
    return look;
  }

  return { NAMES: [...COLOURS, "radius", "font"], put };
})();
