"""The proposed starts on a card: which are still free, and the press that takes one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from calendars.busy import Calendars, Slot
from core.cards import CardAction
from sessions import rules
from sessions.blocking import find_clashes
from sessions.cards.session_view import SessionView
from sessions.models import AnyProposal, ProposedStart, TimesOffer

State = Literal["open", "taken", "lapsed", "chosen"]


@dataclass(frozen=True, kw_only=True)
class TimeChoice:
    """One proposed start. `action` is the press that takes it, when this viewer may."""

    starts_at: datetime
    minutes: int
    state: State
    why: str
    action: CardAction | None


def time_choices(
    view: SessionView,
    proposal: AnyProposal,
    calendars: Calendars,
    *,
    is_open: bool = True,
) -> tuple[TimeChoice, ...]:
    """Every start in order; what is not open any more is only listed."""
    starts = list(proposal.starts.all())
    clashes: list[Slot | None] = [None] * len(starts)
    if is_open:
        clashes = find_clashes(
            view.row.contract,
            [start.span for start in starts],
            ignore=view.row,
            calendars=calendars,
        )
    return tuple(
        _choice(view, proposal, start, clash, is_open=is_open)
        for start, clash in zip(starts, clashes, strict=True)
    )


def _choice(
    view: SessionView,
    proposal: AnyProposal,
    start: ProposedStart,
    clash: Slot | None,
    *,
    is_open: bool,
) -> TimeChoice:
    state: State = "open"
    why = ""
    if start.is_chosen:
        state = "chosen"
    elif is_open and view.now >= min(start.starts_at, proposal.expires_at):
        state, why = "lapsed", _("This time has passed.")
    elif clash is not None:
        state, why = "taken", _why_not_free(clash, viewer_id=view.viewer.pk)
    return TimeChoice(
        starts_at=start.starts_at,
        minutes=view.row.duration_minutes,
        state=state,
        why=why,
        action=_take(view, proposal, start.starts_at) if is_open and state == "open" else None,
    )


def _take(view: SessionView, proposal: AnyProposal, starts_at: datetime) -> CardAction | None:
    if isinstance(proposal, TimesOffer):
        verb, label = "accept-time", _("Accept %(time)s")
        refusal = rules.accept_time(proposal, by=view.viewer, now=view.now, starts_at=starts_at)
    else:
        verb, label = "approve-reschedule", _("Move to %(time)s")
        refusal = rules.approve_reschedule(
            proposal, by=view.viewer, now=view.now, starts_at=starts_at
        )
    if refusal is not None:
        return None
    return view.press(
        verb,
        label % {"time": view.day_and_time(starts_at)},
        tone="primary",
        fields=((proposal.KIND, str(proposal.pk)), ("starts_at", starts_at.isoformat())),
        key=str(int(starts_at.timestamp())),
    )


def _why_not_free(clash: Slot, *, viewer_id: int) -> str:
    """The reason why a start is greyed out, without telling what else the other person does."""
    if clash.user_id == viewer_id:
        return _("You have something else then.")
    return _("No longer free.")
