"""A message as a list of results shows it: a part of its own text, with what was looked for marked."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from chat.timeline.inline import without_marks
from core.marking import Span

BEFORE, AROUND = 60, 200
ELLIPSIS = "…"


def snippet(body: str, found: Sequence[Span]) -> SafeString:
    """The text around the first place that fits; its beginning when it fits as a whole only."""
    start, end = _window(body, found[0] if found else (0, 0))
    parts = [ELLIPSIS if start else ""]
    at = start
    for left, right in found:
        if left >= end:
            break
        parts += [_shown(body[at:left]), "<mark>", _shown(body[left : min(right, end)]), "</mark>"]
        at = min(right, end)
    parts += [_shown(body[at:end]), ELLIPSIS if end < len(body) else ""]
    return mark_safe("".join(parts))  # noqa: S308  (each part of the body is escaped)


def _shown(part: str) -> str:
    return escape(without_marks(part))


def _window(body: str, first: Span) -> Span:
    """What to show of a text, cut at blanks where there are some near."""
    start = max(0, first[0] - BEFORE)
    if start:
        blank = body.find(" ", start, first[0])
        start = blank + 1 if blank >= 0 else start
    end = min(len(body), start + AROUND)
    if end < len(body):
        blank = body.rfind(" ", max(first[1], start + BEFORE), end)
        end = blank if blank > 0 else end
    return start, end
