"""What the cards of many sessions need, read at once; one card alone reads the same by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from contracts.models import ContractVersion
from sessions.blocking import parties, read_calendars
from sessions.models import CoachingSession, RescheduleRequest, TimesOffer

Status = CoachingSession.Status


def fetch_sessions(rows: Sequence[CoachingSession]) -> None:
    """For session cards. Rows of one contract share its object, so that it is read once."""
    shared = {row.contract_id: row.contract for row in rows}
    for row in rows:
        row.contract = shared[row.contract_id]
    prefetch_related_objects(rows, "terms")
    under_way = [row for row in rows if row.scheduled_at is not None and not row.is_ended]
    prefetch_related_objects(under_way, "reschedules", "no_show_claims")
    offered = [row for row in rows if row.status == Status.OFFERED]
    prefetch_related_objects(offered, "offers__times")
    completed = [row.contract for row in rows if row.status == Status.COMPLETED]
    prefetch_related_objects(completed, "sessions", "agreed_version")
    spans = {
        row: [(time.starts_at, time.ends_at) for time in offer.times.all()]
        for row in offered
        for offer in row.offers.all()
        if offer.status == TimesOffer.Status.OPEN
    }
    _read_calendars(spans)


def fetch_moves(moves: Sequence[RescheduleRequest]) -> None:
    """For the cards of wishes to move: the exchanges they belong to, and the calendars around open ones."""
    shared = {move.session_id: move.session for move in moves}
    prefetch_related_objects(list(shared.values()), "reschedules")
    for move in moves:
        move.session = shared[move.session_id]
        _link(move)
    _read_calendars(
        {
            move.session: [
                (start, start + timedelta(minutes=move.session.duration_minutes))
                for start in move.starts
            ]
            for move in moves
            if move.status == RescheduleRequest.Status.PENDING
        }
    )


def fetch_progress(versions: Sequence[ContractVersion]) -> None:
    """For what sessions add to the terms in force."""
    in_force = [v.contract for v in versions if v.contract.agreed_version_id == v.pk]
    prefetch_related_objects(in_force, "sessions")


def _link(move: RescheduleRequest) -> None:
    """Join the exchange from what is known of its session's moves."""
    known = {each.pk: each for each in move.session.reschedules.all()}
    while move.counters_id is not None:
        move.counters = known[move.counters_id]
        move = move.counters


def _read_calendars(spans: dict[CoachingSession, list[tuple[datetime, datetime]]]) -> None:
    if not any(spans.values()):
        return
    people = {person for row in spans for person in parties(row.contract)}
    calendars = read_calendars(people, [span for of_row in spans.values() for span in of_row])
    for row in spans:
        row.calendars = calendars
