// <bell-count data-src>: the number on the bell. A `dirty` frame that names the bell, or a line that came back, fetches
// it again; lists hear of it as a `bell` event on the body. While the tab is hidden and the person has allowed it, the
// browser shows the newest line, and new messages of conversations that are not muted.
import { connection } from "../connection.js";
import { fetchJson } from "../fetch.js";
import { LiveElement } from "./live-element.js";

// (Browsers of phones have the name but refuse to make one.)
const CAN_SHOW = "Notification" in window && !navigator.userAgentData?.mobile;
const GATHER = 150;
const SEEN_ELSEWHERE = 1_500; // a visible tab has marked the message as read by then

class BellCount extends LiveElement {
  #newest = Number(this.dataset.newest);

  setUp() {
    this.on(connection, "dirty", ({ detail }) => detail.keys?.includes("bell") && this.refresh());
    this.on(connection, "entry", ({ detail }) => this.#hear(detail));
    this.on(connection, "up", ({ detail }) => detail.late && this.refresh());
    this.on(connection, "check", () => this.refresh());
  }

  refresh() {
    this.plan("fetch", GATHER, () => this.#fetch());
  }

  async #fetch() {
    const bell = await fetchJson(this.dataset.src);
    if (bell) this.#ring(bell);
  }

  #ring({ unread, newest }) {
    this.textContent = unread || "";
    document.body.dispatchEvent(new CustomEvent("bell", { detail: { unread } }));
    if (newest && newest.id > this.#newest && mayShow()) {
      show("Skileez", { ...newest, tag: `notice-${newest.id}` }, this.dataset.icon);
    }
    this.#newest = Math.max(this.#newest, newest?.id ?? 0);
    this.dataset.newest = this.#newest;
  }

  /* A new message: whether it is to be heard of (not one's own, muted or read) the server says. */
  #hear({ kind, conv, seq, n }) {
    if (kind !== "message" || seq !== n || !mayShow()) return;
    setTimeout(async () => {
      const { message } = (await fetchJson(`/notifications/message/${conv}/${seq}`)) ?? {};
      if (message && mayShow()) {
        show(message.other, { ...message, tag: `message-${conv}-${seq}` }, this.dataset.icon);
      }
    }, SEEN_ELSEWHERE);
  }
}

const mayShow = () => CAN_SHOW && document.hidden && Notification.permission === "granted";

/* Several tabs may be open: the tag makes one notification of what they all show. */
function show(title, { text, tag, url, read }, icon) {
  const shown = new Notification(title, { body: text, tag, icon });
  shown.addEventListener("click", () => {
    window.focus();
    shown.close();
    if (read) markRead(read);
    location.assign(url);
  });
}

function markRead(address) {
  const headers = {
    Accept: "application/json",
    ...JSON.parse(document.body.getAttribute("hx-headers")),
  };
  fetch(address, { method: "POST", headers, keepalive: true }); // goes on while the page is left
}

customElements.define("bell-count", BellCount);

/* <ask-notifications>: the offer to show notifications on this device, only where they can be and were not decided. */
class AskNotifications extends LiveElement {
  setUp() {
    this.hidden = !CAN_SHOW || Notification.permission !== "default";
    this.on(this, "click", ({ target }) => target.closest("button") && this.#ask());
  }

  async #ask() {
    await Notification.requestPermission();
    this.hidden = Notification.permission !== "default";
  }
}

customElements.define("ask-notifications", AskNotifications);
