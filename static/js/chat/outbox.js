// What was written and is not acknowledged yet. It survives a reload, goes out strictly in order with the same key
// each time, and at most five are on their way at once. A refusal stops the line and says why.
import { connection } from "../connection.js";
import { keep, kept } from "../keep.js";
import { ask } from "./post.js";

const IN_FLIGHT = 5;
const PACE = { burst: 15, perSecond: 4 };
const ANSWER = 6_000;

export class Outbox extends EventTarget {
  #view;
  #conv;
  #key;
  #items;
  #flying = new Set();
  #allowance = PACE.burst;
  #counted = performance.now();

  constructor(view) {
    super();
    this.#view = view;
    this.#conv = view.conv;
    this.#key = `outbox-${view.conv}`;
    this.#items = JSON.parse(kept(sessionStorage, this.#key) ?? "[]");
    view.on(connection, "up", () => this.#again());
    view.on(connection, "down", () => this.#flying.clear());
    view.hear("ack", ({ client }) => this.#acknowledged(client));
    view.hear("refused", (frame) => this.#refused(frame));
    view.on(connection, "error", ({ detail }) => detail.client && this.#refused(detail));
  }

  get items() {
    return this.#items;
  }

  /* `uploads`: the files it brings; it waits until all of them have arrived, and what comes later waits for it. */
  add(body, reply, { client = crypto.randomUUID(), uploads = undefined } = {}) {
    const item = { client, body, reply, uploads };
    this.#items.push(item);
    this.#keep();
    this.#pump();
    return item;
  }

  retry(client) {
    const item = this.#find(client);
    if (!item) return;
    delete item.why;
    this.dispatchEvent(new CustomEvent("retried", { detail: item }));
    this.#changed(item);
    this.#pump();
  }

  discard(client) {
    const item = this.#find(client);
    if (!item) return;
    this.#remove(client);
    this.dispatchEvent(new CustomEvent("discarded", { detail: item }));
    this.#pump();
  }

  /* How a file of one of these stands: `share` from 0 to 1, its `id` once it has arrived, or why it cannot. */
  followUpload(key, { id, share, why }) {
    const item = this.#items.find(({ uploads }) => uploads?.some((each) => each.key === key));
    if (!item) return;
    Object.assign(
      item.uploads.find((each) => each.key === key),
      { id, share, why },
    );
    this.#changed(item);
    if (id) this.#pump();
  }

  /* Leave out the files that cannot be sent; the rest of the message goes. */
  sendWithout(client) {
    const item = this.#find(client);
    if (!item) return;
    const lost = item.uploads.filter(({ why }) => why !== undefined);
    item.uploads = item.uploads.filter(({ why }) => why === undefined);
    this.dispatchEvent(new CustomEvent("discarded", { detail: { uploads: lost } }));
    this.retry(client);
  }

  /* The entry itself has come, by a push or a replay: that says as much as the acknowledgement. */
  arrived(client) {
    this.#acknowledged(client);
  }

  #pump() {
    for (const item of this.#items) {
      if (!isReady(item) || this.#flying.size >= IN_FLIGHT) return;
      if (this.#flying.has(item.client)) continue;
      if (!this.#mayGo()) return this.#later(300);
      if (!connection.send({ t: "send", conv: this.#conv, ...saidIn(item) })) return;
      this.#flying.add(item.client);
      this.#later(ANSWER, () => this.#unanswered());
    }
  }

  /* Where no socket lasts, one after the other goes by the twin of the frame, with the same key. */
  async deliver() {
    for (const item of this.#items.slice()) {
      if (!isReady(item) || connection.isUp) return;
      const { client, ...said } = saidIn(item);
      // oxlint-disable-next-line no-await-in-loop -- their order is what this is about
      const { answer, said: told } = await ask(`/chat/${this.#conv}/messages`, {
        client_id: client,
        ...said,
      });
      if (this.#view.signal.aborted) return;
      if (answer?.ok) this.arrived(client);
      else if (told?.error && answer.status < 429) {
        this.#refused({ client, message: told.error.message, fields: told.error.fields });
      } else return;
    }
  }

  /* Stays below what the server allows a page, so that a long line goes out without being refused. */
  #mayGo() {
    const now = performance.now();
    this.#allowance = Math.min(
      PACE.burst,
      this.#allowance + ((now - this.#counted) / 1000) * PACE.perSecond,
    );
    this.#counted = now;
    if (this.#allowance < 1) return false;
    this.#allowance -= 1;
    return true;
  }

  /* Everything that is not acknowledged goes again, from the oldest on; the keys make that harmless. */
  #again() {
    this.#flying.clear();
    this.#pump();
  }

  #unanswered() {
    connection.doubt();
    this.#again();
  }

  #later(delay, call = () => this.#pump()) {
    this.#view.plan("send", delay, call);
  }

  #acknowledged(client) {
    const item = this.#find(client);
    if (!item) return;
    this.dispatchEvent(new CustomEvent("acknowledged", { detail: item }));
    this.#remove(client);
    if (!this.#items.length) this.#view.cancel("send");
    this.#pump();
  }

  /* A text whose answered message is gone goes without it when it is tried again: the refusal says so. */
  #refused({ client, message, fields, retry_after: wait }) {
    const item = this.#find(client);
    if (!item) return;
    if (wait !== undefined) {
      this.#flying.clear();
      this.#later(wait * 1000 + 100);
      return;
    }
    this.#flying.delete(client);
    item.why = message;
    if (fields?.reply) delete item.reply;
    this.#changed(item);
  }

  #changed(item) {
    this.#keep();
    this.dispatchEvent(new CustomEvent("changed", { detail: item }));
  }

  #find(client) {
    return this.#items.find((item) => item.client === client);
  }

  #remove(client) {
    this.#flying.delete(client);
    this.#items = this.#items.filter((item) => item.client !== client);
    this.#keep();
  }

  #keep() {
    keep(sessionStorage, this.#key, this.#items.length ? JSON.stringify(this.#items) : "");
  }
}

const isReady = ({ why, uploads }) => !why && (uploads ?? []).every(({ id }) => id);

/* It, or a file of it, was refused. */
export const isStopped = ({ why, uploads = [] }) =>
  Boolean(why) || uploads.some((each) => each.why !== undefined);

/* Whether a file of it cannot be sent, and something else can. */
export const canGoWithout = ({ body, uploads = [] }) => {
  const left = uploads.filter(({ why }) => why === undefined);
  return left.length < uploads.length && Boolean(body || left.length);
};

const saidIn = ({ client, body, reply, uploads }) => ({
  client,
  body,
  ...(reply && { reply }),
  ...(uploads && { files: uploads.map(({ id }) => id) }),
});
