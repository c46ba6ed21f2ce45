// What all our elements have in common: what one of them hears and plans ends when it leaves the page, and begins anew
// when it comes back (a list that is put in another order takes its rows out and in).
export class LiveElement extends HTMLElement {
  #stay;
  #planned = new Map();

  connectedCallback() {
    this.#stay = new AbortController();
    this.setUp();
  }

  disconnectedCallback() {
    this.#stay.abort();
    for (const name of this.#planned.keys()) this.cancel(name);
  }

  /* Each time the element comes into the page; to be written by each of them. */
  setUp() {
    throw new TypeError(`${this.localName} does nothing`);
  }

  /* Aborted when the element leaves the page. */
  get signal() {
    return this.#stay.signal;
  }

  /* Hears events of these names, with spaces between, for as long as the element stays. */
  on(target, names, call, options = {}) {
    for (const name of names.split(" ")) {
      target.addEventListener(name, call, { ...options, signal: this.signal });
    }
  }

  /* Calls once, after so many milliseconds, if the element is still there and plans nothing else under this name. */
  plan(name, delay, call) {
    this.cancel(name);
    if (this.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#planned.delete(name);
      call();
    }, delay);
    this.#planned.set(name, timer);
  }

  isPlanned(name) {
    return this.#planned.has(name);
  }

  cancel(name) {
    clearTimeout(this.#planned.get(name));
    this.#planned.delete(name);
  }
}
