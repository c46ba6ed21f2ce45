// <typing-line data-conv data-text>: says that the other person is writing, and forgets it after 15 seconds.
import { connection } from "../connection.js";
import { LiveElement } from "./live-element.js";

const HIDDEN_AFTER = 15_000;

class TypingLine extends LiveElement {
  setUp() {
    this.on(connection, "typing", ({ detail }) => {
      if (detail.conv === Number(this.dataset.conv)) this.#show(detail.on);
    });
  }

  stop() {
    this.#show(false);
  }

  #show(on) {
    this.textContent = on ? this.dataset.text : "";
    if (on) this.plan("stop", HIDDEN_AFTER, () => this.stop());
    else this.cancel("stop");
  }
}

customElements.define("typing-line", TypingLine);
