// <conversation-view>: one conversation, always as the server has it. Changes come numbered; this element applies them
// in order, notices a gap, asks for what is missing, and shows what was written here before it is acknowledged.
import { connection } from "../connection.js";
import { History } from "../chat/history.js";
import { Outbox } from "../chat/outbox.js";
import { Timeline } from "../chat/timeline.js";
import { EntryTools } from "../chat/tools.js";

const PATIENCE = 300;
const WITHOUT_SOCKET = 15_000;
const READ_AFTER = 1_000;

class ConversationView extends HTMLElement {
  #n; #seen; #held = new Map(); #timers = {}; #read; #arrangedFor; #asking = false; #missed = 0; #stop = new AbortController();

  connectedCallback() {
    const data = this.dataset;
    this.conv = Number(data.conv);
    this.#n = Number(data.n);
    this.#seen = Number(data.seen);
    this.#read = Number(data.read);
    this.#arrangedFor = this.#read;
    const labels = { sending: data.labelSending, sent: data.labelSent, seen: data.labelSeen, failed: data.labelFailed, retry: data.labelRetry, discard: data.labelDiscard, new: data.labelNew };
    this.timeline = new Timeline(this.querySelector(".timeline"), this.querySelector(".timeline-scroll"), labels);
    this.outbox = new Outbox(this.conv, data.me);
    this.history = new History(this);
    this.tools = new EntryTools(this);
    this.#listen();
    this.outbox.items.forEach((item) => this.timeline.showWaiting(item));
    this.#arrange();
    this.#planRefresh();
    this.#planReading();
    if (connection.isUp) this.resume();
  }

