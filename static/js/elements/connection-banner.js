// <connection-banner>: says that the line is down (not for a blink), that the login has ended, or that there is a new
// version. A new version is loaded by itself only when nothing unfinished would be lost.
import { connection } from "../connection.js";

const RECONNECTING_AFTER = 2_000;
const LOST_AFTER = 15_000;

function isAnythingTyped() {
  const fields = [...document.querySelectorAll("main :is(input:not([type=hidden]), textarea)")];
  return fields.some((field) =>
    ["checkbox", "radio"].includes(field.type)
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue,
  );
}

class ConnectionBanner extends HTMLElement {
  #timers = [];
  #stop = new AbortController();

  connectedCallback() {
    const { signal } = this.#stop;
    this.className = "banner";
    this.dataset.edge = "";
    this.setAttribute("role", "status");
    connection.addEventListener("down", () => this.#down(), { signal });
    connection.addEventListener("up", () => this.#say(""), { signal });
    connection.addEventListener("signed-out", () => this.#signedOut(), { signal });
    connection.addEventListener("new-version", () => this.#newVersion(), { signal });
    if (connection.downSince) this.#down();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#timers.forEach(clearTimeout);
  }

  #down() {
    if (this.#timers.length) return;
    this.#timers = [
      setTimeout(
        () => connection.isUp || this.#say(this.dataset.reconnecting, "warn"),
        RECONNECTING_AFTER,
      ),
      setTimeout(() => connection.isUp || this.#say(this.dataset.lost, "danger"), LOST_AFTER),
    ];
  }

  #say(words, tone, ...more) {
    if (!words || more.length) {
      this.#timers.forEach(clearTimeout);
      this.#timers = [];
    }
    this.hidden = !words;
    if (tone) this.dataset.tone = tone;
    const text = document.createElement("span");
    text.className = "banner__text";
    text.textContent = words;
    this.replaceChildren(...(words ? [text, ...more] : []));
  }

  #signedOut() {
    this.#say(
      this.dataset.signedOut,
      "danger",
      this.#link(
        this.dataset.logIn,
        `/account/login/?next=${encodeURIComponent(location.pathname)}`,
      ),
    );
  }

  #newVersion() {
    if (!document.querySelector("dialog[open]") && !isAnythingTyped()) return location.reload();
    return this.#say(
      this.dataset.newVersion,
      "info",
      this.#link(this.dataset.reload, location.href),
    );
  }

  #link(words, address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words;
    return link;
  }
}

customElements.define("connection-banner", ConnectionBanner);
