"""The small Markdown of messages: bold, italic, code, links and lists. Everything else is shown as typed.

The text is escaped while it is read, and what comes out passes nh3 with the same few tags once more: a
mistake here may look odd but cannot let anything in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

import nh3

from chat.timeline.inline import line_html

TAGS = {"b", "em", "code", "pre", "a", "ul", "ol", "li"}
ATTRIBUTES = {"a": {"href", "target"}, "ol": {"start", "data-sign"}, "li": {"value"}}
PLAIN = re.compile(r"[^*_`\[:/\\]*\Z")
# A list counts as people write it: 007. is no number of a list, and a line of marks no item.
ITEM = re.compile(
    r" ?(?:(?P<bullet>[-*])|(?P<number>0|[1-9][0-9]{0,2})(?P<sign>[.)]))[ \t]+"
    r"(?P<text>(?![-* \t]*\Z)\S.*)"
)
INDENTED = re.compile(r"(?:\t| {2,4})(?=\S)|\t| {4}")
FENCE = re.compile(r" {0,3}```[\w+-]*[ \t]*")
DEPTH_MOST = 3


@lru_cache(maxsize=2048)
def to_html(text: str) -> str:
    """The message as safe HTML; line breaks stay as they are (the stylesheet keeps them)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if PLAIN.match(text) and not any(ITEM.match(line) for line in lines):
        return escape(text)
    return nh3.clean(
        _blocks(lines),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow ugc",
    )


@dataclass
class Item:
    """One item of a list, with the indented lines below it."""

    text: str
    number: int | None
    sign: str
    more: list[str] = field(default_factory=list)
    indent: str = ""

    @classmethod
    def of(cls, line: str) -> "Item | None":
        found = ITEM.fullmatch(line)
        if found is None:
            return None
        number = int(found["number"]) if found["number"] else None
        return cls(found["text"], number, found["bullet"] or found["sign"])

    def belongs_with(self, former: "Item", *, apart: bool) -> bool:
        """Whether it stands in the list of the former item; `apart` when there are blank lines between."""
        follows = former.number is None or self.number == former.number + 1
        return self.is_ordered == former.is_ordered and (
            self.sign == former.sign and (follows or not apart)
        )

    def add(self, line: str, *, behind: int) -> bool:
        """Take an indented line, behind so many blank ones; the first such line says by how much."""
        found = INDENTED.match(line)
        if found is None:
            return False
        self.indent = self.indent or found[0]
        own = self.indent if line.startswith(self.indent) else found[0]
        self.more += [""] * behind + [line.removeprefix(own)]
        return True

    @property
    def is_ordered(self) -> bool:
        return self.number is not None


def _blocks(lines: list[str], depth: int = 0) -> str:
    """Lines as they are, runs of list items as lists, and what stands between fences as code."""
    blocks: list[str] = []
    plain: list[str] = []
    counted: dict[str, int | None] = {}
    at = 0
    while at < len(lines):
        block, ends = _block(lines, at, counted, depth)
        if ends == at:
            plain.append(line_html(lines[at]))
            ends += 1
        else:
            blocks += ["\n".join(plain), block]
            plain = []
        at = ends
    return "".join([*blocks, "\n".join(plain)])


def _block(
    lines: list[str], at: int, counted: dict[str, int | None], depth: int
) -> tuple[str, int]:
    """The code or the list that begins at this line, and the line behind it; the same one if none does.

    `counted` holds the last number so far by its sign: the next one goes on with a list, even by itself.
    """
    if FENCE.fullmatch(lines[at]) and (closed := _closing_fence(lines, at + 1)):
        return f"<pre><code>{escape(chr(10).join(lines[at + 1 : closed]))}</code></pre>", closed + 1
    items, ends = _items(lines, at) if depth <= DEPTH_MOST else ([], at)
    if not items or not _is_list(items, counted):
        return "", at
    counted[items[-1].sign] = items[-1].number
    return _list(items, depth), ends


def _closing_fence(lines: list[str], start: int) -> int:
    return next((n for n in range(start, len(lines)) if lines[n].strip() == "```"), 0)


def _items(lines: list[str], at: int) -> tuple[list[Item], int]:
    """The items of one list from this line on, and the line behind them."""
    items: list[Item] = []
    blank = 0
    ends = at
    for place in range(at, len(lines)):
        line = lines[place]
        item = Item.of(line)
        if item and (not items or item.belongs_with(items[-1], apart=blank > 0)):
            items.append(item)
        elif not line.strip() and items:
            blank += 1
            continue
        elif not (items and items[-1].add(line, behind=blank)):
            break
        blank = 0
        ends = place + 1
    return items, ends


def _is_list(items: list[Item], counted: dict[str, int | None]) -> bool:
    """A single line that begins with a large number is a date or the like, and no list."""
    first = items[0]
    if first.number is None or len(items) > 1 or first.number <= 1:
        return True
    return counted.get(first.sign) == first.number - 1


def _list(items: list[Item], depth: int) -> str:
    return "".join(_list_parts(items, depth))


def _list_parts(items: list[Item], depth: int) -> Iterator[str]:
    first = items[0]
    if first.number is None:
        yield "<ul>"
    else:
        start = "" if first.number == 1 else f' start="{first.number}"'
        sign = "" if first.sign == "." else f' data-sign="{first.sign}"'
        yield f"<ol{start}{sign}>"
    expected = first.number
    for item in items:
        value = "" if item.number == expected else f' value="{item.number}"'
        yield f"<li{value}>{line_html(item.text)}{_more(item, depth)}</li>"
        expected = None if item.number is None else item.number + 1
    yield "</ul>" if first.number is None else "</ol>"


def _more(item: Item, depth: int) -> str:
    if not item.more:
        return ""
    html = _blocks(item.more, depth + 1)
    return html if html.startswith(("<ul", "<ol", "<pre")) else f"\n{html}"
