// <conversation-view>: one conversation, always as the server has it. What comes is put in order by `numbers.js`, what
// goes out stands here before it is acknowledged (`outbox.js`); this element joins them to what the eye sees.
import { connection } from "../connection.js";
import { Ageing } from "../chat/ageing.js";
import { History } from "../chat/history.js";
import { Numbers } from "../chat/numbers.js";
import { Outbox } from "../chat/outbox.js";
import { Reading } from "../chat/reading.js";
import { Timeline } from "../chat/timeline.js";
import { EntryTools } from "../chat/tools.js";

class ConversationView extends HTMLElement {
  #seen;
  #newAfter;
  #isArranging = false;
  #stop = new AbortController();

  connectedCallback() {
    const data = this.dataset;
    this.conv = Number(data.conv);
    this.#seen = Number(data.seen);
    const labels = {
      sending: data.labelSending,
      sent: data.labelSent,
      seen: data.labelSeen,
      failed: data.labelFailed,
      retry: data.labelRetry,
      discard: data.labelDiscard,
      new: data.labelNew,
    };
    this.timeline = new Timeline(
      this.querySelector(".timeline"),
      this.querySelector(".timeline-scroll"),
      labels,
    );
    this.outbox = new Outbox(this.conv, data.me);
    this.history = new History(this);
    this.tools = new EntryTools(this);
    this.reading = new Reading(this);
    this.ageing = new Ageing(this);
    this.numbers = new Numbers(this);
    this.#newAfter = this.reading.upTo;
    this.outbox.items.forEach((item) => this.timeline.showWaiting(item));
    this.#listen();
    this.rearrange();
    this.ageing.plan();
    this.reading.plan();
  }

  disconnectedCallback() {
    this.#stop.abort();
    [this.numbers, this.reading, this.ageing].forEach((part) => part.stop());
  }

  #listen() {
    const { signal } = this.#stop;
    const on = (target, names, call) =>
      names.split(" ").forEach((name) => target.addEventListener(name, call, { signal }));
    const mine =
      (call) =>
      ({ detail }) =>
        detail.conv === this.conv && call(detail);
    on(
      connection,
      "seen presence",
      mine((frame) => this.learn(frame)),
    );
    on(this.outbox, "changed", ({ detail }) => this.timeline.showWaiting(detail));
    on(this.outbox, "discarded", ({ detail }) => this.timeline.optimistic(detail.client)?.remove());
    on(document.body, "redraw", ({ detail }) =>
      this.ageing.redraw(document.getElementById(detail.card)?.closest(".entry")),
    );
    on(document, "refreshed", ({ target }) =>
      this.#renewCommands(target.querySelector("template[data-commands]")),
    );
    on(this, "click", (event) => this.#answerPress(event));
    this.reading.follow(on, mine);
    this.numbers.follow(on, mine);
  }

  /* One change, in its turn: an entry that is new, or a newer version of one that stands here. */
  apply(frame) {
    if (frame.client) this.outbox.arrived(frame.client);
    const { timeline } = this;
    const isNew = frame.seq > timeline.last;
    if ((isNew && this.dataset.newer) || this.#leavesOut(frame)) {
      return isNew ? this.reading.missed() : undefined;
    }
    if (!isNew && this.dataset.older && frame.seq < timeline.first) return undefined;
    const atEnd = timeline.isAtEnd;
    const entry = timeline.upsert(frame.html);
    if (!entry) return undefined;
    if (isNew && entry.dataset.side === "other") {
      if (!atEnd) this.reading.missed();
      this.querySelector("typing-line")?.stop();
    }
    if (isNew && (atEnd || entry.dataset.side === "own")) timeline.toEnd();
    this.rearrange();
    this.ageing.plan();
    return this.reading.plan();
  }

  /* "Agreements only" shows no message, but for what was written in this view itself. */
  #leavesOut({ kind, client, seq }) {
    const stands =
      this.timeline.list.querySelector(`:scope > [data-seq="${seq}"]`) ||
      (client && this.timeline.optimistic(client));
    return this.#isPartial && kind === "message" && !stands;
  }

  get #isPartial() {
    return this.dataset.show === "agreements";
  }

  /* Not everything up to the end stands here: an older part, or agreements only. */
  get showsLess() {
    return Boolean(this.dataset.newer) || this.#isPartial;
  }

  rearrange() {
    if (this.#isArranging) return;
    this.#isArranging = true;
    queueMicrotask(() => {
      this.#isArranging = false;
      if (this.timeline.isAtEnd && this.timeline.prune()) this.history.offerOlder();
      this.timeline.arrange({ readUpTo: this.#newAfter, seenUpTo: this.#seen });
    });
  }

  /* What a frame says of the other person: how far they have read, and whether they are here. */
  learn({ seq, seen = seq, here }) {
    if (seen > this.#seen) {
      this.#seen = seen;
      this.rearrange();
    }
    if (here !== undefined) this.#present(here);
  }

  #present(here) {
    const words = this.querySelector("[data-presence]");
    if (words && !words.matches(".avatar")) words.hidden = !here;
    const avatar = this.querySelector(".conversation-head .avatar");
    if (here) avatar?.setAttribute("data-presence", "online");
    else avatar?.removeAttribute("data-presence");
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
    else if (event.target.closest(".new-pill")) {
      this.#goToEnd();
    } else this.tools.press(event);
  }

  #goToEnd() {
    if (this.showsLess) location.assign(location.pathname);
    else this.timeline.toEnd();
  }

  /* Called by the composer: the message stands here before it has left. */
  say(body, reply) {
    if (this.dataset.newer) {
      location.assign(location.pathname);
      return;
    }
    this.timeline.showWaiting(this.outbox.add(body, reply));
    this.timeline.toEnd();
    this.#newAfter = null;
    this.rearrange();
  }
}

customElements.define("conversation-view", ConversationView);
