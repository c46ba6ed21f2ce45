// <inbox-list>: the conversations, newest first, live. A message moves its row up and changes its line; after a card or
// a note the server draws the row anew, because whose turn it is may have changed.
import { connection } from "../connection.js";

class InboxList extends HTMLElement {
  #stop = new AbortController(); #stale = new Map();

  connectedCallback() {
    const { signal } = this.#stop;
    const on = (name, call) => connection.addEventListener(name, ({ detail }) => call(detail), { signal });
    on("entry", (frame) => this.#changed(frame));
    on("marker", (frame) => this.#marked(frame));
    on("presence", (frame) => this.#present(frame));
    connection.addEventListener("up", () => this.#missed(), { signal });
    this.addEventListener("keydown", (event) => this.#walk(event));
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #row(conv) {
    return this.querySelector(`[data-conv="${conv}"]`);
  }

  #changed(frame) {
    const row = this.#row(frame.conv);
    if (!row || !frame.line || frame.kind !== "message") return void this.#redraw(frame.conv);
    row.querySelector(".inbox-row__line").textContent = frame.line;
    this.#setTime(row, frame);
    if (frame.unread !== null && frame.unread !== undefined) this.#setUnread(row, frame.unread);
    if (this.firstElementChild !== row) this.prepend(row);
  }

  #setTime(row, frame) {
    const shown = new DOMParser().parseFromString(frame.html, "text/html").querySelector("time");
    const time = document.createElement("live-time");
    time.className = "inbox-row__time";
    time.dataset.short = "";
    time.innerHTML = "<time></time>";
    time.firstChild.dateTime = frame.at;
    time.firstChild.textContent = shown?.textContent ?? "";
    row.querySelector(".inbox-row__time").replaceWith(time);
  }

  #marked({ conv, unread, aside }) {
    const row = this.#row(conv);
    if (row) this.#setUnread(row, unread, aside);
  }

  #present({ conv, here }) {
    const avatar = this.#row(conv)?.querySelector(".avatar");
    if (here) avatar?.setAttribute("data-presence", "online");
    else avatar?.removeAttribute("data-presence");
  }

  #setUnread(row, unread, aside = false) {
    const count = row.querySelector(".count");
    count.hidden = !unread;
    count.querySelector("[data-count]").textContent = unread;
    row.toggleAttribute("data-unread", Boolean(unread) || aside);
  }

  /* Several changes at once draw the row once. */
  #redraw(conv) {
    if (!this.#stale.has(conv)) this.#stale.set(conv, setTimeout(() => this.#fetch(conv), 200));
  }

  async #fetch(conv) {
    this.#stale.delete(conv);
    const answer = await fetch(`/chat/${conv}/row`).catch(() => null);
    if (!answer?.ok) return;
    const template = document.createElement("template");
    template.innerHTML = (await answer.text()).trim();
    const fresh = template.content.firstElementChild;
    const standing = this.#row(conv);
    if (!standing && this.dataset.filter !== "all") return;
    if (String(conv) === this.dataset.open) fresh.setAttribute("aria-current", "page");
    const focused = standing === document.activeElement;
    standing?.remove();
    this.querySelector(":scope > .empty")?.remove();
    this.prepend(fresh);
    if (focused) fresh.focus();
  }

  /* After a time without the socket the whole list may be old. */
  async #missed() {
    if (!this.hasAttribute("data-was-up")) return void this.setAttribute("data-was-up", "");
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("inbox-list");
    if (fresh && !this.contains(document.activeElement)) this.replaceChildren(...fresh.children);
  }

  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const rows = [...this.querySelectorAll(".inbox-row")];
    const next = rows[rows.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

customElements.define("inbox-list", InboxList);
