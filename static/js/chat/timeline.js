// The list of entries: where each one stands, and what follows from its neighbours (days, groups, states).
import { elementOf, replace } from "../replace.js";
import { canGoWithout, isStopped } from "./outbox.js";

const GROUPED_WITHIN = 300;
const AT_END = 80;
export const KEPT = 400;

export class Timeline {
  constructor(view, labels) {
    this.list = view.querySelector(".timeline");
    this.scroller = view.querySelector(".timeline-scroll");
    this.labels = labels;
    this.#stayAtEnd(view);
  }

  /* What grows beneath (an answer being written, the keyboard of a phone) must not cover the end. */
  #stayAtEnd(view) {
    let wasAtEnd;
    view.on(this.scroller, "scroll", () => {
      wasAtEnd = this.isAtEnd;
    });
    const watch = new ResizeObserver(() => {
      if (wasAtEnd) this.toEnd();
      wasAtEnd ??= this.isAtEnd;
    });
    watch.observe(this.scroller);
    view.signal.addEventListener("abort", () => watch.disconnect());
  }

  get entries() {
    return [...this.list.querySelectorAll(":scope > .entry[data-seq]")];
  }

  get first() {
    return Number(this.list.querySelector(":scope > .entry[data-seq]")?.dataset.seq ?? 0);
  }

  get last() {
    return Number(this.entries.at(-1)?.dataset.seq ?? 0);
  }

  /* The scroller runs backwards: 0 is its end. */
  get isAtEnd() {
    return this.scroller.scrollTop > -AT_END;
  }

  toEnd() {
    this.scroller.scrollTop = 0;
  }

  /* Puts an entry where its number belongs. An older version of one that is here already is refused. */
  upsert(html, { again = false } = {}) {
    const entry = elementOf(html);
    const standing = this.#standing(entry);
    if (standing && !again && isOlder(entry, standing)) return null;
    if (standing) this.#renew(standing, entry);
    if (standing?.dataset.seq === undefined) this.#insert(entry);
    return entry;
  }

  #standing({ id, dataset: { client } }) {
    return document.getElementById(id) ?? (client ? this.optimistic(client) : null);
  }

  /* Whoever was on a control that is gone stays with the entry. */
  #renew(standing, entry) {
    entry.setAttribute("aria-live", "off"); // what changed is said by a note, not by reading the card again
    if (replace(standing, entry)) return;
    entry.tabIndex = -1;
    entry.focus({ preventScroll: true });
  }

  #insert(entry) {
    const seq = Number(entry.dataset.seq);
    const before = this.entries.findLast(
      (each) => each !== entry && Number(each.dataset.seq) < seq,
    );
    const place = before ?? this.list.querySelector(":scope > [data-older]");
    if (!place) this.list.prepend(entry);
    else if (place.nextElementSibling !== entry) place.after(entry);
    window.htmx?.process(entry);
  }

  optimistic(client) {
    return this.list.querySelector(
      `:scope > .entry[data-client="${CSS.escape(client)}"]:not([data-seq])`,
    );
  }

  /* Shows a message that is not numbered yet, always at the end. */
  showWaiting(item) {
    const entry = this.optimistic(item.client) ?? this.#addWaiting(item);
    const status = entry.querySelector(".entry__status");
    entry.querySelector(".entry__files")?.remove();
    if (item.uploads?.length) status.before(waitingFiles(item.uploads));
    entry.dataset.state = isStopped(item) ? "failed" : "sending";
    if (isStopped(item)) this.#offerWaysOn(status, item);
    else status.replaceChildren(this.labels.sending + progressOf(item.uploads));
  }

  #offerWaysOn(status, item) {
    const acts = canGoWithout(item) ? ["retry", "without", "discard"] : ["retry", "discard"];
    const buttons = acts.flatMap((act) => [button(this.labels[act], act), " "]);
    status.replaceChildren(`${this.labels.failed} ${item.why ?? ""} `, ...buttons);
  }

  #addWaiting({ client, body }) {
    const entry = document.createElement("li");
    Object.assign(entry.dataset, { kind: "message", side: "own", client });
    entry.className = "entry";
    entry.innerHTML =
      '<div class="entry__body"><div class="entry__text"></div><p class="entry__status"></p></div>';
    const text = entry.querySelector(".entry__text");
    text.textContent = body;
    if (!body) text.remove();
    this.list.append(entry);
    return entry;
  }

  /* Day dividers, groups, the "new" line and the state under one's last message. */
  arrange({ readUpTo, seenUpTo }) {
    const { entries } = this;
    const firstUnread = entries.find((entry) => isUnread(entry, readUpTo));
    entries.forEach((entry, index) => {
      const previous = entries[index - 1];
      const isNew = entry === firstUnread;
      const isNewDay = previous?.dataset.day !== entry.dataset.day;
      this.#divider(entry, "day", entry.dataset.dayLabel, isNewDay);
      this.#divider(entry, "new", this.labels.new, isNew);
      entry.toggleAttribute("data-grouped", !isNew && belongTogether(previous, entry));
    });
    this.#states(seenUpTo);
  }

  #divider(entry, kind, label, isWanted) {
    const standing = dividerAbove(entry, kind);
    if (standing && !isWanted) standing.remove();
    if (isWanted && !standing) entry.before(divider(kind, label));
  }

  #states(seenUpTo) {
    const own = this.entries.filter(
      (each) => each.dataset.kind === "message" && each.dataset.side === "own",
    );
    const last = own.at(-1);
    const lastSeen = own.findLast((each) => Number(each.dataset.seq) <= seenUpTo);
    for (const entry of own) {
      let text = "";
      if (entry === lastSeen) text = this.labels.seen;
      else if (entry === last) text = this.labels.sent;
      let status = entry.querySelector(".entry__status");
      if (text && !status) {
        status = document.createElement("p");
        status.className = "entry__status";
        entry.querySelector(".entry__body").append(status);
      }
      if (status && status.textContent !== text) status.textContent = text;
      if (status && !text) status.remove();
    }
  }

  /* Keeps the page light: the oldest go, and the link to older ones brings them back. */
  prune() {
    const surplus = this.entries.slice(0, -KEPT);
    for (const entry of surplus) {
      while (
        entry.previousElementSibling &&
        !entry.previousElementSibling.dataset.seq &&
        !entry.previousElementSibling.hasAttribute("data-older")
      ) {
        entry.previousElementSibling.remove();
      }
      entry.remove();
    }
    return surplus.length > 0;
  }
}

