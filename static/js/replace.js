// The one way in which a part of the page is exchanged for what the server draws now. The control in focus keeps the
// focus, what is folded stays folded and what is open open, what is scrolled stays where it is, and htmx learns of it.

/* One element for another. Returns false if the focus was inside, and its control is there no more. */
export function replace(standing, fresh) {
  const state = stateOf(standing);
  standing.replaceWith(fresh);
  window.htmx?.process(fresh);
  return restore(fresh, state);
}

/* What stands in an element for other HTML. Returns the same. */
export function fill(element, html) {
  const state = stateOf(element);
  element.innerHTML = html;
  window.htmx?.process(element);
  return restore(element, state);
}

/* The rows of a list for those of now, and in their order. A row that the server draws as it did before stays the same
   element; `drawn` is where the list remembers that, by the ids of its rows. */
export function replaceRows(list, rows, drawn) {
  const ids = new Set(rows.map(({ id }) => id));
  keepPlace(list, () => {
    for (const row of Array.from(list.children)) if (!row.id || !ids.has(row.id)) row.remove();
    rows.forEach((row, index) => {
      const kept = renewed(list, row, drawn);
      const there = list.children[index] ?? null;
      if (there !== kept) list.insertBefore(kept, there);
    });
  });
}

function renewed(list, row, drawn) {
  const standing = row.id && list.querySelector(`:scope > #${CSS.escape(row.id)}`);
  const html = row.outerHTML;
  if (standing && drawn.get(row.id) === html) return standing;
  if (row.id) drawn.set(row.id, html);
  if (standing) replace(standing, row);
  return row;
}

/* What is in the middle of a scrolled list stays there, wherever this change takes the rows above it. */
export function keepPlace(list, change) {
  const state = stateOf(list);
  const before = idsIn(list);
  const places = list.scrollTop > 0 ? placesBelow(list.getBoundingClientRect().top, list) : [];
  change();
  const after = idsIn(list);
  const stayed = places.filter(([id]) => after.includes(id));
  const hasNotRisen = ([id]) => after.indexOf(id) >= before.indexOf(id);
  const [id, top] = stayed.find(hasNotRisen) ?? stayed[0] ?? [];
  if (id) list.scrollTop += document.getElementById(id).getBoundingClientRect().top - top;
  restore(list, state);
}

const idsIn = (list) => [...list.children].map(({ id }) => id);

function placesBelow(edge, list) {
  const places = [...list.children].map((row) => [row.id, row.getBoundingClientRect().top]);
  return places.filter(([id, top]) => id && top >= edge);
}

/* The element that this HTML is. */
export function elementOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function stateOf(root) {
  return { focus: focusIn(root), folds: foldsIn(root), scrolled: scrolledIn(root) };
}

function restore(root, { focus, folds, scrolled }) {
  for (const fold of root.querySelectorAll("details")) {
    const known = namesOf(fold).find((name) => folds.has(name));
    if (known) fold.open = folds.get(known);
  }
  for (const { place, to } of scrolled) {
    root.querySelectorAll(place.selector)[place.at]?.scrollTo(to);
  }
  if (!focus || root.contains(document.activeElement)) return true;
  const again = sameControl(root, focus);
  again?.focus({ preventScroll: true });
  return Boolean(again);
}

/* Where an element stands among its like, so that it is found in another version of them. */
function placeOf(element, root, selector) {
  const like = [...root.querySelectorAll(selector)];
  return { selector, at: like.indexOf(element), count: like.length };
}

function focusIn(root) {
  const control = document.activeElement;
  if (!root.contains(control)) return null;
  const selector = control === root ? null : selectorOf(control);
  return selector ? { isLink: control.matches("a"), ...placeOf(control, root, selector) } : {};
}

function selectorOf(control) {
  const name = ["hx-get", "href", "id", "name"].find((each) => control.hasAttribute(each));
  if (name) return `[${name}="${CSS.escape(control.getAttribute(name))}"]`;
  if (control.matches("summary")) return "summary";
  const form = control.closest("form[action]");
  return form && `form[action="${CSS.escape(form.getAttribute("action"))}"] button`;
}

/* Links to one place are as good as each other. Of presses that post to one address only the same will do: where one has
   gone, nobody knows which, and the next Enter must not take another one. */
function sameControl(root, { selector, at, count, isLink }) {
  const like = selector ? [...root.querySelectorAll(selector)] : [];
  if (like.length === count) return like[at];
  return isLink ? like[0] : undefined;
}

function foldsIn(root) {
  const folds = new Map();
  for (const fold of root.querySelectorAll("details")) {
    for (const name of namesOf(fold)) if (!folds.has(name)) folds.set(name, fold.open);
  }
  return folds;
}

/* What a fold is known by: its id or its words, and these without their numbers, which count what is inside. */
function namesOf(fold) {
  const place = fold.parentElement.closest("[id]")?.id;
  const words = fold.querySelector("summary")?.textContent.trim() ?? "";
  return [fold.id || words, words.replace(/\d+/g, "")].map((name) => `${place} ${name}`);
}

function scrolledIn(root) {
  return [...root.querySelectorAll("[class]")].filter(isScrolled).map((box) => ({
    place: placeOf(box, root, `[class="${CSS.escape(box.className)}"]`),
    to: { top: box.scrollTop, left: box.scrollLeft, behavior: "instant" },
  }));
}

const isScrolled = ({ scrollTop, scrollLeft }) => scrollTop || scrollLeft;
