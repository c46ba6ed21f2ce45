// <calendar-board> around the calendar: opens a board at the working day, moves the line of now with the clock, and takes
// single keys for the links that bear them as `data-key`: arrows, t, w, d, m and a.
import { LiveElement } from "./live-element.js";

const MINUTE = 60_000;
const OPENS_AT = "07";
const TAKES_KEYS = "input, select, textarea, [contenteditable], dialog[open], [popover]";

class CalendarBoard extends LiveElement {
  setUp() {
    this.on(document, "keydown", (event) => this.#press(event));
    this.on(document, "visibilitychange", () => document.hidden || this.#tick());
    this.#scroll();
    this.#tick();
  }

  #scroll() {
    const box = this.querySelector(".cal__scroll");
    const hours = [...this.querySelectorAll(".cal__hour")];
    const first = hours.find((hour) => hour.textContent.trim().startsWith(OPENS_AT));
    if (box && first) box.scrollTop = first.offsetTop;
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest(TAKES_KEYS)) return;
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
