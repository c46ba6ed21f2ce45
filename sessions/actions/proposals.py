"""What an offer of times and a reschedule request share: starts are proposed, and one is taken or none."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from accounts.models import User
from calendars.spans import Span
from core.errors import Invalid
from core.events import record
from sessions import rules
from sessions.actions.steps import hold
from sessions.blocking import block, find_clashes
from sessions.events import RescheduleClosed, event_fields
from sessions.models import (
    AnyProposal,
    CoachingSession,
    ProposedStart,
    RescheduleRequest,
    TimesOffer,
)
from sessions.queries import asked_id, pending_reschedule

Status = CoachingSession.Status
P = TypeVar("P", TimesOffer, RescheduleRequest)


def hold_proposal(proposal: P, *, calendars: bool = False) -> P:
    """The proposal as it stands now, its session held (`proposal.session`)."""
    row = hold(proposal.session, calendars=calendars)
    fresh = type(proposal).objects.get(pk=proposal.pk)
    fresh.session = row
    return fresh


def same_proposal(proposals: Iterable[P], *, by: User, starts: Sequence[datetime]) -> P | None:
    """The one that waits, if this person proposed just these starts."""
    mine = (each for each in proposals if each.status == each.WAITING and each.author_id == by.pk)
    return next((each for each in mine if each.start_times == sorted(set(starts))), None)


def checked_starts(
    row: CoachingSession, starts: Iterable[datetime], *, most: int, now: datetime
) -> list[datetime]:
    """Without repeats, ascending. Raises Invalid unless the contract can hold each and both are free then."""
    wanted = sorted(set(starts))
    if not wanted:
        raise Invalid(fields={"starts": [_("Choose at least one time.")]})
    if len(wanted) > most:
        raise Invalid(fields={"starts": [_("Choose at most %(most)d times.") % {"most": most}]})
    refusals = [rules.start_at(row, start, now=now) for start in wanted]
    if problems := [str(refusal.message) for refusal in refusals if refusal]:
        raise Invalid(fields={"starts": list(dict.fromkeys(problems))})
    spans = [Span(start, start + row.length) for start in wanted]
    if any(find_clashes(row.contract, spans, ignore=row)):
        raise Invalid(fields={"starts": [_("One of these times is no longer free.")]})
    return wanted


def write_starts(proposal: AnyProposal, starts: Iterable[datetime]) -> None:
    """What the other side can choose from."""
    length = proposal.session.length
    ProposedStart.objects.bulk_create(
        ProposedStart(**{proposal.KIND: proposal}, starts_at=start, ends_at=start + length)
        for start in starts
    )


def is_agreed_on(proposal: AnyProposal, starts_at: datetime, *, by: User) -> bool:
    """Whether this person has taken that start already, and it stands."""
    row = proposal.session
    stands = (row.status, row.scheduled_at) == (Status.CONFIRMED, starts_at)
    return stands and proposal.chosen_start == starts_at and by.pk == asked_id(proposal)


def take_start(proposal: AnyProposal, starts_at: datetime, *, outcome: str, now: datetime) -> None:
    """Both agree on the start: it blocks both calendars, and the session, still to be saved, is confirmed.

    The calendars must be locked. Raises SlotTaken.
    """
    row, start = proposal.session, proposal.starts.get(starts_at=starts_at)
    block(row, starts_at=start.starts_at, ends_at=start.ends_at)
    start.is_chosen = True
    start.save(update_fields=["is_chosen"])
    close_proposal(proposal, outcome, now=now)
    row.status, row.confirmed_by_coach, row.answer_by = Status.CONFIRMED, True, None
    row.scheduled_at, row.ends_at, row.timezone = start.starts_at, start.ends_at, proposal.timezone
    row.agreed_at = now


def close_proposal(proposal: AnyProposal, outcome: str, *, now: datetime) -> None:
    """Nobody need answer it any more."""
    proposal.status, proposal.decided_at = outcome, now
    if isinstance(proposal, RescheduleRequest):
        proposal.version += 1
    proposal.save()


def close_open_offer(row: CoachingSession, outcome: str, *, now: datetime) -> None:
    """Nobody need answer the open offer of times any more, if there is one."""
    row.offers.filter(status=TimesOffer.Status.OPEN).update(status=outcome, decided_at=now)


def void_pending_reschedule(row: CoachingSession, *, by: User | None, now: datetime) -> None:
    """A pending request ends because its session does, or begins."""
    if (reschedule := pending_reschedule(row)) is not None:
        close_reschedule(reschedule, RescheduleRequest.Status.VOID, by=by, now=now)


def close_reschedule(
    reschedule: RescheduleRequest,
    outcome: str,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Close a request that came to nothing, and say so; the old time stands."""
    close_proposal(reschedule, outcome, now=now)
    record(
        RescheduleClosed(
            **event_fields(reschedule.session, by=by, now=now),
            reschedule_id=reschedule.pk,
            outcome=outcome,
            reason=reason,
        )
    )
