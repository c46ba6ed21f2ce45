// <live-fragments> keeps the [data-fragment] parts inside it true: a `dirty` event on the body (from the connection
// module) or a passed `data-refresh-at` fetches a part again, each at most every two seconds.
const PAUSE = 2000;

class LiveFragments extends HTMLElement {
  connectedCallback() {
    this.last = new Map();
    this.waiting = new Map();
    this.onDirty = ({ detail }) => this.refresh(detail?.keys);
    document.body.addEventListener("dirty", this.onDirty);
    this.onShown = () => document.visibilityState === "visible" && this.wait();
    document.addEventListener("visibilitychange", this.onShown);
    this.wait();
  }

  disconnectedCallback() {
    document.body.removeEventListener("dirty", this.onDirty);
    document.removeEventListener("visibilitychange", this.onShown);
    clearTimeout(this.alarm);
    this.waiting.forEach(clearTimeout);
  }

  parts() {
    return [...this.querySelectorAll("[data-fragment]")];
  }

  // Without keys, or with keys that no part has, everything may have changed.
  refresh(keys) {
    const parts = this.parts();
    const named = parts.filter((part) => keys?.includes(part.dataset.fragment));
    (named.length ? named : parts).forEach((part) => this.soon(part.dataset.fragment));
  }

  soon(name) {
    if (this.waiting.has(name)) return;
    const rest = (this.last.get(name) ?? -PAUSE) + PAUSE - performance.now();
    this.waiting.set(name, setTimeout(() => this.fetch(name), Math.max(0, rest)));
  }

  async fetch(name) {
    this.waiting.delete(name);
    this.last.set(name, performance.now());
    const part = this.querySelector(`[data-fragment="${name}"]`);
    if (!part) return;
    await window.htmx.ajax("GET", part.dataset.url, { target: part, swap: "outerHTML" });
    this.wait();
  }

  // The next instant at which time alone changes a part; long waits are cut, since browsers cap them.
  wait() {
    clearTimeout(this.alarm);
    const due = this.parts().filter((part) => part.dataset.refreshAt);
    const times = due.map((part) => Date.parse(part.dataset.refreshAt));
    if (!times.length) return;
    const rest = Math.min(...times) - Date.now();
    this.alarm = setTimeout(() => {
      due.filter((part) => Date.parse(part.dataset.refreshAt) <= Date.now()).forEach((part) => this.soon(part.dataset.fragment));
      this.wait();
    }, Math.min(Math.max(rest + 500, PAUSE), 6 * 3600 * 1000));
  }
}

customElements.define("live-fragments", LiveFragments);
