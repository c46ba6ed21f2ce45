// The script of the calendar.
export * from "./app.js";
import "./elements/calendar-board.js";
