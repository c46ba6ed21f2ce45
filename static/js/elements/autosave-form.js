// <autosave-form data-url> inside a form: keeps what is typed as a draft on the server a moment after the last key, says
// so, and puts the draft's number into the form's `draft` field, so that posting turns that very draft into the thing.
// A server that is out of reach is asked again; what it refuses is said in its words and tried again with the next key.
import { LiveElement } from "./live-element.js";

const QUIET_MS = 1500;

class AutosaveForm extends LiveElement {
  #form;
  #saving = null;
  #leaving = false;
  #again = false;

  setUp() {
    this.#form = this.closest("form");
    if (!this.#form) return;
    this.on(this.#form, "input", () => this.#later());
    this.on(this.#form, "submit", (event) => this.#leave(event), { capture: true });
    this.on(window, "pageshow", () => {
      this.#leaving = false;
    });
  }

  #later() {
    this.plan("save", QUIET_MS, () => this.#save());
  }

  async #save() {
    if (this.#leaving) return;
    if (this.#saving) {
      this.#again = true;
      return;
    }
    this.#say("saving");
    this.#saving = this.#send();
    const { kept, refusal } = await this.#saving;
    this.#saving = null;
    this.#say(kept ? "saved" : "failed", refusal);
    if (this.#again || !(kept || refusal !== undefined)) this.#later();
    this.#again = false;
  }

  /* Whether the draft was kept; if the server refused it for good, also its sentence ("" when it gave none). */
  async #send() {
    try {
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        body: new FormData(this.#form),
        headers: { Accept: "application/json" },
      });
      if (answer.status >= 400 && answer.status < 500) {
        return { kept: false, refusal: await this.#reason(answer) };
      }
      if (!answer.ok) return { kept: false };
      const { draft, url } = await answer.json();
      this.#form.elements.draft.value = draft;
      history.replaceState(history.state, "", url);
      return { kept: true };
    } catch {
      return { kept: false };
    }
  }

  async #reason(answer) {
    const { error } = await answer.json().catch(() => ({}));
    return Object.values(error?.fields ?? {}).flat()[0] ?? error?.message ?? "";
  }

  /* Posting while the first draft is on its way would leave that draft behind: wait for its number. */
  #leave(event) {
    this.cancel("save");
    this.#leaving = true;
    if (!this.#saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    this.#saving.then(() => this.#form.requestSubmit(button));
  }

  #say(state, refusal) {
    this.querySelector("[role=status]").textContent = [this.dataset[state], refusal]
      .filter(Boolean)
      .join(". ");
  }
}

customElements.define("autosave-form", AutosaveForm);
