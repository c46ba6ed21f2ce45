// What can be done with one message: answer, react, edit, delete. The buttons are made when the message is touched.
import { fetchJson } from "../fetch.js";
import { post } from "./post.js";

export class EntryTools {
  #view;
  #template;

  constructor(view) {
    this.#view = view;
    this.#template = view.querySelector("template[data-tools]");
    view.on(view.timeline.list, "pointerover focusin", (event) => this.#touched(event));
    view.on(view.timeline.scroller, "keydown", (event) => this.#walk(event));
  }

  #touched({ target, type }) {
    const entry = target.closest(".entry[data-kind=message][data-seq]");
    this.#offer(entry);
    const tools = type === "focusin" && entry?.querySelector(".entry__tools");
    if (tools) tools.scrollIntoView({ block: "nearest" });
  }

  #offer(entry) {
    if (!entry || entry.dataset.state === "deleted" || entry.querySelector(".entry__tools")) return;
    const tools = this.#template.content.cloneNode(true);
    if (entry.dataset.side !== "own") {
      tools.querySelectorAll("[data-own]").forEach((each) => each.remove());
    }
    entry.append(tools);
    entry.tabIndex = -1; // a finger's touch gives it the focus, and with it the tools
  }

  /* Arrow keys walk from message to message; Tab goes on to the tools of the one that has the focus. */
  #walk(event) {
    if (
      !["ArrowUp", "ArrowDown"].includes(event.key) ||
      event.target.closest("input, textarea, select, .card")
    ) {
      return;
    }
    const messages = this.#view.timeline.entries.filter((each) => each.dataset.kind !== "note");
    const at = messages.indexOf(event.target.closest(".entry"));
    const next = at < 0 ? messages.at(-1) : messages[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.tabIndex = -1;
    next.focus();
  }

  press(event) {
    const entry = event.target.closest(".entry[data-seq]");
    const button = event.target.closest("[data-act], [data-sign]");
    if (!entry || !button) return;
    const address = `${this.#view.dataset.entries}/${entry.dataset.seq}`;
    const composer = this.#view.querySelector("message-composer");
    const { act, sign } = button.dataset;
    if (sign) {
      post(
        `${address}/react`,
        { sign, on: button.hasAttribute("data-mine") || this.#hasMine(entry, sign) ? "0" : "1" },
        this.#view,
      );
    } else if (act === "reply") {
      composer.answer(Number(entry.dataset.seq), entry.querySelector(".entry__text").textContent);
    } else if (act === "edit") this.#edit(address, composer);
    else if (act === "delete") this.#delete(address, button.dataset.confirm);
  }

  #hasMine(entry, sign) {
    return Boolean(entry.querySelector(`.reaction[data-mine][data-sign="${CSS.escape(sign)}"]`));
  }

  async #edit(address, composer) {
    const message = await fetchJson(`${address}/edit`);
    if (message) composer.edit(`${address}/edit`, message.body);
  }

  #delete(address, question) {
    const dialog = this.#view.querySelector("dialog[data-delete]");
    dialog.querySelector("[data-question]").textContent = question;
    dialog.returnValue = "";
    dialog.addEventListener(
      "close",
      () => dialog.returnValue === "yes" && post(`${address}/delete`, {}, this.#view),
      { once: true },
    );
    dialog.showModal();
  }
}
