// <calendar-board> around the calendar: opens a board where its days begin, moves the line of now with the clock, lets a
// time be chosen, and takes single keys for the links that bear them as `data-key`: arrows, t, w, d, m and a.
import { Choosing } from "../calendar/choosing.js";
import { LiveElement } from "./live-element.js";

const MINUTE = 60_000;
const TAKES_KEYS = "input, select, textarea, [contenteditable], dialog[open], [popover]";

class CalendarBoard extends LiveElement {
  #choosing;

  setUp() {
    this.#choosing = new Choosing(this);
    this.on(document, "keydown", (event) => this.#press(event));
    this.on(document, "visibilitychange", () => document.hidden || this.#tick());
    this.#scroll();
    this.#tick();
  }

  #scroll() {
    const box = this.querySelector(".cal__scroll");
    const first = box?.querySelector(`.cal__hour[data-first]`);
    if (first) box.scrollTop = first.offsetTop;
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest(TAKES_KEYS)) return;
    if (event.key === "n" && this.#choosing.start()) {
      event.preventDefault();
      return;
    }
    const links = [...this.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)];
    const link = links.find((each) => each.checkVisibility());
    if (!link) return;
    event.preventDefault();
    link.click();
  }

  /* The line of now stands as many minutes below the top as have passed of the day. */
  #tick() {
    this.plan("tick", MINUTE, () => this.#tick());
    const line = this.querySelector(".cal__now");
    const column = line?.closest("[data-starts]");
    if (!column) return;
    const passed = Math.floor((Date.now() - Date.parse(column.dataset.starts)) / MINUTE);
    line.hidden = passed >= Number(column.dataset.minutes);
    line.dataset.h = Math.floor(passed / 60);
    line.dataset.m = passed % 60;
  }
}

customElements.define("calendar-board", CalendarBoard);
