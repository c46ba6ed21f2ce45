// What is asked of the server without leaving the page: undefined where no line is, or no such answer.

/* A part of a page, as HTML. */
export function fetchPart(address) {
  return fetchText(address, { "HX-Request": "true" });
}

/* An element out of a whole page, as HTML. */
export async function fetchInside(address, id) {
  const html = await fetchText(address, {});
  const page = html && new DOMParser().parseFromString(html, "text/html");
  return page?.getElementById(id)?.innerHTML;
}

async function fetchText(address, headers) {
  const answer = await fetch(address, { headers, redirect: "error" }).catch(() => null);
  return answer?.status === 200 ? answer.text() : undefined; // 204: nobody is logged in any more
}

export async function fetchJson(address) {
  const headers = { Accept: "application/json" };
  const answer = await fetch(address, { headers, redirect: "error" }).catch(() => null);
  return answer?.ok ? answer.json() : undefined;
}
