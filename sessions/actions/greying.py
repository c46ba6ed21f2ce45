"""Telling cards that an offered start was taken elsewhere."""

from datetime import datetime

from django.db.models import Q

from core.events import after_commit, record
from core.transactions import action
from sessions.actions.steps import hold
from sessions.actions.told import about
from sessions.blocking import find_clashes, parties, widest_buffer
from sessions.events import OfferedTimeTaken
from sessions.models import CoachingSession, OfferedTime, TimesOffer


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


def grey_out_elsewhere(row: CoachingSession, *, now: datetime) -> None:
    """Once this session's time is taken or given back, tell the open offers that it concerns.

    Each in a transaction of its own, after the commit; what is lost here, the sweep finds.
    """
    people = parties(row.contract)
    starts_at, ends_at = row.span

    def tell() -> None:
        near = widest_buffer(people)
        times = OfferedTime.objects.filter(
            Q(offer__session__contract__student_id__in=people)
            | Q(offer__session__contract__coach_id__in=people),
            offer__status=TimesOffer.Status.OPEN,
            starts_at__lt=ends_at + near,
            ends_at__gt=starts_at - near,
        ).exclude(offer__session=row.pk)
        for offer in TimesOffer.objects.filter(pk__in=times.values("offer_id")).order_by("pk"):
            tell_taken_times(offer, now=now)

    after_commit(tell)
