// The script of the long forms: requests, proposals, hours.
export * from "./app.js";
import "./elements/weekly-grid.js";
import "./elements/time-ranges.js";
import "./elements/live-total.js";
import "./elements/skill-input.js";
import "./elements/autosave-form.js";
