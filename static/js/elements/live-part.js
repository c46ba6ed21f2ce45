// <live-part src data-conv>: a part of the page that the server draws anew when a card or a note has changed, in this
// conversation or, without data-conv, in any. It waits while somebody is using it.
import { connection } from "../connection.js";

const GATHER = 250;
const BUSY = 1_500;

class LivePart extends HTMLElement {
  #timer; #stop = new AbortController(); #known = false;

  connectedCallback() {
    const { signal } = this.#stop;
    connection.addEventListener("entry", ({ detail }) => {
      const mine = !this.dataset.conv || detail.conv === Number(this.dataset.conv);
      if (mine && detail.kind !== "message") this.refresh();
    }, { signal });
    connection.addEventListener("up", () => {
      if (this.#known) this.refresh();
      this.#known = true;
    }, { signal });
    document.body.addEventListener("done", () => this.refresh(), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  refresh(delay = GATHER) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), delay);
  }

  async #fetch() {
    if (this.querySelector("form:focus-within input:not([type=hidden]), form:focus-within textarea")) return this.refresh(BUSY);
    const answer = await fetch(this.getAttribute("src"), { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return undefined;
    const focused = this.contains(document.activeElement) && (document.activeElement.getAttribute("href") ?? document.activeElement.closest("form")?.getAttribute("action"));
    this.innerHTML = await answer.text();
    window.htmx?.process(this);
    this.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
    if (focused) this.querySelector(`[href="${CSS.escape(focused)}"], form[action="${CSS.escape(focused)}"] button`)?.focus();
    return undefined;
  }
}

customElements.define("live-part", LivePart);
