// <live-fragments data-head data-head-url> keeps the [data-fragment] parts inside it true. A card or a note anywhere in
// this person's conversations, a ring of the bell (some news is in no conversation), an own press, the return of the
// line, or a passed `data-refresh-at` fetches them again, each at most every two seconds. Now and then it asks for one
// number that tells whether a push was lost.
import { connection } from "../connection.js";
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
    const answer =
      part &&
      (await fetch(part.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null));
    if (answer?.status !== 200) return; // 204: nobody is logged in any more
    const template = document.createElement("template");
    template.innerHTML = (await answer.text()).trim();
    this.#replace(part, template.content.firstElementChild);
    this.#setAlarm();
  }

  // Focus stays on the same link, and what was unfolded stays unfolded.
  #replace(part, fresh) {
    const focused =
      part.contains(document.activeElement) && document.activeElement.getAttribute("href");
    const open = part.querySelector("details")?.open;
    part.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (open) fresh.querySelector("details")?.setAttribute("open", "");
    if (focused) fresh.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
    this.dispatchEvent(
      new CustomEvent("refreshed", { bubbles: true, detail: { name: fresh.dataset.fragment } }),
    );
  }

  async #check() {
    const answer = await fetch(this.dataset.headUrl, { redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    const { head } = await answer.json();
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
