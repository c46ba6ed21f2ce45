// <toast-region>: short words about what just happened. Good news leaves by itself, bad news waits to be dismissed.
import { LiveElement } from "./live-element.js";

const LINGER = 6000;

class ToastRegion extends LiveElement {
  setUp() {
    for (const toast of this.querySelectorAll(":scope > .toast")) this.#dress(toast);
  }

  show(text, tone = "ok") {
    const same = [...this.querySelectorAll(":scope > .toast")].find(
      (toast) => toast.textContent.trim() === text.trim(),
    );
    same?.remove();
    const toast = this.#part("toast");
    toast.dataset.tone = tone;
    toast.querySelector(".toast__text").textContent = text;
    this.append(toast);
    this.#dress(toast);
  }

  #part(name) {
    return this.querySelector(`template[data-part=${name}]`).content.firstElementChild.cloneNode(
      true,
    );
  }

  #dress(toast) {
    const bad = ["danger", "warn"].includes(toast.dataset.tone);
    toast.prepend(this.#part(bad ? "danger" : "ok"));
    const close = this.#part("close");
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
    if (!bad) this.#leaveLater(toast);
  }

  /* Not while it is being read: the clock stops under the pointer and under the focus. */
  #leaveLater(toast) {
    let timer;
    const start = () => {
      timer = setTimeout(() => toast.remove(), LINGER);
    };
    const stop = () => clearTimeout(timer);
    for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stop);
    for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
    start();
  }
}

customElements.define("toast-region", ToastRegion);
