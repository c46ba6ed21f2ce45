"""The offered starts on a card: which are still free, and the press that takes one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from calendars.busy import Clash
from core.cards import CardAction
from sessions.blocking import find_clashes
from sessions.cards.seen import Seen
from sessions.models import TimesOffer

State = Literal["open", "taken", "lapsed", "chosen"]


@dataclass(frozen=True, kw_only=True)
class TimeChoice:
    """One offered start. `action` is the press that accepts it, when this viewer may."""

    starts_at: datetime
    minutes: int
    state: State
    why: str
    action: CardAction | None


def time_choices(seen: Seen, offer: TimesOffer) -> tuple[TimeChoice, ...]:
    """Every start of the open offer, in order, in a constant number of queries."""
    times = list(offer.times.all())
    clashes = find_clashes(
        seen.row.contract,
        [(time.starts_at, time.ends_at) for time in times],
        ignore=seen.row,
        calendars=seen.row.calendars,
    )
    return tuple(
        _choice(seen, offer, time.starts_at, clash)
        for time, clash in zip(times, clashes, strict=True)
    )


def _choice(seen: Seen, offer: TimesOffer, starts_at: datetime, clash: Clash | None) -> TimeChoice:
    state: State = "open"
    why = ""
    if seen.now >= min(starts_at, offer.lapses_at):
        state, why = "lapsed", _("This time has passed.")
    elif clash is not None:
        state, why = "taken", why_not_free(clash, viewer_id=seen.viewer.pk)
    return TimeChoice(
        starts_at=starts_at,
        minutes=seen.row.duration_minutes,
        state=state,
        why=why,
        action=_accept(seen, offer, starts_at) if state == "open" else None,
    )


def _accept(seen: Seen, offer: TimesOffer, starts_at: datetime) -> CardAction | None:
    if seen.role is None or offer.author_id == seen.viewer.pk:
        return None
    return seen.press(
        "accept-time",
        _("Accept %(time)s") % {"time": seen.day_and_time(starts_at)},
        tone="primary",
        fields=(("offer", str(offer.pk)), ("starts_at", starts_at.isoformat())),
        key=str(int(starts_at.timestamp())),
    )


def why_not_free(clash: Clash, *, viewer_id: int) -> str:
    """The reason why a start is greyed out, without telling what else the other person does."""
    if clash.user_id == viewer_id:
        return _("You have something else then.")
    return _("No longer free.")
