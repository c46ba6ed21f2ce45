// What a page does before anything of it is shown. What this browser keeps of a person, in its storages and in the
// steps of its history (whose forms it fills again), is for nobody else; and a wide screen opens a conversation
// beside the list.
const said = (name) => document.querySelector(`meta[name=${name}]`)?.content;
const person = said("person"); // empty where nobody is logged in, undefined where the page does not know
const isAnothers = () => (localStorage.getItem("person") ?? "") !== person;

/* Not by a reload, which would fill the forms again. */
const drawAnew = () => {
  document.documentElement.hidden = true;
  location.replace(location.pathname + location.search);
};

const sweep = () => {
  for (const storage of [localStorage, sessionStorage]) {
    const isOthers = (key) => !person || (/^\d+:/.test(key) && !key.startsWith(`${person}:`));
    for (const key of Object.keys(storage)) if (isOthers(key)) storage.removeItem(key);
  }
  const forget = ({ name }) => name !== `files-${person}` && indexedDB.deleteDatabase(name);
  indexedDB.databases?.().then((bases) => bases.forEach(forget));
  if (person) localStorage.setItem("person", person);
};

const take = () => {
  sweep();
  addEventListener("pageshow", ({ persisted }) => persisted && isAnothers() && drawAnew());
  // Somebody else logged in, in another tab: this page is not theirs.
  const isTaken = () => person && localStorage.getItem("person") && isAnothers();
  addEventListener("storage", () => isTaken() && drawAnew());
  const way = performance.getEntriesByType("navigation")[0]?.type;
  const wrote = history.state?.person ?? person;
  if (way !== "navigate" && wrote !== person) drawAnew();
  else history.replaceState({ ...history.state, person }, "");
};

if (person !== undefined) take();
if (said("opens") && matchMedia("(width >= 48rem)").matches) {
  document.documentElement.dataset.leaving = "";
  location.replace(said("opens"));
}
