// <picture-gallery>: the pictures and pages of this page, one after the other over it. Arrow keys, Home, End and Escape; a
// press on the picture, Enter or + show it as large as it is.
import { LiveElement } from "./live-element.js";

class PictureGallery extends LiveElement {
  #dialog;
  #picture;
  #opener;
  #pictures = [];
  #at = 0;

  setUp() {
    this.#dialog = this.querySelector("dialog");
    this.#picture = this.querySelector("img");
    this.on(document, "click", (event) => this.#open(event));
    this.on(this.#dialog, "click", (event) => this.#press(event));
    this.on(this.#dialog, "keydown", (event) => this.#pressed(event));
    this.on(this.#dialog, "close", () => {
      this.#picture.removeAttribute("src");
      this.#opener?.focus();
    });
  }

  #open(event) {
    const link = event.target.closest("a[data-gallery]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#opener = link;
    this.#pictures = [...document.querySelectorAll("a[data-gallery]")].flatMap((each) =>
      each.dataset.gallery.split(" ").map((preview) => ({ link: each, preview })),
    );
    const isAlone = this.#pictures.length < 2;
    for (const each of this.querySelectorAll("[data-step]")) each.hidden = isAlone;
    this.#show(this.#pictures.findIndex((each) => each.link === link));
    this.#dialog.showModal();
  }

  #show(at) {
    this.#at = (at + this.#pictures.length) % this.#pictures.length;
    const { link, preview } = this.#pictures[this.#at];
    this.#picture.src = preview;
    this.#picture.alt = link.dataset.name;
    this.#enlarge(false);
    this.querySelector(".gallery__name").textContent = link.dataset.name;
    this.querySelector("[data-save]").href = `${link.getAttribute("href")}/download`;
  }

  /* A page of a PDF is as large as its picture; of a photo the whole of it is fetched for this. */
  #enlarge(isWhole) {
    const { link } = this.#pictures[this.#at];
    this.#dialog.toggleAttribute("data-whole", isWhole);
    this.querySelector("[data-zoom]").setAttribute("aria-pressed", isWhole);
    if (isWhole && link.matches(".file__picture")) this.#picture.src = link.href;
  }

  #turn() {
    this.#enlarge(!this.#dialog.hasAttribute("data-whole"));
  }

  #pressed(event) {
    const last = this.#pictures.length - 1;
    const places = { ArrowRight: this.#at + 1, ArrowLeft: this.#at - 1, Home: 0, End: last };
    const isWhole = this.#dialog.hasAttribute("data-whole");
    if (event.key === "+" || event.key === "-") this.#enlarge(event.key === "+");
    else if (event.key in places && !isWhole) {
      event.preventDefault();
      this.#show(places[event.key]);
    }
  }

  #press({ target }) {
    const { step } = target.closest("[data-step]")?.dataset ?? {};
    if (step) this.#show(this.#at + Number(step));
    else if (target === this.#picture || target.closest("[data-zoom]")) this.#turn();
    else if (!target.closest(".gallery__head") || target.closest("[data-close]")) {
      this.#dialog.close();
    }
  }
}

customElements.define("picture-gallery", PictureGallery);
