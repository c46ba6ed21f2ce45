"""Telling cards that a start that one can choose on them was taken elsewhere, or is free again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from calendars.busy import Calendars, read_calendars, widest_buffer
from core.events import after_commit, record
from core.models import EventRecord
from core.transactions import action
from sessions.actions.steps import hold
from sessions.actions.told import about
from sessions.blocking import find_clashes, parties
from sessions.events import OfferedTimeTaken, ProposedTimesTaken
from sessions.models import CoachingSession, OfferedTime, RescheduleRequest, TimesOffer

Span = tuple[datetime, datetime]


@action
def tell_taken_times(offer: TimesOffer, *, now: datetime) -> CoachingSession:
    """Note which starts of an open offer are taken, and say so once when that changed (the clock's verb).

    The card is drawn anew; the session's version stays, so that a press on another start still counts.
    """
    row = hold(offer.session)
    fresh = TimesOffer.objects.get(pk=offer.pk)
    if fresh.status != TimesOffer.Status.OPEN:
        return row
    times = list(fresh.times.all())
    spans = [(time.starts_at, time.ends_at) for time in times]
    clashes = find_clashes(row.contract, spans, ignore=row)
    news = [
        time
        for time, clash in zip(times, clashes, strict=True)
        if time.told_taken != (clash is not None)
    ]
    if not news:
        return row
    for time in news:
        time.told_taken = not time.told_taken
    OfferedTime.objects.bulk_update(news, ["told_taken"])
    record(OfferedTimeTaken(**about(row, by=None, now=now)))
    return row


@action
def tell_taken_starts(move: RescheduleRequest, *, now: datetime) -> CoachingSession:
    """Say once which starts of an open wish to move are taken, when that changed (the clock's verb).

    The card is drawn anew; the session's version stays, so that a press on another start still counts.
    """
    row = hold(move.session)
    fresh = RescheduleRequest.objects.select_related("session__contract").get(pk=move.pk)
    if fresh.status != RescheduleRequest.Status.PENDING:
        return row
    if (taken := _taken_starts([fresh])[fresh.pk]) == _told_starts([fresh])[fresh.pk]:
        return row
    record(ProposedTimesTaken(**about(row, by=None, now=now), reschedule_id=fresh.pk, taken=taken))
    return row


def moves_told_otherwise(moves: Sequence[RescheduleRequest]) -> list[RescheduleRequest]:
    """Those whose cards were told other starts than are taken now; in a constant number of queries."""
    taken, told = _taken_starts(moves), _told_starts(moves)
    return [move for move in moves if taken[move.pk] != told[move.pk]]


def grey_out_elsewhere(row: CoachingSession, *given_back: Span, now: datetime) -> None:
    """Once this session's time is taken or given back, tell the open offers and wishes that it concerns.

    `given_back` is what the session held before, when it moved. Each card in a transaction of its own,
    after the commit; what is lost here, the sweep finds.
    """
    people = parties(row.contract)
    spans = (row.span, *given_back)

    def tell() -> None:
        near = widest_buffer(people)
        around = [(start - near, end + near) for start, end in spans]
        for offer in _offers_around(row, around):
            tell_taken_times(offer, now=now)
        for move in _moves_around(row, around):
            tell_taken_starts(move, now=now)

    after_commit(tell)


def _offers_around(row: CoachingSession, spans: Sequence[Span]) -> list[TimesOffer]:
    """Open offers of either person for other sessions, with a start that touches one of these spans."""
    people = parties(row.contract)
    touched = Q()
    for start, end in spans:
        touched |= Q(starts_at__lt=end, ends_at__gt=start)
    times = OfferedTime.objects.filter(
        Q(offer__session__contract__student_id__in=people)
        | Q(offer__session__contract__coach_id__in=people),
        touched,
        offer__status=TimesOffer.Status.OPEN,
    ).exclude(offer__session=row.pk)
    return list(TimesOffer.objects.filter(pk__in=times.values("offer_id")).order_by("pk"))


def _moves_around(row: CoachingSession, spans: Sequence[Span]) -> list[RescheduleRequest]:
    """Open wishes of either person to move other sessions, to a start that touches one of these spans."""
    people = parties(row.contract)
    pending = RescheduleRequest.objects.filter(
        Q(session__contract__student_id__in=people) | Q(session__contract__coach_id__in=people),
        status=RescheduleRequest.Status.PENDING,
    ).exclude(session=row.pk)
    return [
        move
        for move in pending.select_related("session").order_by("pk")
        if any(a < end and b > start for a, b in _wanted(move) for start, end in spans)
    ]


def _wanted(move: RescheduleRequest) -> list[Span]:
    length = timedelta(minutes=move.session.duration_minutes)
    return [(start, start + length) for start in move.starts]


def _taken_starts(moves: Sequence[RescheduleRequest]) -> dict[int, tuple[datetime, ...]]:
    """By move, which of its starts the calendars do not leave free."""
    if not moves:
        return {}
    everybody = {person for move in moves for person in parties(move.session.contract)}
    known = read_calendars(everybody, [span for move in moves for span in _wanted(move)])
    slots = defaultdict(list)
    for slot in known.slots:
        slots[slot.user_id].append(slot)
    taken = {}
    for move in moves:
        first, second = parties(move.session.contract)
        clashes = find_clashes(
            move.session.contract,
            _wanted(move),
            ignore=move.session,
            calendars=Calendars(buffers=known.buffers, slots=tuple(slots[first] + slots[second])),
        )
        pairs = zip(move.starts, clashes, strict=True)
        taken[move.pk] = tuple(start for start, clash in pairs if clash is not None)
    return taken


def _told_starts(moves: Sequence[RescheduleRequest]) -> dict[int, tuple[datetime, ...]]:
    """By move, the taken starts of which its card was told last; it keeps no other note of them."""
    told: dict[int, tuple[datetime, ...]] = {move.pk: () for move in moves}
    records = EventRecord.objects.filter(
        stream__in={f"contract:{move.session.contract_id}" for move in moves},
        name="sessions.ProposedTimesTaken",
    )
    for payload in records.order_by("id").values_list("payload", flat=True):
        if payload["reschedule_id"] in told:
            starts = (parse_datetime(start) for start in payload["taken"])
            told[payload["reschedule_id"]] = tuple(start for start in starts if start)
    return told
