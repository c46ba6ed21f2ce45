// What was read, and what came in below while the reader was further up.
import { connection } from "../connection.js";

const READ_AFTER = 1_000;

export class Reading {
  #view;
  #read;
  #timer;
  #missed = 0;

  constructor(view) {
    this.#view = view;
    this.#read = Number(view.dataset.read);
  }

  get upTo() {
    return this.#read;
  }

  follow(on, mine) {
    on(
      connection,
      "marker",
      mine(({ seq }) => {
        this.#read = Math.max(this.#read, seq);
      }),
    );
    on(document, "visibilitychange", () => this.plan());
    on(window, "focus", () => this.plan());
    on(
      this.#view.timeline.scroller,
      "scroll",
      () => this.#view.timeline.isAtEnd && this.#caughtUp(),
    );
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /* Read is what stood here for a second while the page was visible and in focus; where messages are left out, nothing is. */
  plan() {
    clearTimeout(this.#timer);
    if (document.hidden || !document.hasFocus() || this.#view.showsLess) return;
    this.#timer = setTimeout(() => {
      const { timeline, conv } = this.#view;
      const seq = timeline.last;
      if (seq > this.#read && timeline.isAtEnd && connection.send({ t: "read", conv, seq })) {
        this.#read = seq;
      }
    }, READ_AFTER);
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
