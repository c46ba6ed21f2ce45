// <browser-zone> around a time zone field: proposes the browser's own zone if the server's list knows it, by today's
// name or a former one. The person can change it; what was chosen or sent before is left alone.
class BrowserZone extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("select, input");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const untouched =
      field && (!field.value || field.value === "UTC") && !field.hasAttribute("aria-invalid");
    if (!untouched || !zone) return;
    if (field.tagName !== "SELECT") field.value = zone;
    else
      for (const option of field.options)
        if (option.value === zone || option.dataset.formerly?.split(" ").includes(zone))
          option.selected = true;
  }
}

customElements.define("browser-zone", BrowserZone);
