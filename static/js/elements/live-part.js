// <live-part src data-conv>: a part of the page that the server draws anew when a card or a note has changed, in this
// conversation or, without data-conv, in any. It waits while somebody is using it, and keeps what it has when the
// answer is not the part, but the way to the login. With an id instead of `src` it is taken out of the page itself.
// What holds something with data-look-again is about to change without a word of it, and is asked for every second.
import { connection } from "../connection.js";
import { fetchInside, fetchPart } from "../fetch.js";
import { fill } from "../replace.js";
import { LiveElement } from "./live-element.js";

const GATHER = 250;
const BUSY = 1_500;
const SOON = 1_000;
const IN_USE = "form:focus-within input:not([type=hidden]), form:focus-within textarea";

class LivePart extends LiveElement {
  setUp() {
    this.on(connection, "entry", ({ detail: { kind, conv } }) => {
      if (kind !== "message" && this.#isAbout(conv)) this.refresh();
    });
    this.on(connection, "up", ({ detail }) => detail.late && this.refresh());
    this.on(connection, "check", () => this.dataset.conv || this.refresh());
    this.on(document.body, "caught-up done", () => this.refresh());
    this.#lookAgain();
  }

  #lookAgain() {
    if (this.querySelector("[data-look-again]")) this.refresh(SOON);
  }

  #isAbout(conv) {
    return !this.dataset.conv || conv === Number(this.dataset.conv);
  }

  refresh(delay = GATHER) {
    this.plan("fetch", delay, () => this.#fetch());
  }

  async #fetch() {
    if (this.querySelector(IN_USE)) return this.refresh(BUSY);
    const src = this.getAttribute("src");
    const html = await (src ? fetchPart(src) : fetchInside(location.href, this.id));
    if (html === undefined) return undefined;
    fill(this, html);
    this.#lookAgain();
    return this.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
  }
}

customElements.define("live-part", LivePart);
