"""Availability notes: telling cards that a start they propose was taken elsewhere, or is free again."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from calendars.busy import widest_buffer
from calendars.spans import Span
from core.events import after_commit, record
from core.transactions import action
from sessions.actions.steps import hold
from sessions.blocking import find_clashes, parties
from sessions.events import AvailabilityNoted, event_fields
from sessions.models import AnyProposal, CoachingSession, ProposedStart


@action
def note_availability(proposal: AnyProposal, *, now: datetime) -> CoachingSession:
    """Note which starts of a waiting proposal are taken, and say once when that changed (the clock's verb).

    The card is drawn anew; the session's version stays, so that a press on another start still counts.
    """
    row = hold(proposal.session)
    fresh = type(proposal).objects.get(pk=proposal.pk)
    if fresh.status != fresh.WAITING:
        return row
    starts = list(fresh.starts.all())
    clashes = find_clashes(row.contract, [start.span for start in starts], ignore=row)
    taken = {start for start, clash in zip(starts, clashes, strict=True) if clash is not None}
    news = [start for start in starts if start.noted_taken != (start in taken)]
    if not news:
        return row
    for start in news:
        start.noted_taken = not start.noted_taken
    ProposedStart.objects.bulk_update(news, ["noted_taken"])
    record(
        AvailabilityNoted(
            **event_fields(row, by=None, now=now),
            offer_id=fresh.pk if fresh.KIND == "offer" else None,
            reschedule_id=fresh.pk if fresh.KIND == "reschedule" else None,
            taken=tuple(start.starts_at for start in starts if start.noted_taken),
        )
    )
    return row


def note_availability_elsewhere(row: CoachingSession, *given_back: Span, now: datetime) -> None:
    """Once this session's time is taken or given back, tell the waiting proposals that it concerns.

    `given_back` is what the session held before, when it moved. Each card in a transaction of its own,
    after the commit; what is lost here, the sweep finds.
    """
    spans = (row.span, *given_back)

    def tell() -> None:
        for proposal in _proposals_around(row, spans, now=now):
            note_availability(proposal, now=now)

    after_commit(tell)


def _proposals_around(
    row: CoachingSession, spans: Sequence[Span], *, now: datetime
) -> list[AnyProposal]:
    """Those of either person for other sessions, with a start in or near one of these spans."""
    people = parties(row.contract)
    near = widest_buffer(people)
    touched = Q()
    for span in spans:
        wide = span.with_buffer(near)
        touched |= Q(starts_at__lt=wide.ends_at, ends_at__gt=wide.starts_at)
    starts = ProposedStart.objects.waiting(now).filter(touched, ~Q(session_id=row.pk))
    return starts.filter(Q(student_id__in=people) | Q(coach_id__in=people)).proposals()
