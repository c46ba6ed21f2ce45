// What was read, and what came in below while the reader was further up.
import { connection } from "../connection.js";

const READ_AFTER = 1_000;

export class Reading {
  #view;
  #read;
  #missed = 0;

  constructor(view) {
    this.#view = view;
    this.#read = Number(view.dataset.read);
    view.hear("marker", ({ seq }) => {
      this.#read = Math.max(this.#read, seq);
    });
    view.on(document, "visibilitychange", () => this.plan());
    view.on(window, "focus", () => this.plan());
    view.on(view.timeline.scroller, "scroll", () => view.timeline.isAtEnd && this.#caughtUp());
  }

  get upTo() {
    return this.#read;
  }

  /* Read is what stood here for a second while the page was visible and in focus; where messages are left out, nothing is. */
  plan() {
    this.#view.cancel("read");
    if (document.hidden || !document.hasFocus() || this.#view.showsLess) return;
    this.#view.plan("read", READ_AFTER, () => this.#markRead());
  }

  #markRead() {
    const { timeline, conv } = this.#view;
    const seq = timeline.last;
    if (seq <= this.#read || !timeline.isAtEnd) return;
    if (connection.send({ t: "read", conv, seq })) this.#read = seq;
  }

  missed() {
    this.#missed += 1;
    const words = this.#pill.querySelector("[data-pill]");
    words.textContent =
      this.#missed === 1 ? words.dataset.one : words.dataset.many.replace("%s", this.#missed);
    this.#pill.hidden = false;
  }

  #caughtUp() {
    if (this.#view.showsLess) return;
    this.#missed = 0;
    this.#pill.hidden = true;
    this.plan();
  }

  get #pill() {
    return this.#view.querySelector(".new-pill");
  }
}
