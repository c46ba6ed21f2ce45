// The same control in another version of what is drawn anew.

/* Several forms of a card may post to one address: then it is the one in the same place among them. */
export function pressOf(form) {
  const action = `[action="${CSS.escape(form.getAttribute("action"))}"]`;
  const place =
    [...form.parentElement.children].filter((each) => each.matches(`form${action}`)).indexOf(form) +
    1;
  return `form:nth-child(${place} of form${action}) button`;
}
