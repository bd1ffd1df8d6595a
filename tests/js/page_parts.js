// What scripts need of a page and its browser: elements with text, children and listeners, no look.
import { setImmediate } from "node:timers/promises";

const SELECTOR = /^[\w-]+|\.[\w-]+|#[\w-]+|\[[^\]]+\]|:not\([^)]+\)/g;
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

class Node {
  parent = null;
  get nextElementSibling() {
    const { children } = this.parent;
    return children[children.indexOf(this) + 1] ?? null;
  }
  get isConnected() { return this === document.body || Boolean(this.parent?.isConnected); }
  remove() {
    if (this.parent) this.parent.childNodes = this.parent.childNodes.filter((one) => one !== this);
    this.parent = null;
  }
  before(node) { this.parent.insertBefore(node, this); }
}

class Text extends Node {
  constructor(data) { super(); this.data = data; }
  get textContent() { return this.data; }
}

/** Attributes are properties, those of data in `dataset`, as far as scripts ask for them. */
class Element extends Node {
  childNodes = [];
  dataset = {};
  style = {};
  value = "";
  hidden = false;
  #classes = new Set();
  #listeners = [];
  constructor(tag, more = {}, ...children) {
    super();
    this.tag = tag;
    Object.assign(this, more);
    this.append(...children);
  }
  get children() { return this.childNodes.filter((one) => one instanceof Element); }
  get childElementCount() { return this.children.length; }
  get firstChild() { return this.childNodes[0] ?? null; }
  get firstElementChild() { return this.children[0] ?? null; }
  get textContent() { return this.childNodes.map((one) => one.textContent).join(""); }
  set textContent(text) { this.replaceChildren(...(text ? [text] : [])); }
  get className() { return [...this.#classes].join(" "); }
  set className(names) { this.#classes = new Set(names.split(" ").filter(Boolean)); }
  get classList() {
    const classes = this.#classes;
    return {
      add: (name) => classes.add(name),
      remove: (name) => classes.delete(name),
      contains: (name) => classes.has(name),
      toggle: (name, isThere) => (isThere ? classes.add(name) : classes.delete(name)),
    };
  }
  insertBefore(node, next) {
    node.remove();
    node.parent = this;
    this.childNodes.splice(next ? this.childNodes.indexOf(next) : this.childNodes.length, 0, node);
  }
  append(...nodes) {
    for (const node of nodes) this.insertBefore(typeof node === "string" ? new Text(node) : node, null);
  }
  replaceChildren(...nodes) {
    for (const one of this.childNodes) one.remove();
    this.append(...nodes);
  }
  get content() { return this; } // of a template
  cloneNode() {
    const copy = new Element(this.tag, { className: this.className, dataset: { ...this.dataset } });
    copy.append(...this.childNodes.map((one) => (one instanceof Element ? one.cloneNode() : one.data)));
    return copy;
  }
  setAttribute(name, value) { this[name] = value; }
  getAttribute(name) { return name.startsWith("data-") ? this.dataset[camel(name.slice(5))] : this[name]; }
  hasAttribute(name) { return ![undefined, null, false].includes(this.getAttribute(name)); }
  matches(selectors) {
    return selectors.split(", ").some((selector) => selector.match(SELECTOR).every((part) => {
      if (part[0] === ".") return this.#classes.has(part.slice(1));
      if (part[0] === "#") return this.id === part.slice(1);
      if (part.startsWith(":not")) return !this.matches(part.slice(5, -1));
      if (part[0] !== "[") return this.tag === part;
      const [name, value] = part.slice(1, -1).split("=");
      return value ? this.getAttribute(name) === value.replaceAll('"', "") : this.hasAttribute(name);
    }));
  }
  closest(selector) { return this.matches(selector) ? this : this.parent?.closest(selector) ?? null; }
  querySelectorAll(selector) {
    return this.children.flatMap((one) => [...(one.matches(selector) ? [one] : []), ...one.querySelectorAll(selector)]);
  }
  querySelector(selector) { return this.querySelectorAll(selector)[0] ?? null; }
  getElementById(id) { return this.querySelector(`#${id}`); }
  get elements() { return { namedItem: (name) => this.querySelector(`[name="${name}"]`) }; }
  addEventListener(kind, listener) { this.#listeners.push([kind, listener]); }
  dispatchEvent(event) {
    for (const [kind, listener] of this.#listeners) if (kind === event.type) listener(event);
  }
  focus() { document.activeElement = this; }
  blur() { document.activeElement = document.body; }
  reset() {}
  scrollIntoView() {}
  showModal() { this.open = true; }
  close() { this.open = false; }
}

/** @param {string} tag @param {object} [more] properties */
export const make = (tag, more, ...children) => new Element(tag, more, ...children);

/** What somebody does to an element, told to it and to those around it. */
export function act(element, type, more = {}) {
  const event = {
    type, target: element, defaultPrevented: false, preventDefault() { this.defaultPrevented = true; }, ...more,
  };
  for (let one = element; one; one = one.parent) one.dispatchEvent(event);
  return event;
}

/** Until all that waits for nothing outside has been done. */
export const settled = () => setImmediate();

/** Parts are made when they are asked for, empty. To be called before the scripts are imported. */
export function putEmptyPage() {
  const put = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  const page = make("html");
  const parts = {};
  const kept = new Map();
  const around = make("window");
  page.body = make("body");
  page.append(page.body);
  Object.assign(page, { documentElement: page, head: page, activeElement: page.body, lang: "sv" });
  page.createElement = (tag) => make(tag);
  page.getElementById = (id) => {
    if (!parts[id]) page.body.append(parts[id] = make("div", { id }));
    return parts[id];
  };
  put("window", globalThis);
  put("document", page);
  put("Element", Element);
  put("Text", Text);
  put("navigator", { onLine: true });
  put("location", { pathname: "/", search: "", href: "https://press.example.se/" });
  put("sessionStorage", {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
  });
  put("BroadcastChannel", class { addEventListener() {} postMessage() {} });
  put("matchMedia", () => ({ matches: false }));
  put("requestAnimationFrame", queueMicrotask);
  put("addEventListener", (kind, listener) => around.addEventListener(kind, listener));
  put("dispatchEvent", (event) => around.dispatchEvent(event));
  return { page, part: page.getElementById };
}

/** The chat's page, before a server whose answers' HTML is JSON; `posted` has the ways to end each. */
export function putChat(words) {
  const { page, part } = putEmptyPage();
  Object.assign(part("words").dataset, words);
  part("instead").append(make("div", { className: "card" }, make("p")));
  part("form").append(make("input", { name: "conversation" }));
  globalThis.DOMParser = class {
    parseFromString(html) {
      const { cards = [], choices = [], asks = "false", deletes = "false" } = JSON.parse(html);
      return make("html", {},
        make("div", { id: "log", dataset: { asks, deletes } }, ...cards.map((text) => make("div", { lang: "sv" }, text))),
        make("div", { id: "pills" }, ...choices.map((text) => make("button", { value: text }, text))));
    }
  };
  const posted = [];
  globalThis.fetch = (_, { body }) => new Promise((go, fail) => {
    posted.push({
      ...JSON.parse(body),
      answer: (answer) => { go({ ok: true, text: async () => JSON.stringify(answer) }); return settled(); },
      refuse: (detail) => { go({ ok: false, status: 429, json: async () => ({ title: "", detail }) }); return settled(); },
      lose: () => { fail(new TypeError("no line")); return settled(); },
    });
  });
  return { page, part, posted };
}
