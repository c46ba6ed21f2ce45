// <quick-jump>: Ctrl+K (or the button) opens a list of one's conversations, contracts, sessions and requests; typing
// narrows it, the arrow keys walk through it, Enter goes there. The list is fetched when it is opened, so it is never
// stale, and has the newest; what is older, the server finds by the words and it joins the list.
import { fetchPart } from "../fetch.js";
import { isComposing } from "../keys.js";
import { fill } from "../replace.js";
import { LiveElement } from "./live-element.js";

const TYPED = 250;
const QUOTATION_MARKS = /["＂“”„‟«»「」『』〝〞〟]/g;
const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

class QuickJump extends LiveElement {
  #dialog;
  #field;
  #body;
  #none;
  #found; // the addresses that the server found for what is typed

  setUp() {
    this.#dialog = this.querySelector("dialog");
    this.#field = this.querySelector("input");
    this.#body = this.querySelector(".jump__body");
    this.#none = this.querySelector(".jump__none");
    this.on(this.querySelector("button"), "click", () => this.open());
    this.on(this.#field, "input", () => this.#typed());
    this.on(this.#dialog, "keydown", (event) => this.#walk(event));
    this.on(this.#dialog, "click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.on(document, "keydown", (event) => this.#pressed(event));
  }

  #pressed(event) {
    if (
      isComposing(event) ||
      event.key.toLowerCase() !== "k" ||
      !(event.ctrlKey || event.metaKey) ||
      event.shiftKey ||
      event.altKey
    ) {
      return;
    }
    event.preventDefault();
    if (this.#dialog.open) this.#dialog.close();
    else if (!document.querySelector("dialog[open]")) this.open();
  }

  async open() {
    this.#field.value = "";
    this.#found = undefined;
    this.#dialog.showModal();
    const list = await fetchPart(this.dataset.src);
    if (list === undefined) this.#dialog.close();
    else fill(this.#body, list);
    this.#narrow();
  }

  #typed() {
    this.#found = undefined;
    this.#narrow();
    if (this.#field.value.trim()) this.plan("find", TYPED, () => this.#find(this.#field.value));
    else this.cancel("find");
  }

  async #find(words) {
    const address = `${this.dataset.src}?q=${encodeURIComponent(words)}`;
    const html = await fetchPart(address);
    if (html === undefined || words !== this.#field.value) return;
    const found = document.createElement("template");
    found.innerHTML = html;
    const standing = new Set(
      [...this.#body.querySelectorAll("a")].map((link) => link.getAttribute("href")),
    );
    const links = [...found.content.querySelectorAll("a")];
    this.#found = new Set(links.map((link) => link.getAttribute("href")));
    const older = links.filter((link) => !standing.has(link.getAttribute("href")));
    this.#body.querySelector("ul")?.append(...older.map((link) => link.parentElement));
    this.#narrow();
    this.#none.textContent = this.#links().length ? "" : this.#none.dataset.none;
  }

  #links() {
    return [...this.#body.querySelectorAll("a")].filter((link) => !link.parentElement.hidden);
  }

  // What the server found fits, whatever its text looks like; of phrases only the server knows.
  #narrow() {
    const typed = this.#field.value;
    const words = plain(typed.replace(QUOTATION_MARKS, " ")).trim().split(/\s+/);
    const mayGuess = this.#found === undefined || typed.search(QUOTATION_MARKS) < 0;
    for (const link of this.#body.querySelectorAll("a")) {
      const text = plain(link.textContent);
      const fits = mayGuess && words.every((word) => text.includes(word));
      link.parentElement.hidden = !fits && !this.#found?.has(link.getAttribute("href"));
    }
    const found = this.#links();
    found.forEach((link, index) => link.toggleAttribute("data-first", index === 0));
    this.#none.textContent = ""; // the server may know of more
  }

  #walk(event) {
    if (isComposing(event)) return;
    const links = this.#links();
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") (links[at + 1] ?? links[0])?.focus();
    else if (event.key === "ArrowUp") (links[at - 1] ?? this.#field).focus();
    else if (event.key === "Enter" && at < 0) links[0]?.click();
    else return;
    event.preventDefault();
  }
}

customElements.define("quick-jump", QuickJump);
