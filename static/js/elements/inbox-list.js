// <inbox-list data-src>: the conversations, newest first, live. A message moves its row up and changes its line at once;
// after anything else the list is fetched as the server draws it, because whose turn it is may have changed. Whatever
// moves, the rows the reader looks at stay where they are, and the row in focus stays in focus.
import { connection } from "../connection.js";
import { LiveElement } from "./live-element.js";

const GATHER = 200;
const PAUSE = 1_000;

class InboxList extends LiveElement {
  #drawn = new Map();
  #last = -PAUSE;

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
    this.#drawn.delete(row.id);
    row.querySelector(".inbox-row__line").textContent = frame.line;
    this.#setTime(row, frame);
    if (frame.unread !== null && frame.unread !== undefined) this.#setUnread(row, frame.unread);
    if (this.firstElementChild !== row) this.#keepingPlace(() => this.prepend(row));
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
    const answer = await fetch(this.dataset.src, { headers: { "HX-Request": "true" } }).catch(
      () => null,
    );
    if (answer?.status !== 200 || !this.isConnected) return; // 204: nobody is logged in any more
    const page = document.createElement("template");
    page.innerHTML = await answer.text();
    this.#keepingPlace(() => this.#take(page.content.querySelector("inbox-list")));
    this.#takeFilters(page.content.querySelector(".filters"));
  }

  /* The rows as they are now: what is the same stays the same element. */
  #take(fresh) {
    let place = this.firstElementChild;
    for (const row of Array.from(fresh.children)) {
      const html = row.outerHTML;
      const standing = row.id ? this.querySelector(`#${row.id}`) : null;
      const kept = standing && this.#drawn.get(row.id) === html ? standing : row;
      if (row.id) this.#drawn.set(row.id, html);
      if (standing === place) place = place?.nextElementSibling ?? null;
      if (kept !== standing) standing?.remove();
      if (kept.nextElementSibling !== place || !kept.isConnected) this.insertBefore(kept, place);
    }
    while (place) {
      const next = place.nextElementSibling;
      place.remove();
      place = next;
    }
  }

  #takeFilters(fresh) {
    const standing = this.parentElement.querySelector(".filters");
    if (!standing || standing.outerHTML === fresh.outerHTML) return;
    const focused =
      standing.contains(document.activeElement) && document.activeElement.getAttribute("href");
    standing.replaceWith(fresh);
    if (focused) fresh.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  }

  /* What is in the middle of a scrolled list stays there, wherever the rows above it go. */
  #keepingPlace(move) {
    const focused = this.contains(document.activeElement) && document.activeElement.id;
    const top = this.getBoundingClientRect().top;
    const before = [...this.children].map(({ id }) => id);
    const seen = [...this.children].filter(
      (row) => row.id && row.getBoundingClientRect().top >= top,
    );
    const places =
      this.scrollTop > 0 ? seen.map((row) => [row.id, row.getBoundingClientRect().top]) : [];
    move();
    const after = [...this.children].map(({ id }) => id);
    const stayed = places.filter(([id]) => after.includes(id));
    const anchor = stayed.find(([id]) => after.indexOf(id) >= before.indexOf(id)) ?? stayed[0];
    if (anchor) {
      this.scrollTop += document.getElementById(anchor[0]).getBoundingClientRect().top - anchor[1];
    }
    const lost = focused && document.activeElement?.id !== focused;
    if (lost) document.getElementById(focused)?.focus({ preventScroll: true });
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
