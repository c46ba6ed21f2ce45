// What is kept for the person of this page: a draft, what was not sent yet. When their login ends, nothing is, and what
// was kept is gone (`first.js` does the same for pages that come later).
import { connection, person } from "./connection.js";

const nameOf = (name) => `${person}:${name}`;

export const kept = (storage, name) => storage.getItem(nameOf(name));

/* An empty text is not kept. */
export function keep(storage, name, text) {
  if (text && !connection.signedOut) storage.setItem(nameOf(name), text);
  else storage.removeItem(nameOf(name));
}

connection.addEventListener("signed-out", () => {
  localStorage.clear();
  sessionStorage.clear();
  indexedDB.deleteDatabase(`files-${person}`);
});
