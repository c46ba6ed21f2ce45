// <live-fragments data-head data-head-url> keeps the [data-fragment] parts inside it true. A card or a note anywhere in
// this person's conversations, a ring of the bell (some news is in no conversation), an own press, the return of the
// line, or a passed `data-refresh-at` fetches them again, each at most every two seconds. Now and then it asks for one
// number that tells whether a push was lost.
import { connection } from "../connection.js";
import { fetchJson, fetchPart } from "../fetch.js";
import { elementOf, replace } from "../replace.js";
import { LiveElement } from "./live-element.js";

const PAUSE = 2_000;
const GATHER = 100; // one event comes as a card, a note and a ring
const LONGEST = 6 * 3600 * 1_000;

class LiveFragments extends LiveElement {
  #last = new Map();
  #head;

  setUp() {
    this.#head = Number(this.dataset.head);
    this.on(connection, "entry", ({ detail }) => {
      this.#head += 1;
      if (detail.kind !== "message") this.refresh();
    });
    this.on(connection, "dirty", ({ detail }) => detail.keys?.includes("bell") && this.refresh());
    // Also the first time: something may have happened since the page was drawn.
    this.on(connection, "up check", () => this.#check());
    this.on(document.body, "done", () => this.refresh());
    this.on(document, "visibilitychange", () => document.hidden || this.#setAlarm());
    this.#setAlarm();
  }

  refresh(parts = this.#parts()) {
    parts.forEach((part) => this.#soon(part.dataset.fragment));
  }

  #parts() {
    return [...this.querySelectorAll("[data-fragment]")];
  }

  #soon(name) {
    if (this.isPlanned(name)) return;
    const rest = (this.#last.get(name) ?? -PAUSE) + PAUSE - performance.now();
    this.plan(name, Math.max(GATHER, rest), () => this.#fetch(name));
  }

  async #fetch(name) {
    this.#last.set(name, performance.now());
    const part = this.querySelector(`[data-fragment="${name}"]`);
    const html = part && (await fetchPart(part.dataset.url));
    if (!html || !this.contains(part)) return;
    replace(part, elementOf(html));
    this.dispatchEvent(new CustomEvent("refreshed", { bubbles: true, detail: { name } }));
    this.#setAlarm();
  }

  async #check() {
    const { head } = (await fetchJson(this.dataset.headUrl)) ?? { head: this.#head };
    if (head !== this.#head) this.refresh();
    this.#head = head;
  }

  // The next instant at which time alone makes a part untrue; browsers cap long waits, so they are cut.
  #setAlarm() {
    const due = this.#parts().filter((part) => part.dataset.refreshAt);
    if (!due.length) return this.cancel("alarm");
    const rest = Math.min(...due.map((part) => Date.parse(part.dataset.refreshAt))) - Date.now();
    return this.plan("alarm", Math.min(Math.max(rest + 500, PAUSE), LONGEST), () => {
      this.refresh(due.filter((part) => Date.parse(part.dataset.refreshAt) <= Date.now()));
      this.#setAlarm();
    });
  }
}

customElements.define("live-fragments", LiveFragments);
