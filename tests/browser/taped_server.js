// Stands where the server and the line to it are, for the page that is being tried. What it says is a tape of what
// the real server said; how it arrives is decided by the test: lost, doubled, held back, cut off, or not at all.
class TapedSocket extends EventTarget {
  static OPEN = 1;
  readyState = 0;
  deaf = false;

  constructor() {
    super();
    window.line.socket = this;
    setTimeout(() => this.#open(), 5);
  }

  #open() {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    const user = Number(document.querySelector("meta[name=person]").content);
    this.deliver({ t: "hello", user, build: "" });
  }

  deliver(frame) {
    if (this.readyState === 1 && !this.deaf) {
      this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
    }
  }

  send(text) {
    if (!this.deaf) window.line.asked(JSON.parse(text));
  }

  end(code) {
    if (this.readyState > 1) return;
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent("close", { code }));
  }

  close() {
    this.end(1000);
  }
}

class Line {
  tape;
  now = 0;
  held = [];
  answers = "pass";
  late = [];

  // --- what happens on the server ---------------------------------------------------------------

  /* The next commit of the tape; each of its frames meets the next of these fates. */
  commit(...fates) {
    if (this.now + 1 >= this.tape.length) return;
    this.now += 1;
    this.tape[this.now].frames.forEach((frame, index) =>
      this.#push(frame, fates[index % fates.length]),
    );
  }

  #push(frame, fate) {
    const copies = { hold: 0, lose: 0, double: 2, pass: 1 }[fate];
    if (fate === "hold") this.held.push(frame);
    for (let copy = 0; copy < copies; copy += 1) this.socket.deliver(frame);
  }

  asked({ t, after }) {
    if (t === "ping") this.socket.deliver({ t: "pong" });
    if (t !== "resume") return;
    const answer = this.#replay(after);
    if (this.answers === "pass") Promise.resolve().then(() => this.socket.deliver(answer));
    else if (this.answers === "late") this.late.push(answer);
  }

  #replay(after) {
    return this.tape[this.now].replays[after];
  }

  // --- what happens on the way ------------------------------------------------------------------

  release(order) {
    const frames = this.held.splice(0);
    if (order === "backwards") frames.reverse();
    frames.forEach((frame) => this.socket.deliver(frame));
  }

  arrive() {
    this.late.splice(0).forEach((answer) => this.socket.deliver(answer));
  }

  setAnswers(how) {
    this.answers = how;
  }

  /* What was on its way on this socket comes no more. */
  cut(code = 1006) {
    this.held = [];
    this.late = [];
    this.socket.end(code);
  }

  deafen() {
    this.socket.deaf = true;
  }

  // --- the page -----------------------------------------------------------------------------------

  /* The page as the server drew it after this commit. */
  show(commit) {
    document.querySelector("conversation-view").outerHTML = this.tape[commit].page;
  }

  begin(commit) {
    this.now = commit;
    this.answers = "pass";
    this.cut();
    this.show(commit);
  }

  settle() {
    this.answers = "pass";
    this.release("in order");
    this.arrive();
  }
}

window.line = new Line();
window.WebSocket = TapedSocket;
window.fetch = (address) => {
  const after = /\/entries\?after=(\d+)$/.exec(address)?.[1];
  if (after === undefined || !window.line.tape) return Promise.reject(new TypeError("no line"));
  const { replays } = window.line.tape[window.line.now];
  return Promise.resolve(new Response(JSON.stringify(replays[after])));
};
