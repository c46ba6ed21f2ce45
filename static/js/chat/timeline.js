// The list of entries: where each one stands, and what follows from its neighbours (days, groups, states).
import { pressOf } from "../focus.js";

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
    const entry = parsed(html);
    const standing =
      document.getElementById(entry.id) ??
      (entry.dataset.client && this.optimistic(entry.dataset.client));
    if (standing && !again && Number(standing.dataset.n ?? 0) > Number(entry.dataset.n)) {
      return null;
    }
    if (standing) {
      entry.setAttribute("aria-live", "off"); // what changed is said by a note, not by reading the card again
      replaceKeepingFocus(standing, entry);
    }
    if (!standing || standing.dataset.seq === undefined) this.#insert(entry);
    window.htmx?.process(entry);
    return entry;
  }

  #insert(entry) {
    const seq = Number(entry.dataset.seq);
    const before = this.entries.findLast(
      (each) => each !== entry && Number(each.dataset.seq) < seq,
    );
    if (before) {
      if (before.nextElementSibling !== entry) before.after(entry);
      return;
    }
    const older = this.list.querySelector(":scope > [data-older]");
    if (older) older.after(entry);
    else this.list.prepend(entry);
  }

  optimistic(client) {
    return this.list.querySelector(
      `:scope > .entry[data-client="${CSS.escape(client)}"]:not([data-seq])`,
    );
  }

  /* Shows a message that is not numbered yet, always at the end. */
  showWaiting({ client, body, why }) {
    let entry = this.optimistic(client);
    if (!entry) {
      entry = document.createElement("li");
      Object.assign(entry.dataset, { kind: "message", side: "own", client });
      entry.className = "entry";
      entry.innerHTML =
        '<div class="entry__body"><div class="entry__text"></div><p class="entry__status"></p></div>';
      entry.querySelector(".entry__text").textContent = body;
      this.list.append(entry);
    }
    entry.dataset.state = why ? "failed" : "sending";
    const status = entry.querySelector(".entry__status");
    status.replaceChildren(why ? `${this.labels.failed} ${why} ` : this.labels.sending);
    if (why) {
      status.append(
        button(this.labels.retry, "retry"),
        " ",
        button(this.labels.discard, "discard"),
      );
    }
  }

  /* Day dividers, groups, the "new" line and the state under one's last message. */
  arrange({ readUpTo, seenUpTo }) {
    let previous;
    let freshShown = false;
    for (const entry of this.entries) {
      this.#divider(
        entry,
        previous?.dataset.day !== entry.dataset.day && "day",
        entry.dataset.dayLabel,
      );
      const fresh =
        !freshShown &&
        readUpTo !== null &&
        Number(entry.dataset.seq) > readUpTo &&
        entry.dataset.side === "other";
      freshShown ||= fresh;
      this.#divider(entry, fresh && "new", this.labels.new);
      entry.toggleAttribute("data-grouped", !fresh && belongTogether(previous, entry));
      previous = entry;
    }
    this.#states(seenUpTo);
  }

  #divider(entry, kind, label) {
    const name = kind || (label === this.labels.new ? "new" : "day");
    let divider = entry.previousElementSibling;
    while (divider && !divider.dataset.seq && divider.dataset.kind !== name) {
      divider = divider.previousElementSibling;
    }
    const stands = divider && !divider.dataset.seq && divider.dataset.kind === name;
    if (!kind) return stands && divider.remove();
    if (stands) return undefined;
    const made = document.createElement("li");
    made.className = "entry";
    made.dataset.kind = kind;
    made.innerHTML = '<span class="entry__label"></span>';
    made.firstChild.textContent = label;
    return entry.before(made);
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

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function button(label, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "link-button", textContent: label });
  made.dataset.act = act;
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

/* Whoever has the focus inside keeps it on the same control of the new version. */
function replaceKeepingFocus(standing, entry) {
  const active = standing.contains(document.activeElement) ? document.activeElement : null;
  const open = standing.querySelector("details[open]") !== null;
  const name = active && nameOf(active);
  standing.replaceWith(entry);
  if (open) entry.querySelector("details")?.setAttribute("open", "");
  if (!active) return;
  const again = name && entry.querySelector(name);
  if (again) return again.focus();
  entry.tabIndex = -1;
  entry.focus({ preventScroll: true });
}

/* A selector that finds the same control in another version of its card. */
function nameOf(control) {
  if (control.id) return `#${CSS.escape(control.id)}`;
  const attribute = ["hx-get", "href", "name"].find((each) => control.hasAttribute(each));
  if (attribute) return `[${attribute}="${CSS.escape(control.getAttribute(attribute))}"]`;
  const form = control.closest("form[action]");
  return form && pressOf(form);
}
