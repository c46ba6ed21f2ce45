// <browser-zone> around a time zone field: proposes the browser's own zone if the server's list knows it, by today's
// name or a former one. The person can change it; what was chosen or sent before is left alone.
import { LiveElement } from "./live-element.js";

class BrowserZone extends LiveElement {
  setUp() {
    const field = this.querySelector("select, input");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const untouched =
      field && (!field.value || field.value === "UTC") && !field.hasAttribute("aria-invalid");
    if (!untouched || !zone) return;
    if (field.tagName !== "SELECT") field.value = zone;
    else field.value = valueFor(zone, [...field.options]) ?? field.value;
  }
}

function valueFor(zone, options) {
  const isIt = ({ value, dataset }) =>
    value === zone || dataset.formerly?.split(" ").includes(zone);
  return options.findLast(isIt)?.value;
}

customElements.define("browser-zone", BrowserZone);
