"""The words of the timeline's notes: what happened, said to this viewer.

A note stores its event's name and plain parameters, and so does a new card, whose sentence is its line in
the inbox. The sentence is made when it is drawn, in the active language and zone. Which there are, the
apps say in their own `sentences`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import ngettext

from core.bidi import isolated
from core.local_spans import local_span
from core.sentences import sentence_named
from core.zones import current_zone_name


def sentence(
    event: str, params: Mapping[str, Any], *, viewer_id: int, actor_id: int | None,
    actor_name: str, other_name: str,
) -> str:  # fmt: skip
    """The plain-text line for this viewer. The reason somebody gave is not part of it."""
    words = sentence_named(event)
    if actor_id is None:
        chosen = words.clock or words.they
    else:
        chosen = words.you if viewer_id == actor_id else words.they
    return str(chosen or words.clock or words.they) % {
        "name": actor_name,
        "other": other_name,
        **_readable(params),
    }


def _readable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Instants on the viewer's clock with its zone named, counts with their noun."""
    readable = {
        name: isolated(value) if isinstance(value, str) else value for name, value in params.items()
    }
    for name in ("starts", "old"):
        if name in params:
            readable[name] = _on_the_clock(params[name], params.get("minutes", 0))
    if (count := params.get("count")) is not None:
        readable["times"] = ngettext("%(n)d time", "%(n)d times", count) % {"n": count}
    if (left := params.get("days_left")) is not None:
        readable["days"] = ngettext("%(n)d day", "%(n)d days", left) % {"n": left}
    return readable


def _on_the_clock(text: str, minutes: int) -> str:
    starts = datetime.fromisoformat(text)
    return local_span(starts, minutes=minutes, zone_name=current_zone_name()).text
