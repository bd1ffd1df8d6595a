// The parts of the page that scripts look for when they are loaded, empty.
const part = { dataset: {} };

/** To be called before the scripts are imported. */
export function putEmptyPage() {
  globalThis.window = globalThis;
  globalThis.document = { body: part, getElementById: () => part };
}
