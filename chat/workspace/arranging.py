"""What follows for an entry from its neighbours on a page.

`timeline.js` does the same with what comes later. Both must agree: what the script would add or take away
would move what is being read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import escape
from django.utils.translation import get_language, gettext

from accounts.models import User
from chat.models import Entry
from chat.timeline.entries import day_label
from core.zones import zone

GROUPED_WITHIN_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class Place:
    """`above` is the HTML of the dividers before the entry, `status` what its author learns of a message."""

    above: str = ""
    is_grouped: bool = False
    status: str = ""


ALONE = Place()


def places_of(entries: Sequence[Entry], *, viewer: User, read: int, seen: int) -> list[Place]:
    """The places of entries that are shown in this order.

    `read` is how far the viewer has read, `seen` how far the other person.
    """
    own = [e.seq for e in entries if e.author_id == viewer.pk and e.kind == Entry.Kind.MESSAGE]
    last_seen = max((seq for seq in own if seq <= seen), default=None)
    states = {seq: gettext("Sent") for seq in own[-1:]}
    if last_seen is not None:
        states[last_seen] = gettext("Seen")
    unread = (e.seq for e in entries if e.seq > read and e.author_id != viewer.pk)
    first_unread = next(unread, None)
    before: Sequence[Entry | None] = [None, *entries]
    return [
        Place(
            above=_above(previous, entry, viewer, is_new=entry.seq == first_unread),
            is_grouped=entry.seq != first_unread and _belong_together(previous, entry, viewer),
            status=states.get(entry.seq, ""),
        )
        for previous, entry in zip(before, entries, strict=False)
    ]


def _above(previous: Entry | None, entry: Entry, viewer: User, *, is_new: bool) -> str:
    day = _divider("day", day_label(_day(entry, viewer), get_language()))
    is_new_day = previous is None or _day(previous, viewer) != _day(entry, viewer)
    return (day if is_new_day else "") + (_divider("new", escape(gettext("New"))) if is_new else "")


def _divider(kind: str, label: str) -> str:
    return f'<li class="entry" data-kind="{kind}"><span class="entry__label">{label}</span></li>'


def _belong_together(previous: Entry | None, entry: Entry, viewer: User) -> bool:
    return (
        previous is not None
        and previous.kind == entry.kind == Entry.Kind.MESSAGE
        and (previous.author_id == viewer.pk) == (entry.author_id == viewer.pk)
        and _day(previous, viewer) == _day(entry, viewer)
        and _second(entry) - _second(previous) < GROUPED_WITHIN_SECONDS
    )


def _day(entry: Entry, viewer: User) -> date:
    return entry.created_at.astimezone(zone(viewer.timezone)).date()


def _second(entry: Entry) -> int:
    return int(entry.created_at.timestamp())
