// The script of the dashboard.
export * from "./app.js";
import "./elements/live-fragments.js";
