// The files beside what is being written, each with how far it is; and those of messages that wait for them.
import { elementOf } from "../replace.js";
import { heldMessages, hold, shelve, shelved, unshelve } from "./shelf.js";
import { Upload } from "./upload.js";

export class Tray {
  #composer;
  #view;
  #list;
  #words;
  #uploads = new Map();
  #chips = new Map();
  #otherTabs = new BroadcastChannel("files");

  constructor(composer, view) {
    this.#composer = composer;
    this.#view = view;
    this.#list = composer.querySelector(".tray");
    this.#words = composer.querySelector("template[data-chip]");
    composer.on(this.#list, "click", ({ target }) => this.#press(target.closest("button")));
    composer.on(this.#otherTabs, "message", ({ data }) => this.#leave(data));
    composer.signal.addEventListener("abort", () => this.#otherTabs.close());
    composer.on(view.outbox, "discarded", ({ detail }) => this.#forget(detail.uploads));
    composer.on(view.outbox, "acknowledged", ({ detail }) => this.#release(detail.uploads));
    composer.on(view.outbox, "retried", ({ detail }) => this.#each(detail.uploads, (u) => u.go()));
  }

  get #target() {
    return `conversation:${this.#view.conv}`;
  }

  /* What failed is not sent. */
  get isEmpty() {
    return !this.#chosen.length;
  }

  /* What a reload or another tab left: beside the text, or with its message in the outbox. The message of a tab that
     was closed before it went stands beside the text again. */
  async restore() {
    const waiting = new Map(this.#view.outbox.items.map((item) => [item.client, item]));
    for (const client of waiting.keys()) hold(client);
    const [held, kept] = await Promise.all([heldMessages(), shelved()]);
    for (const one of kept) {
      const isOwn = waiting.has(one.client);
      if (this.#isMissing(one) && (isOwn || !held.has(one.client))) this.#takeUp(one, isOwn);
    }
    for (const { uploads = [] } of waiting.values()) this.#missFrom(uploads);
    this.#changed();
  }

  #isMissing({ key, target }) {
    return target === this.#target && !this.#uploads.has(key);
  }

  #takeUp({ key, file, body }, isWaiting) {
    if (!isWaiting) this.#composer.takeBack(body);
    this.#begin({ key, file, hasChip: !isWaiting });
  }

  /* What this browser has lost is not waited for. */
  #missFrom(uploads) {
    const why = this.#list.dataset.gone;
    for (const { key, id } of uploads) {
      if (!id && !this.#uploads.has(key)) this.#tell({ key, state: "failed", why });
    }
  }

  /* Each stands beside the text, what is not taken with the reason. */
  add(files) {
    let left = Number(this.#list.dataset.filesMost) - this.#chosen.length;
    for (const file of files) {
      const key = crypto.randomUUID();
      const why = this.#refusalOf(file, left);
      if (!why) {
        shelve({ key, file, target: this.#target, client: "" });
        left -= 1;
      }
      this.#begin({ key, file, hasChip: true, why });
    }
    this.#changed();
  }

  #refusalOf(file, left) {
    const { tooMany, tooLarge, fileMost, emptyFile } = this.#list.dataset;
    if (!file.size) return emptyFile;
    if (file.size > Number(fileMost)) return tooLarge;
    return left > 0 ? undefined : tooMany;
  }

  /* They go with this message from now on: what it needs to know of each. */
  take(client, body) {
    const taken = this.#chosen;
    hold(client);
    for (const { key, file } of taken) {
      shelve({ key, file, target: this.#target, client, body });
      this.#unchip(key);
      this.#tellTabs(key);
    }
    this.#changed();
    return taken.map(({ key, id, file }) => ({ key, id, name: file.name }));
  }

  get #chosen() {
    const chosen = [...this.#chips.keys()].map((key) => this.#uploads.get(key));
    return chosen.filter(({ state }) => state !== "failed");
  }

  /* So that a message that waits hears how its files stand, also of those that were done before it was sent. */
  report() {
    for (const upload of this.#uploads.values()) this.#tell(upload);
  }

  #begin({ key, file, hasChip, why }) {
    const upload = new Upload({ key, file, target: this.#target, why });
    this.#uploads.set(key, upload);
    if (hasChip) this.#chip(upload);
    upload.addEventListener("changed", () => {
      if (upload.wasSent && this.#chips.has(key)) return this.#release([upload]);
      this.#show(upload);
      this.#tell(upload);
      return this.#composer.filesChanged();
    });
    this.#view.signal.addEventListener("abort", () => upload.pause());
    upload.go();
  }

  #tell({ key, id, state, share, why }) {
    this.#view.outbox.followUpload(key, { id, share, why: state === "failed" ? why : undefined });
  }

  #chip(upload) {
    const chip = elementOf(this.#words.innerHTML);
    chip.dataset.key = upload.key;
    chip.querySelector(".chip__name").textContent = upload.file.name;
    this.#chips.set(upload.key, chip);
    this.#list.append(chip);
    this.#show(upload);
  }

  #show({ key, state, share, why, isFinal }) {
    const chip = this.#chips.get(key);
    if (!chip) return;
    chip.dataset.state = state;
    chip.toggleAttribute("data-final", isFinal);
    chip.querySelector("progress").value = share;
    chip.querySelector(".chip__why").textContent = state === "failed" ? why : "";
  }

  #press(button) {
    const { key } = button?.closest(".chip")?.dataset ?? {};
    const upload = this.#uploads.get(key);
    if (!upload) return;
    const { act } = button.dataset;
    if (act === "pause") upload.pause();
    else if (act === "resume") upload.go();
    else if (act === "remove") this.#forget([{ key }]);
    if (act === "remove") this.#composer.querySelector("textarea").focus();
    else chipButton(button, act === "pause" ? "resume" : "pause").focus();
  }

  #each(uploads, call) {
    for (const { key } of uploads ?? []) {
      const upload = this.#uploads.get(key);
      if (upload) call(upload);
    }
  }

  #forget(uploads) {
    this.#each(uploads, (upload) => upload.cancel());
    this.#release(uploads);
  }

  #release(uploads) {
    for (const { key } of uploads ?? []) {
      this.#uploads.delete(key);
      this.#unchip(key);
      unshelve(key);
      this.#tellTabs(key);
    }
    this.#changed();
  }

  #tellTabs(key) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin
    this.#otherTabs.postMessage(key);
  }

  /* Another tab has sent it, or taken it out. */
  #leave(key) {
    if (!this.#chips.has(key)) return;
    this.#uploads.get(key).pause();
    this.#uploads.delete(key);
    this.#unchip(key);
    this.#changed();
  }

  #unchip(key) {
    this.#chips.get(key)?.remove();
    this.#chips.delete(key);
  }

  #changed() {
    this.#list.hidden = !this.#chips.size;
    this.#composer.filesChanged();
  }
}

const chipButton = (button, act) => button.closest(".chip").querySelector(`[data-act=${act}]`);
