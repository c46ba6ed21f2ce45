// <live-part src data-conv>: a part of the page that the server draws anew when a card or a note has changed, in this
// conversation or, without data-conv, in any. It waits while somebody is using it, and keeps what it has when the
// answer is not the part, but the way to the login. With an id instead of `src` it is taken out of the page itself.
import { connection } from "../connection.js";
import { pressOf } from "../focus.js";
import { LiveElement } from "./live-element.js";

const GATHER = 250;
const BUSY = 1_500;

class LivePart extends LiveElement {
  setUp() {
    this.on(connection, "entry", ({ detail: { kind, conv } }) => {
      if (kind !== "message" && this.#isAbout(conv)) this.refresh();
    });
    this.on(connection, "up", ({ detail }) => detail.late && this.refresh());
    this.on(connection, "check", () => this.dataset.conv || this.refresh());
    this.on(document.body, "caught-up done", () => this.refresh());
  }

  #isAbout(conv) {
    return !this.dataset.conv || conv === Number(this.dataset.conv);
  }

  refresh(delay = GATHER) {
    this.plan("fetch", delay, () => this.#fetch());
  }

  async #fetch() {
    if (
      this.querySelector("form:focus-within input:not([type=hidden]), form:focus-within textarea")
    ) {
      return this.refresh(BUSY);
    }
    const html = await this.#drawnAnew();
    if (html === undefined) return undefined;
    const focused = this.#focused();
    const before = this.#folds();
    this.innerHTML = html;
    for (const [name, fold] of this.#folds()) {
      if (before.has(name)) fold.open = before.get(name).open;
    }
    window.htmx?.process(this);
    this.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
    if (focused) this.querySelector(focused)?.focus();
    return undefined;
  }

  /* A selector of the link or the press that has the focus. */
  #focused() {
    const control = document.activeElement;
    if (!this.contains(control)) return undefined;
    const href = control.getAttribute("href");
    if (href !== null) return `[href="${CSS.escape(href)}"]`;
    const form = control.closest("form[action]");
    return form && pressOf(form);
  }

  async #drawnAnew() {
    const src = this.getAttribute("src");
    const answer = await fetch(src ?? location.href, {
      headers: src ? { "HX-Request": "true" } : {},
      redirect: "error",
    }).catch(() => null);
    if (answer?.status !== 200) return undefined; // 204: nobody is logged in any more
    const html = await answer.text();
    return src
      ? html
      : new DOMParser().parseFromString(html, "text/html").getElementById(this.id)?.innerHTML;
  }

  /* What can be folded, under the name that it keeps when it is drawn anew. */
  #folds() {
    return new Map(
      [...this.querySelectorAll("details")].map((fold, n) => {
        const label = fold.id || fold.querySelector("summary")?.textContent.trim() || n;
        return [`${fold.parentElement.closest("[id]")?.id} ${label}`, fold];
      }),
    );
  }
}

customElements.define("live-part", LivePart);
