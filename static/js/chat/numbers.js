// How far this page is: changes come numbered and are applied in order. One that comes too early is held for a moment,
// and what is missing is asked for: by the socket, or by its twin where none lasts.
import { connection } from "../connection.js";
import { fetchJson } from "../fetch.js";

const PATIENCE = 300;
const WITHOUT_SOCKET = 15_000;

export class Numbers {
  #view;
  #n;
  #held = new Map();
  #asking = false;

  constructor(view) {
    this.#view = view;
    this.#n = Number(view.dataset.n);
    view.on(connection, "up check", () => this.resume());
    view.on(connection, "down", () => this.#pollLater());
    view.hear("entry", (frame) => this.#pushed(frame));
    view.hear("entries", (frame) => this.#replayed(frame));
    view.hear("head", ({ n }) => this.#expect(n), document.body);
    if (connection.isUp) this.resume();
  }

  /* A press was answered with this number; its push may be on its way. */
  #expect(n) {
    this.#view.plan(`head ${n}`, PATIENCE, () => this.#n < n && this.resume());
  }

  #pushed(frame) {
    if (frame.n <= this.#n) return;
    if (!frame.html) {
      this.resume();
      return;
    }
    this.#held.set(frame.n, frame);
    this.#applyHeld();
    if (this.#held.size && !this.#view.isPlanned("close gap")) {
      this.#view.plan("close gap", PATIENCE, () => this.#held.size && this.resume());
    }
  }

  #applyHeld() {
    for (const n of this.#held.keys()) if (n <= this.#n) this.#held.delete(n);
    let frame;
    while ((frame = this.#held.get(this.#n + 1))) {
      this.#held.delete(frame.n);
      this.#view.apply(frame);
      this.#n = frame.n;
    }
  }

  /* Asks for everything after the last number that is applied. */
  async resume() {
    if (connection.send({ t: "resume", conv: this.#view.conv, after: this.#n }) || this.#asking) {
      return;
    }
    this.#asking = true;
    const missed = await fetchJson(`${this.#view.dataset.entries}?after=${this.#n}`);
    this.#asking = false;
    if (missed) this.#replayed(missed);
    else this.#pollLater();
  }

  /* Each failed try to open a socket says "down" again; the next question keeps its time. */
  #pollLater() {
    if (connection.signedOut || this.#view.isPlanned("poll")) return;
    this.#view.plan("poll", WITHOUT_SOCKET, () => {
      if (connection.isUp) return;
      this.#view.outbox.deliver().then(() => this.resume());
      this.#pollLater();
    });
  }

  #replayed(frame) {
    if (frame.reload) return location.reload();
    for (const entry of frame.entries) {
      if (!entry.html) return location.reload();
      this.#view.apply(entry);
    }
    if (frame.entries.length) document.body.dispatchEvent(new CustomEvent("caught-up"));
    if (frame.head > this.#n) this.#n = frame.head;
    this.#view.learn(frame);
    return this.#applyHeld();
  }
}
