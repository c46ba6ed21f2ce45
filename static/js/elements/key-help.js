// <key-help>: "?" shows the list of keys, "/" goes to the page's search field. Never while somebody is writing.
import { isComposing } from "../keys.js";
import { LiveElement } from "./live-element.js";

const WRITING = "input, textarea, select, [contenteditable]";

class KeyHelp extends LiveElement {
  setUp() {
    this.on(document, "keydown", (event) => this.#pressed(event));
  }

  #pressed(event) {
    if (isComposing(event) || event.target.closest(WRITING)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
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
