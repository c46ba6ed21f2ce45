// <browser-zone> around a time zone field: proposes the browser's own zone if the server's list knows it. The person
// can change it; what was chosen or sent before is left alone.
class BrowserZone extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("select, input");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const untouched = field && (!field.value || field.value === "UTC") && !field.hasAttribute("aria-invalid");
    const known = field?.tagName !== "SELECT" || [...field.options].some((option) => option.value === zone);
    if (untouched && zone && known) field.value = zone;
  }
}

customElements.define("browser-zone", BrowserZone);
