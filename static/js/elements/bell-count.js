// <bell-count data-src>: the number on the bell. A `dirty` frame that names the bell, or a line that came back, fetches
// it again; lists hear of it as a `bell` event on the body. While the tab is hidden and the person has allowed it, the
// newest line is shown by the browser.
import { connection } from "../connection.js";

const GATHER = 150;

class BellCount extends HTMLElement {
  #stop = new AbortController(); #timer; #known = false; #newest = Number(this.dataset.newest);

  connectedCallback() {
    const { signal } = this.#stop;
    connection.addEventListener("dirty", ({ detail }) => detail.keys?.includes("bell") && this.refresh(), { signal });
    connection.addEventListener("up", () => {
      if (this.#known) this.refresh();
      this.#known = true;
    }, { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  refresh() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), GATHER);
  }

  async #fetch() {
    const answer = await fetch(this.dataset.src, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { unread, newest } = await answer.json();
    this.textContent = unread || "";
    document.body.dispatchEvent(new CustomEvent("bell", { detail: { unread } }));
    if (newest && newest.id > this.#newest) this.#show(newest);
    this.#newest = Math.max(this.#newest, newest?.id ?? 0);
  }

  /* Several tabs may be open: the tag makes one notification of what they all show. */
  #show({ id, text, url }) {
    if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
    const shown = new Notification("Skileez", { body: text, tag: `notice-${id}`, icon: this.dataset.icon });
    shown.addEventListener("click", () => {
      window.focus();
      location.assign(url);
    });
  }
}

customElements.define("bell-count", BellCount);

/* <ask-notifications>: the offer to show notifications on this device, only where they can be and were not decided. */
class AskNotifications extends HTMLElement {
  connectedCallback() {
    this.hidden = !("Notification" in window) || Notification.permission !== "default";
    this.querySelector("button")?.addEventListener("click", async () => {
      await Notification.requestPermission();
      this.hidden = Notification.permission !== "default";
    });
  }
}

customElements.define("ask-notifications", AskNotifications);
