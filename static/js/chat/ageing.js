// Some cards change without a push: by time alone (a deadline passes, a link opens), or for this reader only. They are
// fetched anew.
import { fetchPart } from "../fetch.js";

const LONGEST = 2 ** 31 - 1;

export class Ageing {
  #view;

  constructor(view) {
    this.#view = view;
  }

  plan() {
    this.#view.cancel("renew");
    const due = [...this.#view.querySelectorAll(".timeline [data-refresh-at]")].map((card) => [
      Date.parse(card.dataset.refreshAt),
      card,
    ]);
    const [at, card] = due.toSorted(([a], [b]) => a - b)[0] ?? [];
    if (at) {
      const rest = Math.max(at - Date.now(), 0) + 500 + Math.random() * 1_000;
      this.#view.plan("renew", Math.min(rest, LONGEST), () => this.#renew(card));
    }
  }

  async #renew(card) {
    const entry = card.closest(".entry");
    const instant = card.dataset.refreshAt;
    if (entry && Date.parse(instant) <= Date.now()) {
      const fresh = await this.redraw(entry);
      const same = fresh && fresh.querySelector("[data-refresh-at]")?.dataset.refreshAt === instant;
      if (same || !fresh) {
        document
          .getElementById(entry.id)
          ?.querySelector("[data-refresh-at]")
          ?.removeAttribute("data-refresh-at");
      }
    }
    this.plan();
  }

  /* As the server has it now for this reader. */
  async redraw(entry) {
    if (!entry || !this.#view.contains(entry)) return undefined;
    const html = await fetchPart(`${this.#view.dataset.entries}/${entry.dataset.seq}`);
    const fresh = html && this.#view.timeline.upsert(html, { again: true });
    this.#view.rearrange();
    return fresh;
  }
}
