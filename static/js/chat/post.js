/* What the server answers to these fields: `answer` is missing without a network, `said` is its JSON. */
export async function ask(address, fields) {
  const headers = {
    "Content-Type": "application/json",
    Accept: "application/json",
    "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "",
  };
  const answer = await fetch(address, {
    method: "POST",
    headers,
    body: JSON.stringify(fields),
  }).catch(() => null);
  return { answer, said: await answer?.json().catch(() => null) };
}

// A small press: the change itself comes back by its number, like everybody's.
export async function post(address, fields, view) {
  const { answer, said } = await ask(address, fields);
  if (answer?.ok) {
    setTimeout(() => view.numbers.resume(), 300);
    return null;
  }
  const message = said?.error?.message ?? document.querySelector("toast-region")?.dataset.failed;
  document.body.dispatchEvent(
    new CustomEvent("toast", { detail: { text: message, tone: "danger" } }),
  );
  return message ?? "";
}
