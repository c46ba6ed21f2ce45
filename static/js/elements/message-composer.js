// <message-composer>: writing. Enter sends and Shift+Enter breaks the line; on a touch keyboard, which has no Shift+Enter,
// Enter breaks the line and the button sends (or Ctrl+Enter, where keys are attached). A slash opens the forms; what is
// unfinished is kept per conversation. Without this script the form posts by itself.
import { connection } from "../connection.js";
import { SlashCommands } from "../chat/commands.js";
import { post } from "../chat/post.js";
import { Tray } from "../files/tray.js";
import { TimesHint } from "../chat/times_hint.js";
import { followTouch, isComposing, writesByTouch } from "../keys.js";
import { keep, kept } from "../keep.js";
import { LiveElement } from "./live-element.js";

const TYPING = { every: 10_000, idle: 5_000 };

class MessageComposer extends LiveElement {
  #form;
  #text;
  #commands;
  #hint;
  #error;
  #about;
  #key;
  #typingSince = 0;
  #editing;
  #reply;
  #tray;

  setUp() {
    this.#form = this.querySelector("form");
    this.#text = this.querySelector("textarea");
    this.#commands = new SlashCommands(this, this.#text);
    this.#hint = new TimesHint(this, this.#text, {
      isPossible: () => this.#commands.has("/times"),
      open: (words) => this.#offerTimes(words),
    });
    this.#error = this.querySelector(".composer__error");
    this.#about = this.querySelector(".composer__about");
    this.#key = `draft-${this.#view.dataset.conv}`;
    if (!this.#text.value) this.#text.value = kept(localStorage, this.#key) ?? "";
    this.on(this.#form, "submit", (event) => this.#submit(event), { capture: true });
    this.on(this.#text, "keydown", (event) => this.#pressed(event));
    this.on(this.#text, "input", () => this.#changed());
    this.on(this.querySelector("[data-drop]"), "click", () => this.#drop());
    for (const button of this.querySelectorAll("[data-attach]")) {
      const input = button.nextElementSibling;
      this.on(button, "click", () => input.click());
      this.on(input, "change", () => {
        this.#bring([...input.files]);
        input.value = "";
      });
    }
    this.on(this.#text, "paste", (event) => this.#pasted(event, event.clipboardData));
    this.on(this.#view, "dragover", (event) => this.#offered(event, true));
    this.on(this.#view, "dragleave", (event) => this.#offered(event, false));
    this.on(this.#view, "drop", (event) => {
      this.#offered(event, false);
      this.#handed(event, event.dataTransfer);
    });
    this.#tray = new Tray(this, this.#view);
    this.#goOn();
    followTouch(this, () => this.#nameKeys());
    this.#fit();
  }

  get #view() {
    return this.closest("conversation-view");
  }

  /* What was on its way when the page was left. */
  async #goOn() {
    const bases = (await indexedDB.databases?.().catch(() => [])) ?? [{ name: "files-" }];
    const isKept = bases.some(({ name }) => name.startsWith("files-"));
    const isWaiting = this.#view.outbox.items.some(({ uploads }) => uploads);
    if (isKept || isWaiting) this.#tray.restore();
  }

  #bring(files) {
    if (!files.length) return;
    this.#say("");
    this.#tray.add(files);
  }

  /* Office programs hand a picture of the text along with it: then the text is meant. */
  #pasted(event, data) {
    if (!["text/plain", "text/html"].every((type) => data.types.includes(type))) {
      this.#handed(event, data);
    }
  }

  #handed(event, { files }) {
    if (!files.length) return;
    event.preventDefault();
    this.#bring([...files]);
  }

  #offered(event, isOver) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.#view.toggleAttribute("data-dropping", isOver);
  }

  /* Called by the tray: beside files no words are needed. */
  filesChanged() {
    this.#text.required = this.#tray.isEmpty;
  }

  get isEmpty() {
    return !this.#text.value.trim();
  }

  /* Write an answer to this message. */
  answer(seq, words) {
    this.#editing = undefined;
    this.#reply = seq;
    this.#mention(words);
  }

  /* Change a message that is there already. */
  edit(address, body) {
    this.#reply = undefined;
    this.#editing = address;
    this.#text.value = body;
    this.#mention(body);
    this.#fit();
  }

  #mention(words) {
    this.#about.querySelector("span").textContent = words.trim().slice(0, 120);
    this.#about.hidden = false;
    this.#text.focus();
  }

  #drop() {
    if (this.#editing) this.#text.value = "";
    this.#reply = undefined;
    this.#editing = undefined;
    this.#about.hidden = true;
    this.#changed();
    this.#text.focus();
  }

  #pressed(event) {
    if (isComposing(event) || this.#commands.pressed(event)) return undefined;
    if (event.key === "Escape" && !this.#about.hidden) return this.#drop();
    if (event.key !== "Enter" || event.shiftKey) return undefined;
    if (writesByTouch() && !event.ctrlKey && !event.metaKey) return undefined;
    event.preventDefault();
    return this.#form.requestSubmit();
  }

  /* The touch keyboard's own key says what it does, and the line below only what is so here. */
  #nameKeys() {
    const byTouch = writesByTouch();
    this.#text.enterKeyHint = byTouch ? "enter" : "send";
    this.querySelector(".composer__hint").hidden = byTouch;
    this.#text.setAttribute(
      "aria-describedby",
      byTouch ? "composer-error" : "composer-hint composer-error",
    );
  }

  async #submit(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const body = this.#text.value.trim();
    if (!body && !this.#hasFiles) return;
    if (!this.#editing && this.#commands.take()) return this.#changed();
    const impossible = !this.#editing && this.#commands.impossible;
    if (impossible) return this.#say(this.#form.dataset.notNow.replace("%s", impossible));
    if ([...body].length > Number(this.#form.dataset.most)) {
      return this.#say(this.#form.dataset.tooLong);
    }
    if (this.#editing) {
      const refused = await post(this.#editing, { body }, this.#view);
      if (refused !== null) return this.#say(refused);
    } else {
      this.#sayWith(body);
    }
    this.#typing(false);
    this.#text.value = "";
    this.#editing = undefined;
    this.#drop();
  }

  /* Called by the tray: the words of a message whose tab was closed before it went. */
  takeBack(body) {
    if (!body || !this.isEmpty) return;
    this.#text.value = body;
    this.#changed();
  }

  get #hasFiles() {
    return !this.#editing && !this.#tray.isEmpty;
  }

  #sayWith(body) {
    if (!this.#hasFiles) return this.#view.say(body, this.#reply);
    const client = crypto.randomUUID();
    this.#view.say(body, this.#reply, { client, uploads: this.#tray.take(client, body) });
    return this.#tray.report();
  }

  #offerTimes(words) {
    this.#text.value = `/times ${words}`;
    this.#commands.take();
    this.#changed();
  }

  #changed() {
    this.#fit();
    this.#say("");
    this.#hint.follow();
    if (this.#editing) return;
    this.#commands.follow();
    keep(localStorage, this.#key, this.isEmpty ? "" : this.#text.value);
    this.#typing(!this.isEmpty && !this.#text.value.startsWith("/"));
  }

  #typing(on) {
    this.cancel("idle");
    const now = Date.now();
    if (on && now - this.#typingSince > TYPING.every) {
      this.#typingSince = now;
      connection.send({ t: "typing", conv: this.#view.conv, on: true });
    }
    if (on) this.plan("idle", TYPING.idle, () => this.#typing(false));
    else if (this.#typingSince) {
      this.#typingSince = 0;
      connection.send({ t: "typing", conv: this.#view.conv, on: false });
    }
  }

  #say(words) {
    this.#error.textContent = words;
    this.#error.hidden = !words;
    this.#text.toggleAttribute("aria-invalid", Boolean(words));
  }

  /* As high as its text, up to what the stylesheet allows. */
  #fit() {
    const lines = this.#text.value.split("\n").length;
    this.#text.rows = Math.min(8, Math.max(1, lines));
    if (lines === 1 && this.#text.scrollHeight > this.#text.clientHeight + 4) {
      this.#text.rows = Math.min(8, Math.round(this.#text.scrollHeight / 22));
    }
  }
}

customElements.define("message-composer", MessageComposer);
