// <drawer-host>: shows what htmx puts into #drawer-body in a modal <dialog>. A form inside posts by htmx whether its
// template says so or not; a 204 answer closes, unless it leads to another page (going back would call that off). The
// browser's back button closes it too.
import { LiveElement } from "./live-element.js";

class DrawerHost extends LiveElement {
  #dialog;
  #body;
  #title;
  #opener;
  #region;
  #changed = false;

  setUp() {
    this.#dialog = this.querySelector("dialog");
    this.#body = this.querySelector(".drawer__body");
    this.#title = this.querySelector(".drawer__title");
    this.#listenToBody();
    this.on(this.#dialog, "close", () => this.#closed());
    this.on(this.#dialog, "click", ({ target }) => {
      if (target === this.#dialog && !this.#changed) this.close();
    });
    this.on(document, "htmx:beforeRequest", ({ detail }) => {
      if (detail.target === this.#body && !this.#dialog.open) this.#openedBy(detail.elt);
    });
    this.on(window, "popstate", () => this.#wentBack());
  }

  #openedBy(control) {
    this.#opener = control;
    this.#region = control.closest("aside, .timeline, main");
  }

  #listenToBody() {
    this.on(this.#body, "htmx:beforeSwap", (event) => this.#pickContent(event));
    this.on(this.#body, "htmx:afterSwap", (event) => this.#filled(event));
    this.on(this.#body, "htmx:afterRequest", ({ detail: { xhr } }) => {
      if (xhr.status === 204 && !xhr.getResponseHeader("HX-Redirect")) this.close();
    });
    this.on(this.#body, "input", () => {
      this.#changed = true;
    });
    this.on(this.#body, "click", (event) => this.#cancel(event));
  }

  close() {
    this.#dialog.close();
  }

  #wentBack() {
    if (this.#dialog.open) this.#dialog.close();
    this.plan("restored", 0, () => {
      history.scrollRestoration = "auto";
    });
  }

  /* The whole page is as good an answer as its fragment. */
  #pickContent({ detail }) {
    if (detail.target !== this.#body || !detail.serverResponse.includes("<main")) return;
    const page = new DOMParser().parseFromString(detail.serverResponse, "text/html");
    detail.serverResponse = page.querySelector("main").innerHTML;
  }

  #filled({ detail }) {
    if (detail.target !== this.#body) return;
    this.#dressForms(detail.xhr.responseURL || detail.pathInfo.requestPath);
    this.#takeTitle();
    if (!this.#dialog.open) this.#open();
    const start = this.#body.querySelector(
      "[aria-invalid=true], [autofocus], input:not([type=hidden]):not([readonly]), select, textarea, .button",
    );
    (start ?? this.#body).focus();
  }

  /* A page brings its heading; a fragment without one is named after the press that opened it. */
  #takeTitle() {
    const heading = this.#body.querySelector("h1");
    if (heading) heading.hidden = true;
    const opener = this.#opener?.querySelector(".menu__text")?.firstChild ?? this.#opener;
    this.#title.textContent = (heading ?? opener)?.textContent.trim() ?? "";
  }

  #open() {
    this.#changed = false;
    history.scrollRestoration = "manual"; // else going back scrolls to what the address names
    history.pushState({ ...history.state, drawer: true }, "");
    this.#dialog.showModal();
  }

  #dressForms(address) {
    for (const form of this.#body.querySelectorAll("form[method=post]:not([hx-post])")) {
      form.setAttribute("hx-post", form.getAttribute("action") || address);
      form.setAttribute("hx-target", "#drawer-body");
      form.setAttribute("hx-sync", "this:drop");
      form.noValidate = true; // the server says what is wrong, in our words and beside the field
      window.htmx.process(form);
    }
  }

  /* "Cancel" on a form's own page is a link back; in the drawer it closes. */
  #cancel(event) {
    const link = event.target.closest("[data-cancel], .page-head__back");
    if (!link) return;
    event.preventDefault();
    this.close();
  }

  #closed() {
    if (history.state?.drawer) history.back();
    this.#body.replaceChildren();
    this.#focusOpener();
  }

  /* The opener may have been redrawn meanwhile: its like takes the focus, where it stood before that elsewhere. */
  #likeOpener() {
    const like = `[hx-get="${CSS.escape(this.#opener.getAttribute("hx-get") ?? "")}"]`;
    return this.#region?.querySelector(like) ?? document.querySelector(like);
  }

  #focusOpener() {
    const opener = this.#opener;
    if (!opener) return;
    const again = opener.isConnected ? opener : this.#likeOpener();
    again?.focus({ preventScroll: true });
  }
}

customElements.define("drawer-host", DrawerHost);
