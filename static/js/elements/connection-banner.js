// <connection-banner>: says that the line is down (not for a blink), that the login has ended, or that there is a new
// version. A new version is loaded by itself only when nothing unfinished would be lost.
import { connection } from "../connection.js";
import { LiveElement } from "./live-element.js";

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

class ConnectionBanner extends LiveElement {
  #isDown = false;

  setUp() {
    this.#isDown = false;
    this.className = "banner";
    this.dataset.edge = "";
    this.setAttribute("role", "status");
    this.on(connection, "down", () => this.#down());
    this.on(connection, "up", () => this.#say(""));
    this.on(connection, "signed-out", () => this.#signedOut());
    this.on(connection, "new-version", () => this.#newVersion());
    if (connection.downSince) this.#down();
  }

  /* Each try that fails says it again. */
  #down() {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#sayLater(RECONNECTING_AFTER, this.dataset.reconnecting, "warn");
    this.#sayLater(LOST_AFTER, this.dataset.lost, "danger");
  }

  #sayLater(delay, words, tone) {
    this.plan(tone, delay, () => connection.isUp || this.#say(words, tone));
  }

  #say(words, tone, ...more) {
    if (!words || more.length) {
      this.#isDown = false;
      this.cancel("warn");
      this.cancel("danger");
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
