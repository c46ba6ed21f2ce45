// <picture-choice> around the picture that one is shown by: cuts a square out of a file before it leaves the device, brings
// it, and waits until the server has looked into it.
import { fetchJson } from "../fetch.js";
import { Upload } from "../files/upload.js";
import { LiveElement } from "./live-element.js";

const SIDE = { least: 128, most: 1024 }; // pixels of what is sent
const STEP = 0.05; // of the square, for a press of an arrow
const ASK_AGAIN = 800; // milliseconds
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class PictureChoice extends LiveElement {
  #picture;
  #middle;
  #closer = 1;
  #from;
  #upload;

  setUp() {
    this.form = this.querySelector("[data-choose]");
    this.crop = this.querySelector(".picture-choice__crop");
    this.canvas = this.crop.querySelector("canvas");
    this.range = this.crop.querySelector("[type=range]");
    this.form.hidden = false;
    this.on(this.form.querySelector("[type=file]"), "change", ({ target }) => this.#open(target));
    this.on(this.range, "input", () => this.#come(Number(this.range.value)));
    this.on(this.canvas, "pointerdown", (event) => this.#hold(event));
    this.on(this.canvas, "pointermove", (event) => this.#drag(event));
    this.on(this.canvas, "wheel", (event) => this.#wheel(event), { passive: false });
    this.on(this.canvas, "keydown", (event) => this.#key(event));
    this.on(this.crop.querySelector("[data-use]"), "click", () => this.#use());
    this.on(this.crop.querySelector("[data-cancel]"), "click", () => this.#close());
    if (this.dataset.state === "checking") this.plan("ask", ASK_AGAIN, () => this.#ask());
  }

  async #open(field) {
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    const picture = await createImageBitmap(file).catch(() => null);
    const problem = this.#problemOf(file, picture);
    this.#say(problem);
    if (problem) {
      picture?.close();
      return;
    }
    this.#picture?.close();
    this.#picture = picture;
    this.#middle = { x: picture.width / 2, y: picture.height / 2 };
    this.range.max = String(Math.min(4, this.#sideOf(picture) / SIDE.least));
    this.range.value = "1";
    this.crop.hidden = false;
    this.#come(1);
    this.canvas.focus();
  }

  #problemOf(file, picture) {
    const { most, empty, tooLarge, undrawn, small } = this.dataset;
    if (!file.size) return empty;
    if (file.size > Number(most)) return tooLarge;
    if (!picture) return undrawn;
    return this.#sideOf(picture) < SIDE.least ? small : "";
  }

  #close() {
    this.crop.hidden = true;
    this.#picture?.close();
    this.#picture = undefined;
    this.form.querySelector("[type=file]").focus();
  }

  #sideOf({ width, height }) {
    return Math.min(width, height);
  }

  /* How much of the picture is seen, in its own pixels. */
  get #side() {
    return this.#sideOf(this.#picture) / this.#closer;
  }

  #come(closer) {
    this.#closer = closer;
    this.#move(0, 0);
  }

  /* By parts of the square that is seen; never over an edge. */
  #move(right, down) {
    const half = this.#side / 2;
    const within = (place, most) => Math.min(Math.max(place, half), most - half);
    const { x, y } = this.#middle;
    this.#middle = {
      x: within(x - right * this.#side, this.#picture.width),
      y: within(y - down * this.#side, this.#picture.height),
    };
    this.#draw(this.canvas);
  }

  #draw(canvas) {
    const { x, y } = this.#middle;
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    const from = [x - this.#side / 2, y - this.#side / 2, this.#side, this.#side];
    context.drawImage(this.#picture, ...from, 0, 0, canvas.width, canvas.height);
  }

  #hold({ pointerId, clientX, clientY }) {
    this.canvas.setPointerCapture(pointerId);
    this.#from = { x: clientX, y: clientY };
  }

  #drag({ pointerId, clientX, clientY }) {
    if (!this.canvas.hasPointerCapture(pointerId)) return;
    const { width } = this.canvas.getBoundingClientRect();
    this.#move((clientX - this.#from.x) / width, (clientY - this.#from.y) / width);
    this.#from = { x: clientX, y: clientY };
  }

  #wheel(event) {
    event.preventDefault();
    this.range.value = String(this.#closer * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
    this.#come(Number(this.range.value));
  }

  #key(event) {
    const [right, down] = ARROWS[event.key] ?? [];
    if (right === undefined) return;
    event.preventDefault();
    this.#move(right * STEP, down * STEP);
  }

  async #use() {
    const side = Math.round(Math.min(SIDE.most, Math.max(SIDE.least, this.#side)));
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    this.#draw(canvas);
    this.#close();
    const cut = await new Promise((give) => {
      canvas.toBlob(give, "image/jpeg", 0.92);
    });
    this.#bring(new File([cut], "picture.jpg", { type: cut.type }));
  }

  #bring(file) {
    const upload = new Upload({
      key: crypto.randomUUID(),
      file,
      target: this.dataset.target,
    });
    this.#upload?.cancel();
    this.#upload = upload;
    this.#say(this.dataset.going);
    this.on(upload, "changed", () => {
      if (upload.state === "done") this.#choose(upload);
      if (upload.state === "failed") this.#fail(upload, upload.why);
    });
    upload.go();
  }

  async #choose(upload) {
    const body = new FormData(this.form);
    body.set("file", upload.id);
    const headers = { Accept: "application/json" };
    const answer = await fetch(this.form.action, { method: "POST", headers, body }).catch(
      () => null,
    );
    const said = await answer?.json().catch(() => null);
    if (!answer?.ok) this.#fail(upload, said?.error?.message);
    else if (this.#isOver(upload)) this.#end(said);
  }

  #fail(upload, why) {
    if (this.#isOver(upload)) this.#say(why || this.dataset.failed);
  }

  /* Unless another one was taken in its place meanwhile, of which this says nothing. */
  #isOver(upload) {
    if (this.#upload !== upload) return false;
    this.#upload = undefined;
    return true;
  }

  async #ask() {
    const said = await fetchJson(this.form.action);
    if (said) this.#end(said);
    else this.plan("ask", ASK_AGAIN, () => this.#ask());
  }

  /* The page says what came of it, once nothing is being cut or brought that a reload would lose. */
  #end({ state }) {
    const isBusy = !this.crop.hidden || this.#upload;
    if (state === "checking" || isBusy) this.plan("ask", ASK_AGAIN, () => this.#ask());
    else location.reload();
  }

  #say(text) {
    this.querySelector(".picture-choice__said").textContent = text;
  }
}

customElements.define("picture-choice", PictureChoice);
