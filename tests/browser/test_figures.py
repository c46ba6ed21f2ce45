"""A figure and its unit stand on one line, on every page and width, and no page gets wider for it."""

import pytest

from tests.browser.doors import enter
from tests.browser.test_long_names import SPILL
from tests.browser.test_the_look import COACH, DOORS, SESSIONS, STUDENT

WIDTHS = (1440, 390, 320)
OWN = ["/chat/search?q=time", "/coaches/2", "/contracts/1/amend", "/settings/calendar"]

# Figures that a line is broken in. The text of messages is what people wrote; a button may have two lines.
BROKEN = r"""() => {
  const figures = [
    /[A-Z]{2}-\d{4}-\d+/g, /[A-Z]{3} \d[\d.,]*/g, /\b\d+ of \d+\b/g, /\b\d+ × \d+ min\b/g,
    /\d\d:\d\d(?:–\d\d:\d\d)?(?: your time| \([A-Z][a-z]+\))?/g, /your time/g,
    /\b\d+ (?:min|minutes|h|hours?|days?|sessions?|%|[A-Z][a-z]{2} \d{4})(?=\W|$)/g,
  ];
  const isBlock = (each) => !/^(inline|none|contents)/.test(getComputedStyle(each).display);
  const left = ".entry__text, button, .button, .visually-hidden, option, textarea, svg, script";
  const found = [];
  for (const block of [...document.querySelectorAll("body *")].filter(isBlock)) {
    if (!block.checkVisibility() || block.closest(left)) continue;
    const nodes = [];
    const signs = [];
    const read = (parent) => {
      for (const child of parent.childNodes) {
        if (child.nodeType === 3) {
          [...child.data].forEach((sign, at) => {
            const isGap = /\s/.test(sign);
            if (isGap && signs.at(-1) === " ") return;
            signs.push(isGap ? " " : sign);
            nodes.push([child, at]);
          });
        } else if (child.nodeType === 1 && !child.matches(left)) {
          if (!isBlock(child) || getComputedStyle(child).display === "inline-block") read(child);
        }
      }
    };
    read(block);
    for (const figure of figures.flatMap((kind) => [...signs.join("").matchAll(kind)])) {
      const range = document.createRange();
      range.setStart(...nodes[figure.index]);
      const [last, at] = nodes[figure.index + figure[0].length - 1];
      range.setEnd(last, at + 1);
      const boxes = [...range.getClientRects()].filter(({ width }) => width > 1);
      const isBroken = boxes.some(({ top }) => boxes.some(({ bottom }) => bottom <= top + 1));
      if (isBroken) found.push(`${figure[0]} in .${block.className}`);
    }
  }
  return [...new Set(found)];
}"""


@pytest.mark.timeout(600)  # every page in three widths
@pytest.mark.parametrize(
    ("email", "paths"),
    [
        ("student@demo.test", [*STUDENT, *SESSIONS, *OWN]),
        ("coach@demo.test", [*COACH, *SESSIONS, *OWN, "/chat/1", "/contracts/1", "/notifications"]),
        ("both@demo.test", ["/dashboard", "/contracts", "/contracts/2", "/chat/2", *DOORS]),
    ],
)
def test_no_line_is_broken_between_a_figure_and_its_unit(chromium, product, email, paths):
    page = enter(chromium, product, email, "/dashboard")
    wrong = []
    for path in paths:
        page.goto(product.url + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wrong += [f"{path} at {width}: {each}" for each in page.evaluate(BROKEN)]
            if over := page.evaluate(SPILL):
                wrong.append(f"{path} at {width} is too wide: {over}")
    page.context.close()
    assert "\n".join(wrong) == ""
