// The days of the board: which of them are shown, which minute is where, and what the clock reads then.
const STEP = 15;
const HOUR = 60;
const MINUTE = 60_000;

/* A phone hides all but one of a week. */
export const columnsOf = (board) =>
  [...board.querySelectorAll(".cal__column")].filter((each) => each.checkVisibility());

export const minutesOf = (column) => Number(column.dataset.minutes);

/* The minute of the column's day at that height of the screen. */
export function minuteAt(column, y) {
  const { top, height } = column.getBoundingClientRect();
  const minute = ((y - top) / height) * minutesOf(column);
  return Math.min(Math.max(minute, 0), minutesOf(column));
}

/* The quarter of an hour that the minute lies in. */
export const quarter = (minute) => Math.floor(minute / STEP) * STEP;

/* Where the quarter ends that the minute lies in. */
export const quarterEnd = (minute) => quarter(minute) + STEP;

export const instantOf = (column, minute) =>
  new Date(Date.parse(column.dataset.starts) + minute * MINUTE).toISOString();

/* What the clock reads then: the hour that the server wrote at the side, or into the day, and the minutes since. */
export function clockOf(column, minute) {
  const own = column.querySelectorAll(".cal__line");
  const marks = own.length ? own : column.closest(".cal__board").querySelectorAll(".cal__hour");
  const before = [...marks].findLast((mark) => minuteOf(mark) <= minute);
  if (!before) return "…";
  const passed = minute - minuteOf(before);
  const hour = Number(before.textContent.trim().slice(0, 2)) + Math.floor(passed / HOUR);
  return [hour, passed % HOUR].map((each) => String(each).padStart(2, "0")).join(":");
}

/* The minute at which something stands in its day. */
export const minuteOf = ({ dataset }) => Number(dataset.h ?? 0) * HOUR + Number(dataset.m ?? 0);

/* How many minutes it takes of the day. */
export const lengthOf = ({ dataset }) => Number(dataset.hs ?? 0) * HOUR + Number(dataset.ms ?? 0);
