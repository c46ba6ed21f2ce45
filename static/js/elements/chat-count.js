// The number beside "Chat" in the navigation: how many conversations hold something unread. Live on every page.
import { connection } from "../connection.js";

const GATHER = 400;
let timer;

function count() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const answer = await fetch("/chat/waiting", { redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    const { conversations } = await answer.json();
    for (const place of document.querySelectorAll("[data-count=chat]")) {
      place.textContent = conversations || "";
    }
  }, GATHER);
}

connection.addEventListener("entry", ({ detail }) => detail.unread && count());
connection.addEventListener("marker", count);
connection.addEventListener("up", ({ detail }) => detail.late && count());
connection.addEventListener("check", count);
