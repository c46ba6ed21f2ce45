// A time that is being chosen on the board: a link over one day, from one quarter of an hour to another, that leads to
// what can be done with it. Of a session that is moved it leads to the form that asks for another time.
import { isComposing } from "../keys.js";
import { clockOf, columnsOf, instantOf, minutesOf, quarter } from "./columns.js";

const STEP = 15;
const HOUR = 60;

export class Choice {
  #board;
  #column;
  #from = 0;
  #length = HOUR;
  #entry;
  #link = document.createElement("a");

  constructor(board) {
    this.#board = board;
    this.#link.className = "cal__choice";
    this.#link.draggable = false;
    this.#link.addEventListener("keydown", (event) => this.#press(event));
  }

  get from() {
    return this.#from;
  }

  /* Whether it is free time of this day that is being chosen. */
  isIn(column) {
    return this.#link.isConnected && this.#column === column && !this.#entry;
  }

  /* From a minute of the column's day on, cut to quarters of an hour and to the day. With an entry, that is moved there. */
  show(column, from, length, entry) {
    const most = minutesOf(column);
    this.#column = column;
    this.#entry = entry;
    this.#length = Math.min(Math.max(length, STEP), most);
    this.#from = Math.min(Math.max(quarter(from), 0), most - this.#length);
    this.#draw();
  }

  focus() {
    this.#link.focus({ preventScroll: true });
    this.#link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  open() {
    this.#link.click();
  }

  drop() {
    this.#link.remove();
    this.#column = undefined;
    this.#entry = undefined;
  }

  /* Onto the same day again, after the server drew it anew. */
  renew() {
    const starts = this.#column?.dataset.starts;
    const again = columnsOf(this.#board).find((each) => each.dataset.starts === starts);
    if (!again || this.#link.isConnected) return;
    this.#column = again;
    this.#draw();
    if (document.activeElement === document.body) this.focus();
  }

  #draw() {
    const { dataset } = this.#link;
    [dataset.h, dataset.m] = parts(this.#from);
    [dataset.hs, dataset.ms] = parts(this.#length);
    dataset.deed = this.#entry ? "move" : "choose";
    const ends = clockOf(this.#column, this.#from + this.#length);
    const clocks = `${clockOf(this.#column, this.#from)}–${ends}`;
    this.#link.replaceChildren(text("b", clocks), " ", text("small", this.#words()));
    this.#link.href = this.#address();
    if (this.#link.parentElement !== this.#column) this.#column.append(this.#link);
    const says = this.#board.querySelector("[data-says]");
    if (says) says.textContent = `${this.#column.dataset.day}, ${clocks}`;
  }

  #words() {
    return this.#entry ? this.#board.dataset.move : this.#board.dataset.choose;
  }

  #address() {
    const query = new URLSearchParams({ starts: instantOf(this.#column, this.#from) });
    if (this.#entry) return `${this.#entry.dataset.move}?${query}`;
    query.set("ends", instantOf(this.#column, this.#from + this.#length));
    return `${this.#board.dataset.time}?${query}`;
  }

  #press(event) {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowUp: () => this.#step(-STEP, event.shiftKey),
      ArrowDown: () => this.#step(STEP, event.shiftKey),
      ArrowLeft: () => this.#turn(-1),
      ArrowRight: () => this.#turn(1),
      Escape: () => this.#leave(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /* With Shift only the end moves, unless it is a session, which keeps its length. */
  #step(by, longer) {
    if (!longer || this.#entry) {
      this.show(this.#column, this.#from + by, this.#length, this.#entry);
    } else {
      const room = minutesOf(this.#column) - this.#from;
      this.show(this.#column, this.#from, Math.min(this.#length + by, room));
    }
    this.focus();
  }

  #turn(by) {
    const columns = columnsOf(this.#board);
    const next = columns[columns.indexOf(this.#column) + by];
    if (next) this.show(next, this.#from, this.#length, this.#entry);
    this.focus();
  }

  #leave() {
    const back = this.#entry?.querySelector("a") ?? this.#board.querySelector(".cal__scroll");
    this.drop();
    back?.focus({ preventScroll: true });
  }
}

function text(name, words) {
  const element = document.createElement(name);
  element.textContent = words;
  return element;
}

const parts = (minutes) => [Math.floor(minutes / HOUR), minutes % HOUR];
