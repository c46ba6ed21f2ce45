// <inbox-list data-src>: the conversations, newest first, live. A message moves its row up and changes its line at once;
// after anything else the list is fetched as the server draws it, because whose turn it is may have changed. Whatever
// moves, the rows the reader looks at stay where they are, and the row in focus stays in focus.
import { connection } from "../connection.js";
import { fetchPart } from "../fetch.js";
import { keepPlace, replace, replaceRows } from "../replace.js";
import { LiveElement } from "./live-element.js";

const GATHER = 200;
const PAUSE = 1_000;

class InboxList extends LiveElement {
  #drawn = new Map();
  #last = -PAUSE;
  #heard = 0;

  setUp() {
    this.on(connection, "entry", ({ detail }) => this.#changed(detail));
    this.on(connection, "marker", ({ detail }) => this.#marked(detail));
    this.on(connection, "presence", ({ detail }) => this.#present(detail));
    // Also the first time: something may have happened since the page was drawn.
    this.on(connection, "up check", () => this.refresh());
    this.on(this, "keydown", (event) => this.#walk(event));
    this.on(this, "click", (event) => this.#reach(event));
  }

  /* Several changes at once draw the list once, and a stream of them once in a second. */
  refresh() {
    if (this.isPlanned("fetch")) return;
    const rest = this.#last + PAUSE - performance.now();
    this.plan("fetch", Math.max(GATHER, rest), () => this.#fetch());
  }

  #row(conv) {
    return this.querySelector(`[data-conv="${conv}"]`);
  }

  #changed(frame) {
    const row = this.#row(frame.conv);
    const { filter } = this.dataset;
    if (
      frame.kind !== "message" ||
      !frame.line ||
      (!row && filter === "all") ||
      filter === "archived"
    ) {
      return this.refresh();
    }
    if (!row) return undefined;
    this.#heard += 1;
    this.#drawn.delete(row.id);
    row.querySelector(".inbox-row__line").textContent = frame.line;
    this.#setTime(row, frame);
    if (frame.unread !== null && frame.unread !== undefined) this.#setUnread(row, frame.unread);
    if (this.firstElementChild !== row) keepPlace(this, () => this.prepend(row));
    return undefined;
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

  #marked({ conv, unread, aside, muted, archived }) {
    const row = this.#row(conv);
    this.#heard += 1;
    if (row) this.#setUnread(row, unread, aside);
    const isHere = archived === (this.dataset.filter === "archived");
    if (row ? !isHere || row.hasAttribute("data-muted") !== muted : isHere) this.refresh();
  }

  #present({ conv, here }) {
    const row = this.#row(conv);
    const avatar = row?.querySelector(".avatar");
    if (row) this.#drawn.delete(row.id);
    if (here) avatar?.setAttribute("data-presence", "online");
    else avatar?.removeAttribute("data-presence");
  }

  #setUnread(row, unread, aside = false) {
    this.#drawn.delete(row.id);
    const count = row.querySelector(".count");
    count.hidden = !unread;
    count.querySelector("[data-count]").textContent = unread;
    row.toggleAttribute("data-unread", Boolean(unread) || aside);
  }

  async #fetch() {
    this.#last = performance.now();
    const heard = this.#heard;
    const html = await fetchPart(this.dataset.src);
    if (!html || !this.isConnected) return;
    // What was pushed meanwhile may be newer than what the server drew: ask again instead of undoing it.
    if (heard !== this.#heard) {
      this.refresh();
      return;
    }
    const page = new DOMParser().parseFromString(html, "text/html");
    replaceRows(this, [...page.querySelector("inbox-list").children], this.#drawn);
    this.#takeFilters(page.querySelector(".filters"));
  }

  #takeFilters(fresh) {
    const standing = this.parentElement.querySelector(".filters");
    if (standing && standing.outerHTML !== fresh.outerHTML) replace(standing, fresh);
  }

  /* Older ones come in below, and from then on with every look at the list. */
  #reach(event) {
    const link = event.target.closest("[data-rows]");
    if (!link) return;
    event.preventDefault();
    const source = new URL(this.dataset.src, location.href);
    source.searchParams.set("rows", link.dataset.rows);
    this.dataset.src = source.href;
    this.#fetch();
  }

  #walk(event) {
    const rows = [...this.querySelectorAll(".inbox-row")];
    const at = rows.indexOf(document.activeElement);
    const next = {
      ArrowDown: rows[at + 1],
      ArrowUp: rows[at - 1],
      Home: rows[0],
      End: rows.at(-1),
    }[event.key];
    if (!next || at < 0) return;
    event.preventDefault();
    next.focus();
  }
}

customElements.define("inbox-list", InboxList);
