// <typing-line data-conv data-text>: says that the other person is writing, and forgets it after 15 seconds.
import { connection } from "../connection.js";

const HIDDEN_AFTER = 15_000;

class TypingLine extends HTMLElement {
  #timer;
  #stop = new AbortController();

  connectedCallback() {
    connection.addEventListener(
      "typing",
      ({ detail }) => {
        if (detail.conv === Number(this.dataset.conv)) this.#show(detail.on);
      },
      { signal: this.#stop.signal },
    );
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  stop() {
    this.#show(false);
  }

  #show(on) {
    clearTimeout(this.#timer);
    this.textContent = on ? this.dataset.text : "";
    if (on) this.#timer = setTimeout(() => this.stop(), HIDDEN_AFTER);
  }
}

customElements.define("typing-line", TypingLine);