const isOlder = (entry, standing) => Number(standing.dataset.n ?? 0) > Number(entry.dataset.n);

function button(label, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "link-button", textContent: label });
  made.dataset.act = act;
  return made;
}

function waitingFiles(uploads) {
  const made = document.createElement("ul");
  made.className = "entry__files";
  for (const { name, why } of uploads) {
    const item = document.createElement("li");
    item.className = "file";
    item.innerHTML =
      '<div class="file__card"><span class="file__label"><span class="file__name" dir="auto"></span><span class="file__why"></span></span></div>';
    item.querySelector(".file__name").textContent = name;
    item.querySelector(".file__why").textContent = why ?? "";
    made.append(item);
  }
  return made;
}

function progressOf(uploads) {
  if (!uploads?.length) return "";
  const shares = uploads.map(({ share = 0 }) => share);
  return ` ${Math.floor((100 * shares.reduce((sum, each) => sum + each, 0)) / shares.length)} %`;
}

const isUnread = ({ dataset: { seq, side } }, readUpTo) =>
  readUpTo !== null && Number(seq) > readUpTo && side === "other";

/* A day or the "new" line stands between an entry and the numbered one before it. */
function dividerAbove(entry, kind) {
  let above = entry.previousElementSibling;
  while (above && !above.dataset.seq && above.dataset.kind !== kind) {
    above = above.previousElementSibling;
  }
  return above && !above.dataset.seq ? above : null;
}

function divider(kind, label) {
  const made = document.createElement("li");
  made.className = "entry";
  made.dataset.kind = kind;
  made.innerHTML = '<span class="entry__label"></span>';
  made.firstChild.textContent = label;
  return made;
}

function belongTogether(previous, entry) {
  return (
    Boolean(previous) &&
    entry.dataset.kind === "message" &&
    previous.dataset.kind === "message" &&
    previous.dataset.side === entry.dataset.side &&
    previous.dataset.day === entry.dataset.day &&
    Number(entry.dataset.at) - Number(previous.dataset.at) < GROUPED_WITHIN
  );
}
