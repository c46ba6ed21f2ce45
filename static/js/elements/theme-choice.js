// <theme-choice>: light, dark, or as the system says. Kept in a cookie, so the server draws the right one at once.
import { LiveElement } from "./live-element.js";

const SECURE = location.protocol === "https:" ? "; secure" : "";
const COOKIE = SECURE ? "__Host-theme" : "theme";

class ThemeChoice extends LiveElement {
  setUp() {
    this.on(this, "click", (event) => {
      const button = event.target.closest("button");
      if (button) this.#choose(button.value);
    });
  }

  #choose(theme) {
    const chosen = theme === "system" ? "" : theme;
    document.cookie = `${COOKIE}=${chosen}; path=/; max-age=${chosen ? 31_536_000 : 0}; samesite=lax${SECURE}`;
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    for (const button of document.querySelectorAll("theme-choice button")) {
      button.setAttribute("aria-pressed", button.value === theme);
    }
  }
}

customElements.define("theme-choice", ThemeChoice);
