// Two tabs of one conversation show the same.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("conversation") : null;

/** @type {() => boolean} */
let isBusy = () => false;
// Something was told while this tab had an answer of its own to wait for.
let isBehind = false;

export function tellTabs() {
  channel?.postMessage("");
}

/** Shows what the server has. */
export async function follow() {
  isBehind = isBusy() || !await (await import("./refresh.js")).refresh(isBusy);
}

/** What other tabs told of while this one was busy. */
export function catchUp() {
  if (isBehind) follow();
}

/** @param {() => boolean} isWaiting for an answer of its own */
export function followTabs(isWaiting) {
  isBusy = isWaiting;
  channel?.addEventListener("message", follow);
  addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
}
