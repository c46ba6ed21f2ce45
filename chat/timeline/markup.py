"""The small Markdown of messages: bold, italic, code, links and lists. Everything else is shown as typed.

The text is escaped while it is read, and what comes out passes nh3 with the same few tags once more: a
mistake here may look odd but cannot let anything in.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape

import nh3

TAGS = {"b", "em", "code", "a", "ul", "ol", "li"}
PLAIN = re.compile(r"[^*_`\[:/]*\Z")
# Bounded lengths: the time to read a text stays proportional to it.
INLINE = re.compile(
    r"`(?P<code>[^`\n]{1,500})`"
    r"|\[(?P<label>[^\]\n]{1,200})\]\((?P<target>https?://[^\s)]{1,1000})\)"
    r"|(?P<url>https?://[^\s<>\"]{1,1000})"
    r"|\*\*(?P<bold>\S(?:[^\n]{0,300}?\S)?)\*\*"
    r"|(?<![\w*])\*(?P<star>[^\s*](?:[^*\n]{0,300}?[^\s*])?)\*(?![\w*])"
    r"|(?<!\w)_(?P<underline>[^\s_](?:[^_\n]{0,300}?[^\s_])?)_(?!\w)"
)
ITEM = re.compile(r"(?P<bullet>[-*])\s+(?P<text>\S.*)|(?P<number>\d{1,3})[.)]\s+(?P<numbered>\S.*)")
DEPTH_MOST = 3


@lru_cache(maxsize=2048)
def to_html(text: str) -> str:
    """The message as safe HTML; line breaks stay as they are (the stylesheet keeps them)."""
    if PLAIN.match(text) and not _has_list(text):
        return escape(text)
    html = "".join(_blocks(text))
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "target"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow ugc",
    )


def _has_list(text: str) -> bool:
    return any(ITEM.match(line) for line in text.split("\n"))


def _blocks(text: str) -> Iterator[str]:
    """Lines as they are, and runs of list items as lists."""
    lines: list[str] = []
    items: list[str] = []
    tag = ""
    for line in text.split("\n"):
        found = ITEM.match(line)
        wanted = ("ul" if found["bullet"] else "ol") if found else ""
        if items and wanted != tag:
            yield _list(tag, items)
            items = []
        if found:
            if lines:
                yield "\n".join(lines)
                lines = []
            items.append(_inline(found["text"] or found["numbered"]))
        else:
            lines.append(_inline(line))
        tag = wanted
    if items:
        yield _list(tag, items)
    yield "\n".join(lines)


def _list(tag: str, items: list[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _inline(text: str, depth: int = 0) -> str:
    if depth > DEPTH_MOST:
        return escape(text)
    parts = []
    at = 0
    for found in INLINE.finditer(text):
        parts += [escape(text[at : found.start()]), _marked(found, depth)]
        at = found.end()
    parts.append(escape(text[at:]))
    return "".join(parts)


def _marked(found: re.Match[str], depth: int) -> str:
    if (code := found["code"]) is not None:
        return f"<code>{escape(code)}</code>"
    if (label := found["label"]) is not None:
        return _link(found["target"], label)
    if (url := found["url"]) is not None:
        bare = url.rstrip(".,;:!?)'")
        return _link(bare, bare) + escape(url[len(bare) :])
    if (bold := found["bold"]) is not None:
        return f"<b>{_inline(bold, depth + 1)}</b>"
    return f"<em>{_inline(found['star'] or found['underline'], depth + 1)}</em>"


def _link(target: str, label: str) -> str:
    return f'<a href="{escape(target)}" target="_blank">{escape(label)}</a>'
