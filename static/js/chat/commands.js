// What a slash offers: the composer's menu, narrowed to what was typed. Arrow keys choose, Enter and Tab take what is
// marked, Escape closes. The focus stays in the text, so the marked command is named by aria-activedescendant.
// A command that the menu lacks is not possible now; its name is no message either.
const TAKES_WORDS = new Set(["/times", "/reschedule"]);

const names = ({ dataset: { slash, also } }) => [slash, also];
const isCalled = (item, name) => names(item).includes(name);

export class SlashCommands {
  #menu;
  #opener;
  #text;
  #known;
  #declined = false;
  #marked;

  constructor(composer, text) {
    this.#menu = composer.querySelector("#composer-menu");
    this.#opener = composer.querySelector("[popovertarget=composer-menu]");
    this.#text = text;
    this.#known = (text.form.dataset.commands ?? "").split(" ");
    composer.on(this.#menu, "toggle", ({ newState }) => newState === "closed" && this.#closed());
  }

  get #isOpen() {
    return this.#menu.matches(":popover-open");
  }

  get #items() {
    return [...this.#menu.querySelectorAll("a.menu__item")];
  }

  /* After every change of the text. The button opens the menu, so that it stands beside it. */
  follow() {
    const fits = this.#fitting();
    if (!this.#text.value.startsWith("/")) this.#declined = false;
    const shown = !this.#declined && (fits.length || this.#text.value === "/");
    if (Boolean(shown) !== this.#isOpen) this.#opener.click();
    for (const item of this.#items) item.hidden = Boolean(shown) && !fits.includes(item);
    if (shown) this.#mark(this.#chosen(fits));
  }

  /* Returns whether this key was for the menu. */
  pressed(event) {
    const fits = this.#isOpen ? this.#fitting() : [];
    if (!fits.length) return false;
    const at = fits.indexOf(this.#marked);
    if (event.key === "ArrowDown") this.#mark(fits[(at + 1) % fits.length]);
    else if (event.key === "ArrowUp") this.#mark(fits.at(at - 1));
    else if (event.key === "Tab" && !event.shiftKey) this.#text.form.requestSubmit();
    else if (event.key === "Escape") this.#declined = true;
    else return false;
    if (event.key === "Escape") this.#menu.hidePopover();
    event.preventDefault();
    return true;
  }

  /* Opens the form that this text stands for, with the words behind the slash in it; false if it is a message. */
  take() {
    const [slash, ...words] = this.#text.value.trim().split(/\s+/);
    const fits = this.#fitting();
    const link = this.#declined
      ? fits.find((item) => isCalled(item, slash.toLowerCase()))
      : this.#chosen(fits);
    if (!link) return false;
    link.setAttribute("hx-vals", JSON.stringify(words.length ? { typed: words.join(" ") } : {}));
    this.#text.value = "";
    link.click();
    return true;
  }

  has(name) {
    return this.#items.some((item) => isCalled(item, name));
  }

  /* The command that this text names, if nothing opens it now; else undefined. */
  get impossible() {
    const [slash] = this.#text.value.trim().toLowerCase().split(/\s+/);
    return this.#known.includes(slash) && !this.has(slash) ? slash : undefined;
  }

  #chosen(fits) {
    return fits.includes(this.#marked) ? this.#marked : fits[0];
  }

  /* "/" is everything, "/re" what begins so, "/times thu 5-6pm" the one command that takes words. */
  #fitting() {
    const text = this.#text.value.trimEnd().toLowerCase();
    if (!text.startsWith("/") || text.includes("\n")) return [];
    if (text === "/") return this.#items;
    const [slash, ...words] = text.split(" ");
    const isMeant = words.length
      ? (item) => isCalled(item, slash) && TAKES_WORDS.has(item.dataset.slash)
      : (item) => names(item).some((name) => name?.startsWith(slash));
    return this.#items.filter(isMeant);
  }

  #mark(item) {
    this.#marked?.removeAttribute("aria-current");
    this.#marked = item;
    if (!item) return;
    item.id ||= `command-${this.#items.indexOf(item)}`;
    item.setAttribute("aria-current", "true");
    item.scrollIntoView({ block: "nearest" });
    this.#text.setAttribute("aria-controls", this.#menu.id);
    this.#text.setAttribute("aria-activedescendant", item.id);
  }

  /* The button shows all of them again. */
  #closed() {
    this.#marked?.removeAttribute("aria-current");
    this.#marked = undefined;
    for (const item of this.#items) item.hidden = false;
    this.#text.removeAttribute("aria-activedescendant");
  }
}
