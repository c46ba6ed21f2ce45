// One file on its way, by tus 1.0: in parts that grow while the line is fast. After a cut it asks how far it is and goes on;
// what the server refuses stops it, with the server's sentence.
const PART = { first: 256 * 1024, most: 4 * 1024 * 1024, fast: 1_500 };
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds, one after the other
const NEVER_TAKEN = new Set([413, 415, 422]);
const VERSION = { "Tus-Resumable": "1.0.0" };

export class Upload extends EventTarget {
  #target;
  #address;
  #offset = 0;
  #isKnown = false;
  #part = PART.first;
  #tries = 0;
  #run;

  /* `state`: going, paused, failed (then `why` is a sentence) or done (then `id` is the server's number of it). What is
     never taken, however often it is tried, has failed for good (`isFinal`). */
  constructor({ key, file, target, why }) {
    super();
    this.key = key;
    this.file = file;
    this.#target = target;
    this.why = why;
    this.isFinal = Boolean(why);
    this.state = why ? "failed" : "paused";
  }

  get share() {
    return this.state === "done" ? 1 : this.#offset / (this.file.size || 1);
  }

  async go() {
    if (this.state === "going" || this.state === "done" || this.isFinal) return;
    this.#become("going");
    const run = new AbortController();
    this.#run = run;
    while (this.state === "going" && this.#run === run) {
      // oxlint-disable-next-line no-await-in-loop -- one part follows the other
      await this.#step(run.signal);
    }
  }

  pause() {
    if (this.state !== "going") return;
    this.#become("paused");
    this.#run.abort();
    this.#isKnown = false;
  }

  /* Take it back; what the server has of it goes. */
  cancel() {
    this.#become("gone");
    this.#run?.abort();
    if (this.#address) this.#ask("DELETE").catch(() => null);
  }

  async #step(signal) {
    const answer = await this.#next(signal).catch(() => null);
    if (this.state !== "going" || signal.aborted) return undefined;
    if (answer?.ok) return this.#arrived(answer);
    if (isPassing(answer)) {
      return this.#rest(signal, Number(answer?.headers.get("Retry-After")));
    }
    if (answer.status !== 409 || !this.#address) return this.#fail(answer);
    this.#isKnown = false;
    return undefined;
  }

  async #fail(answer) {
    const said = await answer.json().catch(() => null);
    this.why = said?.error?.message ?? "";
    this.isFinal = NEVER_TAKEN.has(answer.status);
    this.#address = undefined;
    this.#isKnown = false;
    this.#become("failed");
  }

  #next(signal) {
    if (!this.#address) return this.#announce(signal);
    if (!this.#isKnown) return this.#ask("HEAD", { signal });
    const part = this.file.slice(this.#offset, this.#offset + this.#part);
    return this.#send(part, signal);
  }

  #announce(signal) {
    const said = { filename: this.file.name, target: this.#target, key: this.key };
    const pairs = Object.entries(said).map(([name, value]) => `${name} ${inBase64(value)}`);
    const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": pairs.join(",") };
    return this.#ask("POST", { headers, signal });
  }

  async #send(part, signal) {
    const began = performance.now();
    const headers = {
      "Upload-Offset": String(this.#offset),
      "Content-Type": "application/offset+octet-stream",
    };
    const answer = await this.#ask("PATCH", { headers, body: part, signal });
    const isFast = performance.now() - began < PART.fast;
    this.#part = isFast ? Math.min(PART.most, this.#part * 2) : this.#part;
    return answer;
  }

  #ask(method, { headers, ...more } = {}) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    return fetch(this.#address ?? "/api/uploads", {
      method,
      headers: { ...VERSION, "X-CSRFToken": token, ...headers },
      redirect: "error",
      ...more,
    });
  }

  #arrived({ headers }) {
    this.#address ??= headers.get("Location");
    this.#offset = Number(headers.get("Upload-Offset"));
    this.#isKnown = true;
    this.#tries = 0;
    if (this.#offset < this.file.size) this.#tell();
    else {
      this.id = Number(this.#address.split("/").pop());
      this.wasSent = headers.has("Upload-Sent");
      this.#become("done");
    }
  }

  /* Until the line may be back: smaller parts, and a question first. */
  async #rest(signal, seconds) {
    this.#isKnown = false;
    this.#part = PART.first;
    const wait = seconds || WAITS[Math.min(this.#tries, WAITS.length - 1)];
    this.#tries += 1;
    await new Promise((resume) => {
      setTimeout(resume, wait * 1000);
      addEventListener("online", resume, { once: true, signal });
      signal.addEventListener("abort", resume, { once: true });
    });
  }

  #become(state) {
    this.state = state;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("changed"));
  }
}

/* No line, or a server that has no time. */
const isPassing = (answer) =>
  !answer || answer.status >= 500 || answer.status === 408 || answer.status === 429;

function inBase64(text) {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