  disconnectedCallback() {
    this.#stop.abort();
    Object.values(this.#timers).forEach(clearTimeout);
  }

  #listen() {
    const { signal } = this.#stop;
    const on = (target, names, call) => names.split(" ").forEach((name) => target.addEventListener(name, call, { signal }));
    const mine = (call) => ({ detail }) => detail.conv === this.conv && call(detail);
    on(connection, "up", () => this.resume());
    on(connection, "check", () => this.resume());
    on(connection, "down", () => this.#pollLater());
    on(connection, "entry", mine((frame) => this.#pushed(frame)));
    on(connection, "entries", mine((frame) => this.#replayed(frame)));
    on(connection, "seen", mine(({ seq }) => this.#seenUpTo(seq)));
    on(connection, "presence", mine(({ here }) => this.#present(here)));
    on(connection, "marker", mine(({ seq }) => { this.#read = Math.max(this.#read, seq); }));
    on(document.body, "head", mine(({ n }) => setTimeout(() => this.#n < n && this.resume(), PATIENCE)));
    on(this.outbox, "changed", ({ detail }) => this.timeline.showWaiting(detail));
    on(this.outbox, "discarded", ({ detail }) => this.timeline.optimistic(detail.client)?.remove());
    on(document, "refreshed", ({ target }) => this.#renewCommands(target.querySelector("template[data-commands]")));
    on(this, "click", (event) => this.#answerPress(event));
    on(document, "visibilitychange", () => this.#planReading());
    on(window, "focus", () => this.#planReading());
    on(this.timeline.scroller, "scroll", () => this.timeline.isAtEnd && this.#caughtUp());
  }

  // --- numbers ------------------------------------------------------------------------------

  #pushed(frame) {
    if (frame.n <= this.#n) return;
    if (!frame.html) return void this.resume();
    this.#held.set(frame.n, frame);
    this.#applyHeld();
    if (this.#held.size) this.#timers.gap ??= setTimeout(() => this.#closeGap(), PATIENCE);
  }

  #applyHeld() {
    for (const n of this.#held.keys()) if (n <= this.#n) this.#held.delete(n);
    let frame;
    while ((frame = this.#held.get(this.#n + 1))) {
      this.#held.delete(frame.n);
      this.#apply(frame);
      this.#n = frame.n;
    }
  }

  #closeGap() {
    this.#timers.gap = undefined;
    if (this.#held.size) this.resume();
  }

  /* Asks for everything after the last number that is applied: by the socket, or by its twin without one. */
  async resume() {
    const question = { t: "resume", conv: this.conv, after: this.#n };
    if (connection.send(question) || this.#asking) return;
    this.#asking = true;
    try {
      const answer = await fetch(`${this.dataset.entries}?after=${this.#n}`, { headers: { Accept: "application/json" } });
      if (answer.ok) this.#replayed(await answer.json());
    } catch {
      this.#pollLater();
    } finally {
      this.#asking = false;
    }
  }

  /* Each failed try to open a socket says "down" again; the next question keeps its time. */
  #pollLater() {
    if (connection.signedOut) return;
    this.#timers.poll ??= setTimeout(() => {
      this.#timers.poll = undefined;
      if (connection.isUp) return;
      this.outbox.deliver().then(() => this.resume());
      this.#pollLater();
    }, WITHOUT_SOCKET);
  }

  #replayed(frame) {
    if (frame.reload) return location.reload();
    for (const entry of frame.entries) {
      if (!entry.html) return location.reload();
      this.#apply(entry);
    }
    if (frame.entries.length) document.body.dispatchEvent(new CustomEvent("caught-up"));
    if (frame.head > this.#n) this.#n = frame.head;
    if (frame.seen !== undefined) this.#seenUpTo(frame.seen);
    if (frame.here !== undefined) this.#present(frame.here);
    this.#applyHeld();
  }

  #apply(frame) {
    if (frame.client) this.outbox.arrived(frame.client);
    const { timeline } = this;
    const isNew = frame.seq > timeline.last;
    if (isNew && this.dataset.newer) return this.#countMissed();
    if (this.#leavesOut(frame)) return isNew ? this.#countMissed() : undefined;
    if (!isNew && this.dataset.older && frame.seq < timeline.first) return undefined;
    const atEnd = timeline.isAtEnd;
    const entry = timeline.upsert(frame.html);
    if (!entry) return undefined;
    if (isNew && entry.dataset.side === "other") {
      if (!atEnd) this.#countMissed();
      this.querySelector("typing-line")?.stop();
    }
    if (isNew && (atEnd || entry.dataset.side === "own")) timeline.toEnd();
    this.#arrange();
    this.#planRefresh();
    return this.#planReading();
  }

  /* "Agreements only" shows no message, but for what was written in this view itself. */
  #leavesOut({ kind, client, seq }) {
    const stands = this.timeline.list.querySelector(`:scope > [data-seq="${seq}"]`) || (client && this.timeline.optimistic(client));
    return this.#isPartial && kind === "message" && !stands;
  }

  get #isPartial() {
    return this.dataset.show === "agreements";
  }

  // --- what the eye sees ------------------------------------------------------------------------

  #arrange() {
    if (this.#timers.arrange) return;
    this.#timers.arrange = true;
    queueMicrotask(() => {
      this.#timers.arrange = false;
      if (this.timeline.isAtEnd && this.timeline.prune()) this.history.offerOlder();
      this.timeline.arrange({ readUpTo: this.#arrangedFor, seenUpTo: this.#seen });
    });
  }

  rearrange() {
    this.#arrange();
  }

  #seenUpTo(seq) {
    if (seq <= this.#seen) return;
    this.#seen = seq;
    this.#arrange();
  }

  #present(here) {
    const words = this.querySelector("[data-presence]");
    if (words && !words.matches(".avatar")) words.hidden = !here;
    const avatar = this.querySelector(".conversation-head .avatar");
    if (here) avatar?.setAttribute("data-presence", "online");
    else avatar?.removeAttribute("data-presence");
  }

  #countMissed() {
    this.#missed += 1;
    const pill = this.querySelector(".new-pill");
    const words = pill.querySelector("[data-pill]");
    words.textContent = this.#missed === 1 ? words.dataset.one : words.dataset.many.replace("%s", this.#missed);
    pill.hidden = false;
  }

  #caughtUp() {
    if (this.dataset.newer || this.#isPartial) return;
    this.#missed = 0;
    this.querySelector(".new-pill").hidden = true;
    this.#planReading();
  }

  /* Read is what stood here for a second while the page was visible and in focus; where messages are left out, nothing is. */
  #planReading() {
    clearTimeout(this.#timers.read);
    if (document.hidden || !document.hasFocus() || this.dataset.newer || this.#isPartial) return;
    this.#timers.read = setTimeout(() => {
      const { last } = this.timeline;
      if (last > this.#read && this.timeline.isAtEnd && connection.send({ t: "read", conv: this.conv, seq: last })) this.#read = last;
    }, READ_AFTER);
  }

  /* Some cards change by time alone (a deadline passes, a link opens): they are fetched anew at that instant. */
  #planRefresh() {
    clearTimeout(this.#timers.refresh);
    const due = [...this.querySelectorAll(".timeline [data-refresh-at]")].map((card) => [Date.parse(card.dataset.refreshAt), card]);
    const [at, card] = due.sort(([a], [b]) => a - b)[0] ?? [];
    if (at) this.#timers.refresh = setTimeout(() => this.#refresh(card), Math.min(Math.max(at - Date.now(), 0) + 500 + Math.random() * 1_000, 2 ** 31 - 1));
  }

  async #refresh(card) {
    const entry = card.closest(".entry");
    const instant = card.dataset.refreshAt;
    if (entry && Date.parse(instant) <= Date.now()) {
      const answer = await fetch(`${this.dataset.entries}/${entry.dataset.seq}`, { redirect: "error" }).catch(() => null);
      const fresh = answer?.ok && this.timeline.upsert(await answer.text(), { again: true });
      const same = fresh && fresh.querySelector("[data-refresh-at]")?.dataset.refreshAt === instant;
      if (same || !fresh) document.getElementById(entry.id)?.querySelector("[data-refresh-at]")?.removeAttribute("data-refresh-at");
      this.#arrange();
    }
    this.#planRefresh();
  }

  /* What can be started changes with the deal: the menu follows the context beside it. */
  #renewCommands(template) {
    const menu = this.querySelector("#composer-menu");
    if (!template || !menu || menu.matches(":popover-open")) return;
    menu.replaceChildren(template.content.cloneNode(true));
    window.htmx?.process(menu);
  }

  #answerPress(event) {
    const act = event.target.closest("[data-act]")?.dataset.act;
    const client = event.target.closest(".entry")?.dataset.client;
    if (act === "retry") this.outbox.retry(client);
    else if (act === "discard") this.outbox.discard(client);
    else if (event.target.closest(".new-pill")) this.dataset.newer || this.#isPartial ? location.assign(location.pathname) : this.timeline.toEnd();
    else this.tools.press(event);
  }

  /* Called by the composer: the message stands here before it has left. */
  say(body, reply) {
    if (this.dataset.newer) return void location.assign(location.pathname);
    this.timeline.showWaiting(this.outbox.add(body, reply));
    this.timeline.toEnd();
    this.#arrangedFor = null;
    this.#arrange();
  }
}

customElements.define("conversation-view", ConversationView);
