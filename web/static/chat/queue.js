// What waits for the line to come back, oldest first, kept for the page that comes after this one:
// until it is answered, for the page may be left meanwhile. What is sent twice is answered once.

/** @typedef {{text?: string, payload?: string, shown: string, lang?: string, key: string, conversation?: string}} Message */
/** @typedef {{get: (name: string) => string, set: (name: string, value: string) => void}} Store */

const NAME = "queue";

/** @param {string} text @returns {Message[]} none if it is not what was kept here */
function read(text) {
  try {
    const found = JSON.parse(text || "[]");
    return Array.isArray(found) ? found.filter((one) => one?.key && one.shown) : [];
  } catch {
    return [];
  }
}

/** @param {Store} store */
export function makeQueue(store) {
  let messages = read(store.get(NAME));
  /** @param {Message[]} now */
  const keep = (now) => {
    messages = now;
    store.set(NAME, now.length ? JSON.stringify(now) : "");
  };
  return {
    all: () => [...messages],
    /** Puts a message last, if it is not there already. @param {Message} message */
    add: (message) => keep(messages.some((one) => one.key === message.key) ? messages : [...messages, message]),
    /** @returns {Message | undefined} the oldest, which waits until it is removed */
    next: () => messages[0],
    /** @param {Message} message */
    holds: (message) => messages.some((one) => one.key === message.key),
    /** @param {Message} message */
    remove: (message) => keep(messages.filter((one) => one.key !== message.key)),
  };
}
