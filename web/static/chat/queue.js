// What waits for the line to come back, oldest first, kept for the page that comes after this one.

/** @typedef {{text?: string, payload?: string, shown: string, key: string}} Message */
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
    /** Puts a message last. @param {Message} message */
    add: (message) => keep([...messages, message]),
    /** Puts back what was taken, to be the next again. @param {Message} message */
    putBack: (message) => keep([message, ...messages]),
    /** @returns {Message | undefined} the oldest, which waits no longer */
    take() {
      const [first, ...rest] = messages;
      keep(rest);
      return first;
    },
  };
}
