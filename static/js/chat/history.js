// Older entries, fetched when the reader comes near the top, put in above without moving what is being read.
import { fetchJson } from "../fetch.js";

export class History {
  #view;
  #busy = false;
  #watch;

  constructor(view) {
    this.#view = view;
    this.#watch = new IntersectionObserver(
      (seen) => seen.some((each) => each.isIntersecting) && this.load(),
      { root: view.timeline.scroller, rootMargin: "400px 0px 0px" },
    );
    const link = this.#link;
    if (link) this.#attach(link);
    view.signal.addEventListener("abort", () => this.#watch.disconnect());
    view.on(view.timeline.list, "click", (event) => this.#follow(event));
  }

  /* A quote or a note may lead to what stands further up than this page reaches. */
  #follow(event) {
    const target = event.target.closest('a[href^="#entry-"]')?.hash;
    if (!target || document.getElementById(target.slice(1))) return;
    event.preventDefault();
    location.assign(`?at=${target.split("-").at(-1)}${target}`);
  }

  get #link() {
    return this.#view.timeline.list.querySelector(":scope > [data-older]");
  }

  #attach(item) {
    this.#view.on(item.querySelector("a"), "click", (event) => {
      event.preventDefault();
      this.load();
    });
    this.#watch.observe(item);
  }

  /* After the oldest entries were taken out of a long page. */
  offerOlder() {
    this.#view.dataset.older = "1";
    if (this.#link) return;
    const item = document.createElement("li");
    item.className = "timeline__more";
    item.dataset.older = "";
    item.innerHTML = '<a class="button" data-size="small"></a>';
    item.firstChild.textContent = this.#view.dataset.labelOlder;
    item.firstChild.href = `?before=${this.#view.timeline.first}`;
    this.#view.timeline.list.prepend(item);
    this.#attach(item);
  }

  /* Without a line the link stays and can be pressed again. */
  async load() {
    const { timeline, dataset } = this.#view;
    if (this.#busy || !dataset.older) return;
    this.#busy = true;
    const show = dataset.show === "agreements" ? "&show=agreements" : "";
    const part = await fetchJson(`${dataset.entries}?before=${timeline.first}${show}`);
    this.#busy = false;
    if (part) this.#add(part);
  }

  #add({ entries, older }) {
    entries.forEach(({ html }) => this.#view.timeline.upsert(html));
    if (!older) {
      this.#view.dataset.older = "";
      this.#link?.remove();
    }
    this.#view.rearrange();
  }
}
