// The script of every page: loads the custom elements that any of them may hold, and ties htmx to them. Everything works
// on HTML that the server sent. What a page asks for is this script or one that begins with it (room.js, forms.js,
// dashboard.js); it hands out what an element is made with.
export { connection } from "./connection.js";
export { LiveElement } from "./elements/live-element.js";
export * from "./replace.js";
import "./elements/drawer-host.js";
import "./elements/toast-region.js";
import "./elements/live-time.js";
import "./elements/count-down.js";
import "./elements/theme-choice.js";
import "./elements/key-help.js";
import "./elements/quick-jump.js";
import "./elements/picture-gallery.js";
import "./elements/browser-zone.js";
import { connection } from "./connection.js";
import "./keep.js";
import { elementOf, replace } from "./replace.js";
import "./elements/chat-count.js";
import "./elements/connection-banner.js";
import "./elements/inbox-list.js";
import "./elements/live-part.js";
import "./elements/bell-count.js";

const body = document.body;
const toast = (text, tone) => text && document.querySelector("toast-region")?.show(text, tone);

/* A press waits for its answer: the button spins and further presses of the same form are dropped. */
function setBusy(form, busy, button = form.querySelector("button:not([type=button])")) {
  form.toggleAttribute("data-busy", busy);
  if (busy) button?.setAttribute("aria-busy", "true");
  else form.querySelectorAll("[aria-busy]").forEach((each) => each.removeAttribute("aria-busy"));
}

body.addEventListener(
  "submit",
  (event) => {
    if (!event.target.hasAttribute("data-busy")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

/* Heard after everybody else: a form that somebody's script or htmx takes is theirs to mark. */
body.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.matches("[hx-post], [hx-get]")) {
    return;
  }
  setBusy(form, true, event.submitter ?? undefined);
});

// A page that comes back from the browser's cache is not waiting for anything.
addEventListener("pageshow", () =>
  document.querySelectorAll("form[data-busy]").forEach((form) => setBusy(form, false)),
);

body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.matches("form")) {
    setBusy(detail.elt, true, detail.requestConfig.triggeringEvent?.submitter ?? undefined);
  } else if (detail.elt.matches(".button, .icon-button, .menu__item")) {
    detail.elt.setAttribute("aria-busy", "true");
  }
});

body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.matches("form")) setBusy(detail.elt, false);
  else detail.elt.removeAttribute("aria-busy");
  if (!detail.elt.isConnected) replayTriggers(detail.xhr);
});

/* A push may replace the pressed card before the answer to the press arrives; htmx then tells the answer's events
   to an element that has left the page. Tell them to the page instead. */
function replayTriggers(xhr) {
  const header = xhr?.getResponseHeader("HX-Trigger");
  if (!header?.startsWith("{")) return;
  for (const [name, value] of Object.entries(JSON.parse(header))) {
    body.dispatchEvent(
      new CustomEvent(name, {
        detail: typeof value === "object" ? value : { value },
        bubbles: true,
      }),
    );
  }
}

/* A refusal carries a fresh card and says where it goes; a bare 403 page has no place in this one. */
body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isCard = detail.xhr.getResponseHeader("HX-Reswap") === "outerHTML";
  if (isCard) replace(detail.target, elementOf(detail.serverResponse));
  if (isCard || (detail.xhr.status === 403 && !detail.xhr.getResponseHeader("HX-Retarget"))) {
    detail.shouldSwap = false;
  }
});

// What a push calls dirty, the parts of the page that hold it fetch again.
connection.addEventListener("dirty", ({ detail }) =>
  body.dispatchEvent(new CustomEvent("dirty", { detail })),
);

body.addEventListener("done", ({ detail }) => toast(detail.message, "ok"));
body.addEventListener("refused", ({ detail }) => toast(detail.message, "danger"));
body.addEventListener("toast", ({ detail }) => toast(detail.text, detail.tone));

function sayFailed({ detail }) {
  if (detail.xhr?.getResponseHeader("HX-Trigger")?.includes('"refused"')) return;
  const region = document.querySelector("toast-region");
  region?.show(navigator.onLine ? region.dataset.failed : region.dataset.offline, "danger");
}
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  body.addEventListener(name, sayFailed);
}
