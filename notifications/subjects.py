"""Subjects of mails, in as many signs as mail programs show."""

from collections.abc import Mapping
from typing import Any, Final

from django.template import Context, Engine

from core.bidi import isolated, without_isolates
from core.graphemes import graphemes, shortened

SIGNS_MOST: Final = 78
# What people wrote, in the subjects' templates.
WRITTEN: Final = ("other", "title")
# What a name or a title is cut to, one after the other, until the whole is short enough.
CUTS: Final = range(72, 11, -6)


def rendered_plainly(template: str, context: Mapping[str, Any]) -> str:
    """Rendered as text: what people wrote appears as they wrote it."""
    values = Context(dict(context), autoescape=False)
    return Engine.get_default().get_template(template).render(values)


def subject_of(template: str, context: Mapping[str, Any]) -> str:
    """In one line, however long it is."""
    return " ".join(rendered_plainly(template, context).split())


def short_subject_of(template: str, context: Mapping[str, Any]) -> str:
    """The same in few signs: names and titles are cut, never the words and figures beside them."""
    line = subject_of(template, context)
    for most in CUTS:
        if _is_short(line):
            break
        cut = {name: _cut(context[name], most) for name in WRITTEN if context.get(name)}
        line = subject_of(template, {**context, **cut})
    return line


def _is_short(line: str) -> bool:
    return len(line) <= SIGNS_MOST or len([*graphemes(without_isolates(line))]) <= SIGNS_MOST


def _cut(value: object, most: int) -> str:
    """An open isolate would turn what follows, so each part is cut within its own."""
    return isolated(shortened(without_isolates(str(value)), most))
