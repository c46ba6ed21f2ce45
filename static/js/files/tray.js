// The files beside what is being written, each with how far it is; and those of messages that wait for them.
import { elementOf } from "../replace.js";
import { shelve, shelved, unshelve } from "./shelf.js";
import { Upload } from "./upload.js";

export class Tray {
  #composer;
  #view;
  #list;
  #words;
  #uploads = new Map();
  #chips = new Map();

  constructor(composer, view) {
    this.#composer = composer;
    this.#view = view;
    this.#list = composer.querySelector(".tray");
    this.#words = composer.querySelector("template[data-chip]");
    composer.on(this.#list, "click", ({ target }) => this.#press(target.closest("button")));
    composer.on(view.outbox, "discarded", ({ detail }) => this.#forget(detail.uploads));
    composer.on(view.outbox, "acknowledged", ({ detail }) => this.#release(detail.uploads));
    composer.on(view.outbox, "retried", ({ detail }) => this.#each(detail.uploads, (u) => u.go()));
  }

  get #target() {
    return `conversation:${this.#view.conv}`;
  }

  /* What failed is not sent. */
  get isEmpty() {
    return ![...this.#chips.keys()].some((key) => this.#uploads.get(key)?.state !== "failed");
  }

  /* What a reload or another tab left: beside the text, or with its message in the outbox. */
  async restore() {
    for (const { key, file, target, client } of await shelved()) {
      const isMine = target === this.#target && !this.#uploads.has(key);
      const waits = this.#view.outbox.items.some((item) => item.client === client);
      if (isMine && (!client || waits)) this.#begin({ key, file, hasChip: !client });
    }
    this.#changed();
  }

  /* Returns a sentence when there are too many. */
  add(files) {
    const { filesMost, tooMany, tooLarge, fileMost, emptyFile } = this.#list.dataset;
    if (this.#chips.size + files.length > Number(filesMost)) return tooMany;
    let said = "";
    for (const file of files) {
      if (!file.size) said = emptyFile;
      else if (file.size > Number(fileMost)) said = tooLarge;
      else {
        const key = crypto.randomUUID();
        shelve({ key, file, target: this.#target, client: "" });
        this.#begin({ key, file, hasChip: true });
      }
    }
    this.#changed();
    return said;
  }

  /* They go with a message from now on: what it needs to know of each. */
  take(client) {
    const chosen = [...this.#chips.keys()].map((key) => this.#uploads.get(key));
    const taken = chosen.filter(({ state }) => state !== "failed");
    for (const { key, file } of taken) {
      shelve({ key, file, target: this.#target, client });
      this.#unchip(key);
    }
    this.#changed();
    return taken.map(({ key, id, file }) => ({ key, id, name: file.name }));
  }

  /* So that a message that waits hears how its files stand, also of those that were done before it was sent. */
  report() {
    for (const upload of this.#uploads.values()) this.#tell(upload);
  }

  #begin({ key, file, hasChip }) {
    const upload = new Upload({ key, file, target: this.#target });
    this.#uploads.set(key, upload);
    if (hasChip) this.#chip(upload);
    upload.addEventListener("changed", () => {
      this.#show(upload);
      this.#tell(upload);
      this.#composer.filesChanged();
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

  #show({ key, state, share, why }) {
    const chip = this.#chips.get(key);
    if (!chip) return;
    chip.dataset.state = state;
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
    }
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
