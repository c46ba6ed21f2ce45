// The page's one socket. It keeps itself alive, comes back by itself, and tells the elements what arrives:
// every frame is an event named after its kind, "up", "down" and "signed-out" say how the line is,
// "check" asks everybody to make sure that nothing was lost in silence. An "up" is late if something may have been
// missed since the page was drawn.
const PING = 25_000;
const ANSWER = 10_000; // a ping that is not answered by anything for so long found a dead link
const DOUBT = 4_000; // the same where something speaks for it
const OPENING = 35_000;
const CHECK = [30_000, 45_000];
const LATE = 2_000;
const WAIT = { first: 500, most: 30_000 };
const GOT = { every: 32, after: 1_000 };
const CODES = { signedOut: 4401, shutOut: 4403, tooMuch: 4429 };
// Small answers to this socket. Everything else (pushes, replays) is acknowledged.
const ANSWERS = new Set(["hello", "pong", "ack", "refused", "error"]);

class Connection extends EventTarget {
  #url;
  #socket;
  #attempts = 0;
  #heard = 0;
  #asked = 0;
  #patience = ANSWER;
  #timers = {};
  #got = 0;
  #told = 0;
  #build;
  #wasUp = false;
  signedOut = false;
  downSince = 0;

  start(url) {
    this.#url = url;
    this.#open();
    setInterval(() => this.#beat(), 5_000);
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.doubt());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    addEventListener("pagehide", () => this.#socket?.close(1000));
    addEventListener("pageshow", (event) => event.persisted && this.#wake());
    this.#planCheck();
  }

  get isUp() {
    return this.#socket?.readyState === WebSocket.OPEN && this.#heard > 0;
  }

  /* Returns whether the frame could be handed to the socket; that is no promise that it arrives. */
  send(frame) {
    if (!this.isUp) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /* Something says that the link may be dead, which a browser itself learns late: it is asked at once. */
  doubt() {
    if (!this.isUp || this.#timers.doubt) return;
    this.#ask(DOUBT);
    this.#timers.doubt = setTimeout(() => {
      this.#timers.doubt = undefined;
      this.#beat();
    }, DOUBT + 100);
  }

  #ask(patience) {
    if (!this.send({ t: "ping" })) return;
    this.#asked = Date.now();
    this.#patience = patience;
  }

  #open() {
    clearTimeout(this.#timers.open);
    if (!this.#url || this.signedOut || [0, 1].includes(this.#socket?.readyState)) return;
    this.#heard = 0;
    this.#got = 0;
    this.#told = 0;
    this.#asked = Date.now();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener(
      "message",
      ({ data }) => socket === this.#socket && this.#take(JSON.parse(data)),
    );
    socket.addEventListener("close", ({ code }) => socket === this.#socket && this.#closed(code));
  }

  #take(frame) {
    this.#heard = Date.now();
    if (!ANSWERS.has(frame.t)) this.#count();
    if (frame.t === "hello") this.#greeted(frame);
    this.#tell(frame.t, frame);
  }

  #greeted({ build, user }) {
    if (String(user) !== person) return this.#leave();
    this.#attempts = 0;
    this.downSince = 0;
    this.#build ??= build;
    const late = this.#wasUp || performance.now() > LATE;
    this.#wasUp = true;
    this.#tell("up", { late });
    if (this.#build !== build) this.#tell("new-version", { build });
    return undefined;
  }

  /* Somebody else logged in meanwhile: what is on this page is not theirs, and nothing of it goes out as theirs. */
  #leave() {
    this.signedOut = true;
    this.#socket.close(1000);
    this.#tell("signed-out");
    location.reload();
  }

  #count() {
    this.#got += 1;
    if (this.#got - this.#told >= GOT.every) this.#acknowledge();
    else this.#timers.got ??= setTimeout(() => this.#acknowledge(), GOT.after);
  }

  #acknowledge() {
    clearTimeout(this.#timers.got);
    this.#timers.got = undefined;
    if (this.#told < this.#got && this.send({ t: "got", count: this.#got })) this.#told = this.#got;
  }

  #closed(code) {
    if (!this.downSince) this.downSince = Date.now();
    this.#heard = 0;
    this.#tell("down", { code });
    if ([CODES.signedOut, CODES.shutOut].includes(code)) this.#askWhy();
    else this.#openLater(code === CODES.tooMuch ? WAIT.most : 0);
  }

  /* Full jitter: after a restart of the server its pages do not come back all at once. */
  #openLater(atLeast = 0) {
    const ceiling = Math.min(WAIT.most, WAIT.first * 2 ** this.#attempts++);
    clearTimeout(this.#timers.open);
    this.#timers.open = setTimeout(() => this.#open(), atLeast + Math.random() * ceiling);
  }

  /* The login may have been renewed in another tab; only a page that asks for a login says that it is gone. */
  async #askWhy() {
    try {
      const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
      this.signedOut = answer.type === "opaqueredirect" || answer.status === 401;
    } catch {
      this.signedOut = false;
    }
    if (this.signedOut) this.#tell("signed-out");
    else this.#openLater(1_000);
  }

  /* A link that died without a word is noticed by what does not come back. What was heard before the last ping says
     nothing, however long ago that was: a page in the background is woken once a minute only. */
  #beat() {
    const now = Date.now();
    if (!(this.#socket?.readyState <= 1) || this.signedOut) return;
    const isAnswered = this.#heard >= this.#asked;
    if (!isAnswered && now - this.#asked > (this.#heard ? this.#patience : OPENING)) this.#drop();
    else if (isAnswered && now - this.#heard >= PING) this.#ask(ANSWER);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = undefined;
    socket.close();
    this.#closed(0);
  }

  #wake() {
    if (this.isUp) this.#tell("check");
    else if (this.#socket?.readyState !== 0) {
      this.#attempts = 0;
      this.#open();
    }
    if (Date.now() - this.#heard > PING) this.doubt();
  }

  #planCheck() {
    const [least, most] = CHECK;
    setTimeout(
      () => {
        this.#tell("check");
        this.#planCheck();
      },
      least + Math.random() * (most - least),
    );
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/* Whose page this is: the number of an account, nothing if nobody is logged in. */
export const person = document.querySelector("meta[name=person]")?.content ?? "";
export const connection = new Connection();
const address = document.querySelector("meta[name=socket]")?.content;
if (address) connection.start(new URL(address, location.href.replace(/^http/, "ws")).href);
