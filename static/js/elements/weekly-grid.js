// <weekly-grid>: a table of check boxes, one for each hour of the week. Arrow keys walk, Space ticks, Shift with an
// arrow paints what it passes; a mouse paints while it is held, a finger taps. Without script every box is in reach.
import { LiveElement } from "./live-element.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

class WeeklyGrid extends LiveElement {
  #rows = [];
  #paint = null;

  setUp() {
    this.#rows = [...this.querySelectorAll("tbody tr")].map((row) =>
      Array.from(row.querySelectorAll("input")),
    );
    this.#foldNight();
    this.#makeReachable(
      this.#shown()
        .flat()
        .find((box) => box.checked) ?? this.#shown()[0]?.[0],
    );
    this.on(this, "keydown", (event) => this.#walk(event));
    this.on(this, "focusin", ({ target }) => {
      if (target.matches("tbody input")) this.#makeReachable(target);
    });
    this.on(this, "pointerdown", (event) => this.#startPainting(event));
    this.on(this, "pointerover", (event) => this.#paintOver(event));
    this.on(this, "click", (event) => this.#afterPainting(event));
    this.on(window, "pointerup", () => this.plan("stop painting", 0, () => this.#stopPainting()));
    this.on(this, "change", () => this.#sum());
    this.#sum();
  }

  #shown() {
    return this.#rows.filter(([box]) => box.offsetParent !== null || box.getClientRects().length);
  }

  /* One stop for the Tab key; inside, the arrows walk. */
  #makeReachable(box) {
    for (const each of this.#rows.flat()) each.tabIndex = each === box ? 0 : -1;
  }

  #walk(event) {
    const step = STEPS[event.key];
    if (!step || !event.target.matches("tbody input")) return;
    event.preventDefault();
    const rows = this.#shown();
    const row = rows.findIndex((each) => each.includes(event.target));
    const turn = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const next = rows[row + step[0]]?.[rows[row].indexOf(event.target) + step[1] * turn];
    if (!next) return;
    if (event.shiftKey) this.#set(next, event.target.checked);
    next.focus();
  }

  #startPainting(event) {
    const box = this.#boxUnder(event);
    if (event.pointerType === "touch" || event.button !== 0 || !box) return;
    event.preventDefault();
    box.focus();
    this.#paint = { on: !box.checked };
    this.#set(box, this.#paint.on);
  }

  #paintOver(event) {
    const box = this.#paint && this.#boxUnder(event);
    if (box) this.#set(box, this.#paint.on);
  }

  #stopPainting() {
    this.#paint = null;
  }

  /* The box was set when the pointer went down; the click that follows must not turn it back. */
  #afterPainting(event) {
    if (this.#paint && this.#boxUnder(event) && event.detail > 0) event.preventDefault();
  }

  #boxUnder(event) {
    return event.target.closest("td")?.querySelector("input");
  }

  #set(box, on) {
    if (box.checked === on) return;
    box.checked = on;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #foldNight() {
    const night = this.querySelector(".hour-grid__night");
    const button = this.querySelector("[data-night]");
    if (!night || !button || night.hasAttribute("data-open")) return;
    night.hidden = true;
    button.hidden = false;
    this.on(button, "click", () => {
      night.hidden = false;
      button.hidden = true;
      this.#rows[0][0].focus();
    });
  }

  #sum() {
    const text = this.querySelector("[data-sum]");
    const hours = this.#rows.flat().filter((box) => box.checked).length;
    if (text) {
      text.textContent = hours
        ? text.dataset[hours === 1 ? "one" : "many"].replace("{}", hours)
        : text.dataset.none;
    }
  }
}

customElements.define("weekly-grid", WeeklyGrid);
