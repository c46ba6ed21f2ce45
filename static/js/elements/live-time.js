// <live-time><time datetime="…">words of the server</time></live-time>: near now it says "5 minutes ago", further away
// the server's words stay. The server's words are always in the title; data-short is for narrow places. One clock
// serves all of them.
import { LiveElement } from "./live-element.js";

const STEPS = [
  ["second", 45],
  ["minute", 45 * 60, 60],
  ["hour", 6 * 3600, 3600],
];
const wordsOf = (style) =>
  new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style });
const full = wordsOf("long");
const short = wordsOf("narrow");
const live = new Set();

function relative(seconds, style) {
  const size = Math.abs(seconds);
  const step = STEPS.find(([, limit]) => size < limit);
  if (!step) return null;
  const [unit, , length] = step;
  return unit === "second"
    ? style.format(0, "second")
    : style.format(Math.sign(seconds) * Math.round(size / length), unit);
}

class LiveTime extends LiveElement {
  #time;
  #absolute;

  setUp() {
    this.#time = this.querySelector("time");
    if (!this.#time) return;
    this.#absolute ??= this.#time.textContent.trim();
    this.#time.title ||= this.#absolute;
    live.add(this);
    this.signal.addEventListener("abort", () => live.delete(this));
    this.tick();
  }

  tick() {
    const seconds = (Date.parse(this.#time.dateTime) - Date.now()) / 1000;
    const text =
      relative(seconds, this.hasAttribute("data-short") ? short : full) ?? this.#absolute;
    if (this.#time.textContent !== text) this.#time.textContent = text;
  }
}

setInterval(() => live.forEach((each) => each.tick()), 20_000);
customElements.define("live-time", LiveTime);
