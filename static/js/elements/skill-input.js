// <skill-input> around a field of skills between commas: shows them as tags that can be taken away, and suggests
// those that others use. The form still sends the one field, which is all there is without script.
import { isComposing } from "../keys.js";
import { LiveElement } from "./live-element.js";

class SkillInput extends LiveElement {
  #sent;
  #typed;
  #list;

  setUp() {
    this.#sent = this.querySelector("input");
    if (!this.#sent || this.#typed) return;
    this.#typed = this.#sent.cloneNode();
    this.#typed.removeAttribute("name");
    this.#sent.removeAttribute("id");
    this.#sent.type = "hidden";
    const suggestions = this.querySelector("datalist");
    suggestions.id ||= `${this.#typed.id}_suggestions`;
    this.#typed.setAttribute("list", suggestions.id);
    this.#list = Object.assign(document.createElement("ul"), { className: "tags skills__chosen" });
    this.#sent.after(this.#list, this.#typed);
    this.#typed.value = "";
    this.#typed.enterKeyHint = "done";
    this.#typed.addEventListener("keydown", (event) => this.#key(event));
    this.#typed.addEventListener("input", (event) => this.#typing(event));
    this.#typed.addEventListener("blur", () => this.#take());
    this.#draw();
  }

  get #names() {
    return this.#sent.value
      .split(/[,;\n]/)
      .map((name) => name.trim())
      .filter(Boolean);
  }

  #key(event) {
    if (isComposing(event)) return;
    if (event.key === "Enter" && this.#typed.value.trim()) {
      event.preventDefault();
      this.#take();
    } else if (event.key === "Backspace" && !this.#typed.value) {
      this.#keep(this.#names.slice(0, -1));
    }
  }

  /* A comma ends a skill, and so does picking a suggestion (its event carries no typed character). */
  #typing(event) {
    if (isComposing(event)) return;
    if (
      /[,;]/.test(this.#typed.value) ||
      event.inputType === undefined ||
      event.inputType === "insertReplacementText"
    ) {
      this.#take();
    }
  }

  #take() {
    const added = this.#typed.value
      .split(/[,;]/)
      .map((name) => name.trim())
      .filter(Boolean);
    this.#typed.value = "";
    if (added.length) this.#keep([...this.#names, ...added]);
  }

  #keep(names) {
    const seen = new Map(names.map((name) => [name.toLowerCase(), name]));
    this.#sent.value = [...seen.values()].join(", ");
    this.#sent.dispatchEvent(new Event("input", { bubbles: true }));
    this.#draw();
  }

  #draw() {
    this.#list.replaceChildren(...this.#names.map((name) => this.#tag(name)));
    this.#list.hidden = !this.#names.length;
  }

  #tag(name) {
    const item = Object.assign(document.createElement("li"), {
      className: "tag",
      textContent: name,
    });
    const remove = Object.assign(document.createElement("button"), {
      type: "button",
      className: "skills__remove",
      textContent: "×",
    });
    remove.setAttribute("aria-label", `${this.dataset.remove} ${name}`);
    remove.addEventListener("click", () => {
      this.#keep(this.#names.filter((each) => each !== name));
      this.#typed.focus();
    });
    item.append(remove);
    return item;
  }
}

customElements.define("skill-input", SkillInput);
