"""What the cards of many sessions need, read together; one card alone reads the same by itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects

from calendars.busy import calendars_since
from contracts.models import ContractVersion
from core.together import Children, Reader, ask, children, keep, side_by_side
from sessions.blocking import parties
from sessions.models import CoachingSession, ProposedStart, RescheduleRequest, WrapUp
from sessions.queries import is_completed

Status = CoachingSession.Status


def fetch_sessions(rows: Sequence[CoachingSession], now: datetime) -> Reader[None]:
    """For session cards. Rows of one contract share its object, so that it is read once."""
    shared = {row.contract_id: row.contract for row in rows}
    for row in rows:
        row.contract = shared[row.contract_id]
    prefetch_related_objects(rows, "terms", "contract__agreed_version")  # unless joined already
    under_way = [row for row in rows if row.scheduled_at is not None and not row.is_ended]
    offered = [row for row in rows if row.status == Status.OFFERED]
    completed = [row.contract for row in rows if is_completed(row)]
    _kept, starts, _read = yield from side_by_side(
        children(
            Children(under_way, "reschedules"),
            Children(under_way, "no_show_claims"),
            Children(offered, "offers"),
            Children(completed, "sessions"),
        ),
        ask(ProposedStart.objects.filter(offer__session__in=offered)),
        _calendars(offered, now),
    )
    for row in offered:
        for offer in row.offers.all():
            keep(offer, "starts", [start for start in starts if start.offer_id == offer.pk])


def fetch_moves(moves: Sequence[RescheduleRequest], now: datetime) -> Reader[None]:
    """For the cards of wishes to move: the exchanges they belong to, and the calendars around open ones."""
    shared = {move.session_id: move.session for move in moves}
    for move in moves:
        move.session = shared[move.session_id]
    pending = [m.session for m in moves if m.status == RescheduleRequest.Status.PENDING]
    yield from side_by_side(
        children(Children(list(shared.values()), "reschedules"), Children(moves, "starts")),
        _calendars(pending, now),
    )
    for move in moves:
        _link(move)


def fetch_wrap_ups(rows: Sequence[WrapUp], _now: datetime) -> Reader[None]:
    """For what a wrap-up leads to: all sessions of its contract."""
    contracts = {row.session.contract_id: row.session.contract for row in rows}
    yield from children(Children(list(contracts.values()), "sessions"))


def fetch_progress(versions: Sequence[ContractVersion], _now: datetime) -> Reader[None]:
    """For what sessions add to the terms in force, and for what they let the two agree on."""
    contracts = {v.contract_id: v.contract for v in versions if v.contract.agreed_version_id}
    yield from children(Children(list(contracts.values()), "sessions"))


def _link(move: RescheduleRequest) -> None:
    """Join the exchange from what is known of its session's moves."""
    known = {each.pk: each for each in move.session.reschedules.all()}
    while move.counters_id is not None:
        move.counters = known[move.counters_id]
        move = move.counters


def _calendars(rows: Iterable[CoachingSession], now: datetime) -> Reader[None]:
    """For times that are still to choose from: what both people have in mind from now on."""
    people = {person for row in rows for person in parties(row.contract)}
    if people:
        calendars = yield from calendars_since(people, now)
        for row in rows:
            row.calendars = calendars
