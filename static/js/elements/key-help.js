// <key-help>: "?" shows the list of keys, "/" goes to the page's search field. Never while somebody is writing.
import { LiveElement } from "./live-element.js";

const WRITING = "input, textarea, select, [contenteditable]";

class KeyHelp extends LiveElement {
  setUp() {
    this.on(document, "keydown", (event) => this.#pressed(event));
  }

  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(WRITING)) return;
    if (document.querySelector("dialog[open]")) return;
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
