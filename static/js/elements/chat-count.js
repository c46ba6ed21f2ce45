// The number beside "Chat" in the navigation: how many conversations hold something unread. Live on every page.
import { connection } from "../connection.js";
import { fetchJson } from "../fetch.js";

const GATHER = 400;
let timer;

function count() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const waiting = await fetchJson("/chat/waiting");
    if (!waiting) return;
    for (const place of document.querySelectorAll("[data-count=chat]")) {
      place.textContent = waiting.conversations || "";
    }
  }, GATHER);
}

connection.addEventListener("entry", ({ detail }) => detail.unread && count());
connection.addEventListener("marker", count);
connection.addEventListener("up", ({ detail }) => detail.late && count());
connection.addEventListener("check", count);
