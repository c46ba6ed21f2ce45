// The files of this person that are on their way, kept by the browser until their message has arrived: a reload or a new
// tab goes on with them. `keep.js` and `first.js` take them away when the login ends.
import { person } from "../connection.js";

const STORE = "files";

/* What the call `use(store)` asks for; undefined where the browser keeps nothing (a private window, no room). */
async function inStore(mode, use) {
  try {
    const base = await settled(opened());
    const asked = use(base.transaction(STORE, mode).objectStore(STORE));
    const found = await settled(asked);
    base.close();
    return found;
  } catch {
    return undefined;
  }
}

function opened() {
  const opening = indexedDB.open(`files-${person}`, 1);
  opening.addEventListener("upgradeneeded", () =>
    opening.result.createObjectStore(STORE, { keyPath: "key" }),
  );
  return opening;
}

const settled = (asked) =>
  new Promise((resolve, reject) => {
    asked.addEventListener("success", () => resolve(asked.result), { once: true });
    asked.addEventListener("error", () => reject(asked.error), { once: true });
  });

export const shelve = (kept) => inStore("readwrite", (store) => store.put(kept));
export const unshelve = (key) => inStore("readwrite", (store) => store.delete(key));
/* That this message waits in this tab, for as long as the tab lives. */
export function hold(client) {
  const alive = Promise.withResolvers().promise;
  navigator.locks?.request(lockOf(client), { ifAvailable: true }, () => alive);
}

/* Whether it waits in a tab that lives, of all that hold theirs. */
export async function heldMessages() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const names = new Set(held.map(({ name }) => name));
  return { has: (client) => names.has(lockOf(client)) };
}

const lockOf = (client) => `message-${client}`;

export const shelved = async () => (await inStore("readonly", (store) => store.getAll())) ?? [];
