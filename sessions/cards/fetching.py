"""What the cards of many sessions need beyond the rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects

from calendars.busy import Calendars, calendars_since
from contracts.models import ContractVersion
from sessions.blocking import parties
from sessions.models import CoachingSession, RescheduleRequest, WrapUp
from sessions.queries import is_completed

Status = CoachingSession.Status


def fetch_sessions(rows: Sequence[CoachingSession], now: datetime) -> Calendars:
    """Of the parties to offered ones. Rows of one contract share its object, so that it is read once."""
    shared = {row.contract_id: row.contract for row in rows}
    for row in rows:
        row.contract = shared[row.contract_id]
    prefetch_related_objects(rows, "terms", "contract__agreed_version")  # unless joined already
    under_way = [row for row in rows if row.scheduled_at is not None and not row.is_ended]
    offered = [row for row in rows if row.status == Status.OFFERED]
    completed = [row.contract for row in rows if is_completed(row)]
    prefetch_related_objects(under_way, "reschedules", "no_show_claims")
    prefetch_related_objects(offered, "offers__starts")
    prefetch_related_objects(completed, "sessions")
    return _calendars(offered, now)


def fetch_reschedules(reschedules: Sequence[RescheduleRequest], now: datetime) -> Calendars:
    """Of the parties to pending requests. The exchanges they belong to are prefetched."""
    shared = {reschedule.session_id: reschedule.session for reschedule in reschedules}
    for reschedule in reschedules:
        reschedule.session = shared[reschedule.session_id]
    pending = [each.session for each in reschedules if each.status == each.WAITING]
    prefetch_related_objects(list(shared.values()), "reschedules")
    prefetch_related_objects(reschedules, "starts")
    for reschedule in reschedules:
        _link(reschedule)
    return _calendars(pending, now)


def fetch_wrap_ups(rows: Sequence[WrapUp], _now: datetime) -> None:
    """For what a wrap-up leads to: all sessions of its contract."""
    contracts = {row.session.contract_id: row.session.contract for row in rows}
    prefetch_related_objects(list(contracts.values()), "sessions")


def fetch_progress(versions: Sequence[ContractVersion], _now: datetime) -> None:
    """For what sessions add to the terms in force, and for what they let the two agree on."""
    contracts = {v.contract_id: v.contract for v in versions if v.contract.agreed_version_id}
    prefetch_related_objects(list(contracts.values()), "sessions")


def _link(reschedule: RescheduleRequest) -> None:
    """Join the exchange from what is known of its session's requests."""
    known = {each.pk: each for each in reschedule.session.reschedules.all()}
    while reschedule.counters_id is not None:
        reschedule.counters = known[reschedule.counters_id]
        reschedule = reschedule.counters


def _calendars(rows: Iterable[CoachingSession], now: datetime) -> Calendars:
    """For times that are still to choose from: what both people have in mind from now on."""
    return calendars_since({person for row in rows for person in parties(row.contract)}, now)
