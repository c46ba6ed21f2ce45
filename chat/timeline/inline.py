"""One line of a message as safe HTML: code, links, bold, italic. What pairs with nothing stays as typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from accounts.hosts import safe_host
from chat.timeline.hosts import host_of, is_named_otherwise
from chat.timeline.links import SCHEME, address_at, target_at
from core.texts import is_seen

# Bounded lengths: the time to read a text stays proportional to it.
TOKEN = re.compile(
    r"(?P<escaped>\\[*_`])"
    r"|(?<!`)(?P<ticks>`{1,3})(?!`)(?P<code>[^\n]{1,500}?)(?<!`)(?P=ticks)(?!`)"
    rf"|\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]{{0,100}}\]){{1,200}})\]\((?={SCHEME})"
    rf"|(?P<url>{SCHEME})"
    r"|(?P<run>\*+|_+)"
)
TAG = re.compile("<[^>]*>")
MARKS = re.compile(r"\*{2,3}|`{1,3}")
OPEN_MOST = 16
# Scripts that put no blank between words: a mark between two of their signs is no sum and no name.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
LONGEST = {"*": 3, "_": 1}
TAGS = {1: "em", 2: "b"}
# By the marks that a run has left: two are bold and never twice italic.
WIDTHS = {1: {1}, 2: {2}, 3: {1, 2}}


def without_marks(text: str) -> str:
    """A part of a message where nothing can be drawn bold: what marks it as bold or as code is left out."""
    return MARKS.sub("", text)


@dataclass(eq=False)
class Run:
    """One or more equal marks, the signs around them, and what came to stand for them.

    `left` counts the marks that belong to no pair yet.
    """

    sign: str
    length: int
    before: str
    after: str
    opening: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.length

    @property
    def may_open(self) -> bool:
        return bool(self.after.strip()) and (self.length > 1 or not self.follows_word)

    @property
    def may_close(self) -> bool:
        return bool(self.before.strip()) and (self.length > 1 or not self.precedes_word)

    @property
    def follows_word(self) -> bool:
        return _is_of_word(self.before, self.sign)

    @property
    def precedes_word(self) -> bool:
        return _is_of_word(self.after, self.sign)


@dataclass(frozen=True)
class Pair:
    """So many marks of two runs that belong together."""

    opener: Run
    closer: Run
    width: int


def line_html(text: str, *, links: bool = True) -> str:
    """The line with its marks as tags."""
    parts = list(_parts(text, links=links))
    runs = [part for part in parts if isinstance(part, Run)]
    used = _whole_pairs(_pairs(runs))
    for pair in used:
        opening, closing = _tags(pair)
        pair.opener.opening.insert(0, opening)
        pair.closer.closing.append(closing)
    return "".join(part if isinstance(part, str) else _run_html(part) for part in parts)


def _parts(text: str, *, links: bool) -> Iterator[str | Run]:
    """The line's finished HTML, with the marks that are still to be paired between."""
    at = 0
    while found := TOKEN.search(text, at):
        yield escape(text[at : found.start()])
        part, at = _part(found, links=links)
        yield part
    yield escape(text[at:])


def _part(found: re.Match[str], *, links: bool) -> tuple[str | Run, int]:
    """What stands here, and where it ends."""
    text = found.string
    if found["run"] or found["escaped"]:
        return _run(found), found.end()
    if (code := found["code"]) is not None:
        return f"<code>{escape(_without_padding(code))}</code>", found.end()
    if links and found["label"] is not None and (to := target_at(text, found.end())):
        label = line_html(found["label"], links=False)
        if any(map(is_seen, TAG.sub("", label))):
            return _named_link(to, found["label"], label), found.end() + len(to) + 1
    if links and found["url"] and (to := address_at(text, found.start())):
        return _bare_link(to), found.start() + len(to)
    return escape(text[found.start()]), found.start() + 1


def _run(found: re.Match[str]) -> str | Run:
    text, start, end = found.string, found.start(), found.end()
    sign = found["escaped"] or found["run"][0]
    length = 1 if found["escaped"] else end - start
    if length > LONGEST.get(sign, 1):
        return found[0]
    return Run(sign, length, before=text[start - 1 : start], after=text[end : end + 1])


def _without_padding(code: str) -> str:
    """Without the one blank at each end that keeps a backtick from the marks around it."""
    padded = code.startswith(" ") and code.endswith(" ") and code.strip()
    return code[1:-1] if padded else code


def _named_link(target: str, words: str, label: str) -> str:
    """Its author's words, drawn as `label`, and where it leads if they or its host say otherwise."""
    host = host_of(target)
    link = _link(target, label)
    if is_named_otherwise(words, target) or safe_host(host) != host:
        return f"{link} ({escape(safe_host(host))})"
    return link


def _bare_link(address: str) -> str:
    """An address as it was typed; beside it where it leads if it looks like another."""
    host = host_of(address)
    shown = address.replace(host, safe_host(host), 1)
    link = _link(address, escape(shown))
    name, at, _rest = address.partition("@")
    is_behind_a_name = at and host not in name
    return f"{link} ({escape(safe_host(host))})" if is_behind_a_name else link


def _link(target: str, label: str) -> str:
    return f'<a href="{escape(target)}" target="_blank">{label}</a>'


def _pairs(runs: list[Run]) -> list[Pair]:
    """Each run that may close, with the nearest before it that may open."""
    pairs: list[Pair] = []
    opened: list[Run] = []
    for run in runs:
        while run.may_close and (pair := _pair(opened, run)):
            pairs.append(pair)
            run.left -= pair.width
            pair.opener.left -= pair.width
            del opened[opened.index(pair.opener) + bool(pair.opener.left) :]
        if run.may_open and run.left:
            opened = [*opened[-OPEN_MOST:], run]
    return pairs


def _pair(opened: list[Run], closer: Run) -> Pair | None:
    for opener in reversed(opened):
        widths = WIDTHS.get(opener.left, set()) & WIDTHS.get(closer.left, set())
        if widths and _belong_together(opener, closer):
            return Pair(opener, closer, max(widths))
    return None


def _belong_together(opener: Run, closer: Run) -> bool:
    """Marks between letters at both outer sides are rather a product, a power or a name."""
    return opener.sign == closer.sign and not (opener.follows_word and closer.precedes_word)


def _whole_pairs(pairs: list[Pair]) -> list[Pair]:
    """Without those of runs that are used in part: a run counts as a whole or is shown as typed."""
    while True:
        used: dict[int, int] = {}
        for pair in pairs:
            for run in (pair.opener, pair.closer):
                used[id(run)] = used.get(id(run), 0) + pair.width
        whole = [
            pair
            for pair in pairs
            if all(used[id(run)] == run.length for run in (pair.opener, pair.closer))
        ]
        if len(whole) == len(pairs):
            return whole
        pairs = whole


def _tags(pair: Pair) -> tuple[str, str]:
    """What stands for the pair; an escaped mark is a plain one where it took a meaning away."""
    if pair.opener.sign.startswith("\\"):
        return pair.opener.sign[1], pair.opener.sign[1]
    tag = TAGS[pair.width]
    return f"<{tag}>", f"</{tag}>"


def _run_html(run: Run) -> str:
    return "".join(run.closing) + "".join(run.opening) or run.sign * run.length


def _is_of_word(sign: str, mark: str) -> bool:
    if mark != "*" or not UNSPACED.match(sign):
        return sign.isalnum() or (mark == "_" and sign == "_")
    return False
