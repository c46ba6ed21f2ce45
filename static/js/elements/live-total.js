// <live-total> around the price fields of a proposal: shows the field that counts, and what the offer comes to while it
// is typed. It reckons in whole cents and rounds halves up, as the server does; the server's figures are the ones kept.
import { cents, whole } from "../amounts.js";
import { LiveElement } from "./live-element.js";

class LiveTotal extends LiveElement {
  setUp() {
    this.on(this, "input", () => this.#show());
    this.#show();
  }

  #show() {
    const perHour = this.#field("payment_model", ":checked")?.value === "per_hour";
    for (const part of this.querySelectorAll("[data-when]")) {
      part.hidden = (part.dataset.when === "per_hour") !== perHour;
    }
    const marks = this.dataset.marks.split(" ");
    const session = perHour
      ? perMinutes(cents(this.#text("hourly_rate"), marks), whole(this.#text("duration_minutes")))
      : cents(this.#text("price_per_session"), marks);
    const total = session * whole(this.#text("session_count"));
    const output = this.querySelector("output");
    output.hidden = !(total > 0);
    if (output.hidden) return;
    const fee = Math.floor((total * Number(this.dataset.feePercent) + 50) / 100);
    const figures = { session, total, fee, share: total - fee };
    for (const part of output.querySelectorAll("[data-part]")) {
      part.textContent = this.#money(figures[part.dataset.part]);
    }
  }

  #field(name, state = "") {
    return this.querySelector(`[name="${name}"]${state}`);
  }

  #text(name) {
    return this.#field(name)?.value ?? "";
  }

  #money(amount) {
    const figure = new Intl.NumberFormat(document.documentElement.lang, {
      minimumFractionDigits: 2,
    }).format(amount / 100);
    return `${this.dataset.currency} ${figure}`;
  }
}

function perMinutes(rate, minutes) {
  return Math.floor((2 * rate * minutes + 60) / 120);
}

customElements.define("live-total", LiveTotal);
