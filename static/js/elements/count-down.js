// <count-down data-over="now"><time datetime="…">words of the server</time></count-down>: how long it is until then, in
// two units; at the instant itself it says data-over and sends "over" (the page fetches the card that is true then).
import { LiveElement } from "./live-element.js";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const language = document.documentElement.lang;
const inUnits = Object.fromEntries(
  UNITS.map(([unit]) => [
    unit,
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }),
  ]),
);
const running = new Set();
const list = new Intl.ListFormat(language, { style: "narrow", type: "unit" });

function duration(seconds) {
  const first = UNITS.findIndex(([, length]) => seconds >= length);
  const parts = [];
  let rest = seconds;
  for (const [unit, length] of UNITS.slice(first, first + (first < 2 ? 2 : 1))) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count) parts.push(inUnits[unit].format(count));
  }
  return list.format(parts);
}

class CountDown extends LiveElement {
  #time;
  #over = false;

  setUp() {
    this.#time = this.querySelector("time");
    if (!this.#time) return;
    this.#time.title ||= this.#time.textContent.trim();
    running.add(this);
    this.signal.addEventListener("abort", () => running.delete(this));
    this.tick();
  }

  tick() {
    const seconds = Math.ceil((Date.parse(this.#time.dateTime) - Date.now()) / 1000);
    const text = seconds > 0 ? duration(seconds) : (this.dataset.over ?? this.#time.title);
    if (this.#time.textContent !== text) this.#time.textContent = text;
    if (seconds <= 0 && !this.#over) {
      this.#over = true;
      this.dispatchEvent(new CustomEvent("over", { bubbles: true }));
    }
  }
}

setInterval(() => running.forEach((each) => each.tick()), 1_000);
customElements.define("count-down", CountDown);
