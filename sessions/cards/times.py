"""The proposed starts on a card: which are still free, and the press that takes one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from calendars.busy import Calendars, Slot
from core.cards import CardAction
from core.errors import NotPossibleNow
from sessions import answers, rules
from sessions.answers import Answer
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
    yes = _answer(view, proposal, start.starts_at)
    taken = rules.free(view.row, clash, by=view.viewer, why_else=_("No longer free."))
    state: State = "open"
    why = ""
    if start.is_chosen:
        state = "chosen"
    elif is_open and view.now >= min(start.starts_at, proposal.expires_at):
        state, why = "lapsed", _("This time has passed.")
    elif taken is not None:
        state, why = "taken", str(taken.message)
    elif is_open and isinstance(yes.refusal, NotPossibleNow):
        state, why = "lapsed", str(yes.refusal.message)
    return TimeChoice(
        starts_at=start.starts_at,
        minutes=view.row.duration_minutes,
        state=state,
        why=why,
        action=_button(view, yes) if state == "open" and yes.refusal is None else None,
    )


def _answer(view: SessionView, proposal: AnyProposal, starts_at: datetime) -> Answer:
    me, now = view.viewer, view.now
    if isinstance(proposal, TimesOffer):
        return answers.accept_time(proposal, by=me, starts_at=starts_at, now=now)
    return answers.approve_reschedule(proposal, by=me, starts_at=starts_at, now=now)


def _button(view: SessionView, yes: Answer) -> CardAction:
    """The card says below all starts what taking one of them means."""
    assert yes.starts_at is not None
    return view.answer(yes, view.label(yes), tone=yes.tone, key=str(int(yes.starts_at.timestamp())))
