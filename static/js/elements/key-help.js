// <key-help>: "?" shows the list of keys, "/" goes to the page's search field. Never while somebody is writing.
const WRITING = "input, textarea, select, [contenteditable]";

class KeyHelp extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
  }

  handleEvent(event) {
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.target.closest(WRITING) ||
      document.querySelector("dialog[open]")
    ) {
      return;
    }
    const act = {
      "?": () => this.querySelector("dialog").showModal(),
      "/": () => document.querySelector("input[type=search]")?.focus(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

customElements.define("key-help", KeyHelp);
