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
import { fill } from "../replace.js";
import { LiveElement } from "./live-element.js";

class ConversationView extends LiveElement {
  #seen;
  #newAfter;
  #isArranging = false;

  setUp() {
    const data = this.dataset;
    this.conv = Number(data.conv);
    this.#seen = Number(data.seen);
    const labels = {
      sending: data.labelSending,
      sent: data.labelSent,
      seen: data.labelSeen,
      failed: data.labelFailed,
      retry: data.labelRetry,
      without: data.labelWithout,
      discard: data.labelDiscard,
      new: data.labelNew,
    };
    this.timeline = new Timeline(this, labels);
    this.outbox = new Outbox(this);
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

  #listen() {
    this.hear("seen presence", (frame) => this.learn(frame));
    this.on(this.outbox, "changed", ({ detail }) => this.timeline.showWaiting(detail));
    this.on(this.outbox, "discarded", ({ detail }) =>
      this.timeline.optimistic(detail.client)?.remove(),
    );
    this.on(document.body, "redraw", ({ detail }) =>
      this.ageing.redraw(document.getElementById(detail.card)?.closest(".entry")),
    );
    this.on(document, "refreshed", ({ target }) =>
      this.#renewCommands(target.querySelector("template[data-commands]")),
    );
    this.on(this, "click", (event) => this.#answerPress(event));
  }

  /* What the line, or `target`, tells of this conversation. */
  hear(names, call, target = connection) {
    this.on(target, names, ({ detail }) => detail.conv === this.conv && call(detail));
  }

  /* One change, in its turn: an entry that is new, or a newer version of one that stands here. */
  apply(frame) {
    if (frame.client) this.outbox.arrived(frame.client);
    const isNew = frame.seq > this.timeline.last;
    if (this.#leavesOut(frame, isNew)) {
      if (isNew) this.reading.missed();
      return;
    }
    const wasAtEnd = this.timeline.isAtEnd;
    const entry = this.timeline.upsert(frame.html);
    if (!entry) return;
    if (isNew) this.#follow(entry, wasAtEnd);
    this.rearrange();
    this.ageing.plan();
    this.reading.plan();
  }

  #follow(entry, wasAtEnd) {
    const isOther = entry.dataset.side === "other";
    if (isOther && !wasAtEnd) this.reading.missed();
    if (isOther) this.querySelector("typing-line")?.stop();
    if (wasAtEnd || entry.dataset.side === "own") this.timeline.toEnd();
  }

  /* What is beyond the part that is shown; and "agreements only" shows no message, but for what was written in this
     view itself. */
  #leavesOut({ kind, client, seq }, isNew) {
    const isBeyond = isNew ? this.dataset.newer : this.dataset.older && seq < this.timeline.first;
    if (isBeyond || !this.#isPartial || kind !== "message") return Boolean(isBeyond);
    const stands = this.timeline.list.querySelector(`:scope > [data-seq="${seq}"]`);
    return !stands && !(client && this.timeline.optimistic(client));
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
    fill(menu, template.innerHTML);
  }

  #answerPress(event) {
    const act = event.target.closest("[data-act]")?.dataset.act;
    const client = event.target.closest(".entry")?.dataset.client;
    if (act === "retry") this.outbox.retry(client);
    else if (act === "without") this.outbox.sendWithout(client);
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
  say(body, reply, files) {
    if (this.dataset.newer) {
      location.assign(location.pathname);
      return;
    }
    this.timeline.showWaiting(this.outbox.add(body, reply, files));
    this.timeline.toEnd();
    this.#newAfter = null;
    this.rearrange();
  }
}

customElements.define("conversation-view", ConversationView);
