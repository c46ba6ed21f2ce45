// How a time is chosen on the board: a mouse is dragged over free time, or a session to another place; a finger taps where
// it begins and where it ends; `n` begins at the keyboard, and so does Shift with an arrow on a session.
import { Choice } from "./choice.js";
import { columnsOf, lengthOf, minuteAt, minuteOf, quarter, quarterEnd } from "./columns.js";

const HOUR = 60;
const FAR = 5; // pixels, from which on a press is a drag
const ARROWS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

export class Choosing {
  #board;
  #choice;
  #begun;

  /* `board` is the element that hears for it, and to which `data-time`, `data-choose` and `data-move` belong. */
  constructor(board) {
    this.#board = board;
    this.#choice = new Choice(board);
    board.on(board, "pointerdown", (event) => this.#begin(event));
    board.on(board, "pointermove", (event) => this.#drag(event));
    board.on(board, "pointerup", (event) => this.#end(event));
    board.on(board, "pointercancel", () => this.#forget());
    board.on(board, "dragstart", (event) => movable(event.target) && event.preventDefault());
    board.on(board, "click", (event) => this.#click(event), { capture: true });
    board.on(board, "keydown", (event) => this.#press(event));
    board.on(board, "refreshed", () => this.#choice.renew());
  }

  /* A time of an hour, at the next full hour of today or where the first day that is shown begins. */
  start() {
    const columns = columnsOf(this.#board);
    const today = columns.find((each) => each.querySelector(".cal__now"));
    const column = today ?? columns[0];
    if (!column) return false;
    const now = today?.querySelector(".cal__now");
    const begins = Number(this.#board.querySelector("[data-begins]")?.dataset.begins ?? 0);
    const from = now ? Math.floor(minuteOf(now) / HOUR + 1) * HOUR : begins;
    this.#choice.show(column, from, HOUR);
    this.#choice.focus();
    return true;
  }

  #begin(event) {
    this.#forget();
    if (event.button || event.pointerType === "touch") return;
    const column = event.target.closest(".cal__column");
    const entry = movable(event.target);
    if (!column || (!entry && event.target.closest("a"))) return;
    const minute = minuteAt(column, event.clientY);
    const { clientX: x, clientY: y } = event;
    this.#begun = { column, entry, minute, x, y, grip: entry ? minute - minuteOf(entry) : 0 };
  }

  #drag(event) {
    const begun = this.#begun;
    if (!begun || !event.buttons || !begun.column.isConnected) return;
    const far = Math.max(Math.abs(event.clientX - begun.x), Math.abs(event.clientY - begun.y));
    if (!begun.dragged && far < FAR) return;
    if (!begun.dragged) this.#board.setPointerCapture(event.pointerId);
    begun.dragged = true;
    if (begun.entry) this.#carry(event);
    else this.#stretch(event);
  }

  /* A session goes to the day and the quarter at which its own start would lie. */
  #carry({ clientX, clientY }) {
    const { entry, grip, column } = this.#begun;
    const over = columnsOf(this.#board).find((each) => {
      const { left, right } = each.getBoundingClientRect();
      return left <= clientX && clientX < right;
    });
    const from = minuteAt(over ?? column, clientY) - grip + 7;
    this.#choice.show(over ?? column, from, lengthOf(entry), entry);
  }

  #stretch({ clientY }) {
    const { column, minute } = this.#begun;
    const here = minuteAt(column, clientY);
    const from = quarter(Math.min(minute, here));
    this.#choice.show(column, from, quarterEnd(Math.max(minute, here) - 1) - from);
  }

  #end() {
    if (!this.#begun?.dragged) return;
    this.#choice.open();
  }

  /* What ends a drag is no press on what lies there. A tap on free time is where it begins, or where it ends. */
  #click(event) {
    if (event.target.closest(".cal__choice")) return;
    const dragged = this.#begun?.dragged;
    this.#begun = undefined;
    if (dragged) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const column = event.target.closest(".cal__column");
    if (column && !event.target.closest("a")) this.#tap(column, minuteAt(column, event.clientY));
  }

  #tap(column, minute) {
    if (!this.#choice.isIn(column) || minute < this.#choice.from) {
      this.#choice.show(column, minute, HOUR);
      return;
    }
    this.#choice.show(column, this.#choice.from, quarterEnd(minute) - this.#choice.from);
    this.#choice.open();
  }

  #press(event) {
    const entry = movable(event.target);
    if (!entry || !event.shiftKey || !ARROWS.has(event.key)) return;
    const column = entry.closest(".cal__column");
    event.preventDefault();
    event.stopPropagation();
    this.#choice.show(column, minuteOf(entry), lengthOf(entry), entry);
    this.#choice.focus();
  }

  #forget() {
    this.#begun = undefined;
  }
}

const movable = (element) => element.closest(".cal__entry[data-move]");
