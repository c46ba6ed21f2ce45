// <time-ranges> around a text field of `09:00–12:00, 14:00–18:30`: pairs of time fields with add and remove buttons.
// The text field stays what is sent; a page without script shows it as it is.
import { LiveElement } from "./live-element.js";

class TimeRanges extends LiveElement {
  setUp() {
    this.field = this.querySelector("input");
    if (!this.field || this.list) return;
    this.label = this.querySelector("label")?.textContent.trim() ?? "";
    this.list = document.createElement("div");
    this.list.className = "time-ranges";
    this.rows = document.createElement("div");
    this.rows.className = "time-ranges__rows";
    this.list.append(this.rows);
    this.field.hidden = true;
    this.field.after(this.list);
    const ranges = this.field.value.split(/[,;]/).map((text) => text.trim().split(/\s*[-–—]\s*/));
    // What the server could not read stays as it was typed, beside its error.
    if (this.field.value && !ranges.every(isRange)) {
      this.field.hidden = false;
      this.list.remove();
      return;
    }
    if (this.field.value) ranges.forEach((pair) => this.add(...pair));
    else this.sayClosed();
    this.list.append(this.addButton());
  }

  add(from, to) {
    const row = document.createElement("div");
    row.className = "time-ranges__row";
    row.append(
      this.input(from, this.dataset.from),
      "–",
      this.input(to, this.dataset.to),
      this.removeButton(row),
    );
    this.rows.append(row);
    this.list.querySelector(".time-ranges__closed")?.remove();
    return row;
  }

  input(value, name) {
    const input = document.createElement("input");
    input.type = "time";
    input.step = 900;
    input.value = value === "24:00" ? "00:00" : value;
    input.setAttribute("aria-label", `${this.label}: ${name}`);
    input.addEventListener("input", () => this.write());
    return input;
  }

  addButton() {
    const button = this.button(this.dataset.add, "+");
    button.classList.add("time-ranges__add");
    button.addEventListener("click", () => {
      const last = this.list.querySelector(
        ".time-ranges__row:last-of-type input:last-of-type",
      )?.value;
      const row =
        last && last < "20:00"
          ? this.add(later(last, 1), later(last, 3))
          : this.add("09:00", "17:00");
      this.write();
      row.querySelector("input").focus();
    });
    return button;
  }

  removeButton(row) {
    const button = this.button(this.dataset.remove, "×");
    button.addEventListener("click", () => {
      row.remove();
      this.write();
      if (!this.list.querySelector(".time-ranges__row")) this.sayClosed();
      this.list.querySelector(".time-ranges__add").focus();
    });
    return button;
  }

  button(name, sign) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon-button";
    button.dataset.size = "small";
    button.setAttribute("aria-label", `${this.label}: ${name}`);
    button.title = name;
    button.textContent = sign;
    return button;
  }

  sayClosed() {
    const text = document.createElement("span");
    text.className = "time-ranges__closed";
    text.textContent = this.dataset.closed;
    this.rows.append(text);
  }

  write() {
    const rows = [...this.list.querySelectorAll(".time-ranges__row")];
    const pairs = rows.map((row) => [...row.querySelectorAll("input")].map((input) => input.value));
    const filled = pairs.filter(([from, to]) => from || to);
    this.field.value = filled
      .map(([from, to]) => `${from}–${to === "00:00" ? "24:00" : to}`)
      .join(", ");
  }
}

const isTime = (text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
const isRange = ([from, to, ...more]) =>
  !more.length && isTime(from) && (isTime(to) || to === "24:00");
const later = (time, hours) =>
  `${String(Number(time.slice(0, 2)) + hours).padStart(2, "0")}${time.slice(2)}`;

customElements.define("time-ranges", TimeRanges);
