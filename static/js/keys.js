// What a key means that is pressed while somebody writes.
const BY_INPUT_METHOD = 229; // what Safari gives the Enter that ended a composition, which is over for it by then
const touch = matchMedia("(pointer: coarse)");

/* Whether an input method (for Chinese, Japanese, Korean …) has this key or input for itself. */
export const isComposing = (event) => event.isComposing || event.keyCode === BY_INPUT_METHOD;

/* Whether people here write by finger now. A tablet that is given a mouse, or loses it, changes its answer; a laptop
   whose screen can be touched as well has a keyboard. */
export const writesByTouch = () => touch.matches;

/* Calls now, and whenever the answer changes while the element stays. */
export function followTouch(element, call) {
  element.on(touch, "change", call);
  call();
}
