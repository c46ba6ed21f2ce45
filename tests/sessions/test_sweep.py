"""The clock's steps: each once, in order, by any number of workers, after a day's stop."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import Exists

from calendars.busy import busy_around
from calendars.models import Calendar
from calendars.spans import Span
from core.models import EventRecord
from sessions.actions import accept_time, check_in, offer_times, request_reschedule
from sessions.blocking import find_clashes
from sessions.errors import SlotTaken
from sessions.models import ProposedStart, TimesOffer
from sessions.sweep import sweep, sweep_missed
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    make_coach,
    make_student,
    offered_session,
    opens_every_day,
    scheduled_session,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
WHY = "Something came up at work."


def story():
    """Six credits, each with something for the clock to do."""
    student, coach = make_student(), make_coach()
    opens_every_day(coach)
    contract = active_contract(student, coach, session_count=6)
    rows = {row.number: row for row in contract.sessions.all()}
    offered_session(rows[1], by=coach, starts=[NOW + 3 * DAY])
    scheduled_session(rows[2], starts_at=NOW + 4 * DAY)
    moving = confirmed_session(rows[3], starts_at=NOW + 5 * DAY)
    request_reschedule(
        moving, by=student, starts=[NOW + 6 * DAY], timezone="UTC", reason=WHY,
        version=moving.version, now=NOW,
    )  # fmt: skip
    held = confirmed_session(rows[4], starts_at=NOW + DAY)
    check_in(held, by=coach, now=NOW + DAY)
    confirmed_session(rows[5], starts_at=NOW + DAY + 2 * HOUR)
    return contract


def names():
    return [
        n.split(".")[1] for n in EventRecord.objects.order_by("id").values_list("name", flat=True)
    ]


# In the order in which it fell due, whatever it is.
EXPECTED = [
    "SessionAwaitsOutcome",
    "SessionAwaitsOutcome",
    "TimesClosed",
    "RescheduleClosed",
    "SessionDeclined",
    "SessionCompleted",
    "SessionNotHeld",
    "SessionAwaitsOutcome",
]


def test_twice_at_once_is_as_good_as_once(db):
    contract = story()
    before = len(names())
    late = NOW + 5 * DAY + HOUR
    assert sweep(late) == 8
    assert names()[before:] == EXPECTED
    assert sweep(late) == 0
    assert names()[before:] == EXPECTED
    assert list(contract.sessions.values_list("number", "attempt", "status")) == [
        (1, 1, "unscheduled"),
        (2, 1, "declined"),
        (2, 2, "unscheduled"),
        (3, 1, "awaiting_outcome"),
        (4, 1, "completed"),
        (5, 1, "not_held"),
        (5, 2, "unscheduled"),
        (6, 1, "unscheduled"),
    ]


def test_a_sweep_each_hour_ends_where_one_after_the_stop_ends(db):
    contract = story()
    for hours in range(5 * 24 + 2):
        sweep(NOW + hours * HOUR)
    assert [status for _n, status in contract.sessions.values_list("number", "status")] == [
        "unscheduled", "declined", "unscheduled", "awaiting_outcome", "completed", "not_held",
        "unscheduled", "unscheduled",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_many_workers_do_each_thing_once():
    story()
    before = len(names())

    def work(_worker):
        try:
            return sweep(NOW + 5 * DAY + HOUR)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    sweep(NOW + 5 * DAY + HOUR)
    assert sorted(names()[before:]) == sorted(EXPECTED)


def test_one_that_fails_does_not_stop_the_others(db, monkeypatch, caplog):
    story()
    monkeypatch.setattr(
        "sessions.actions.offering._close", lambda *_a, **_k: (_ for _ in ()).throw(RuntimeError)
    )
    before = len(names())
    sweep(NOW + 5 * DAY + HOUR)
    assert names()[before:] == [name for name in EXPECTED if name != "TimesClosed"]
    assert "lapse_times failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_start_that_was_taken_greys_out_elsewhere_and_comes_back():
    coach, first, second = make_coach(), make_student(), make_student("Omar Other")
    start = NOW + 2 * DAY
    mine = active_contract(first, coach).sessions.get(number=1)
    theirs = active_contract(second, coach).sessions.get(number=1)
    offered_session(mine, by=coach, starts=[start, start + DAY])
    offered_session(theirs, by=coach, starts=[start + HOUR / 2])
    before = len(names())
    row = accept_time(mine.offers.get(), by=first, starts_at=start, now=NOW)
    assert names()[before:] == ["SessionConfirmed", "AvailabilityNoted"]
    assert theirs.offers.get().starts.get().noted_taken
    assert sweep(NOW) == 0
    from sessions.actions import cancel_session

    cancel_session(row, by=first, version=row.version, now=NOW)
    assert not theirs.offers.get().starts.get().noted_taken


def test_sweep_finds_what_the_push_lost(db):
    """In a test's own transaction nothing runs after the commit, as after a crash."""
    coach, first, second = make_coach(), make_student(), make_student("Omar Other")
    mine = active_contract(first, coach).sessions.get(number=1)
    theirs = active_contract(second, coach).sessions.get(number=1)
    offered_session(theirs, by=coach, starts=[NOW + 2 * DAY])
    confirmed_session(mine, starts_at=NOW + 2 * DAY)
    assert not theirs.offers.get().starts.get().noted_taken
    assert sweep_missed(NOW) == 1
    assert theirs.offers.get().starts.get().noted_taken
    assert sweep_missed(NOW) == 0


def offered_to_two(buffer_minutes=0):
    """Two students of one coach, each with an open offer; the second's times lie around the first's."""
    coach, first, second = make_coach(), make_student(), make_student("Omar Other")
    Calendar.objects.filter(user=coach).update(buffer_minutes=buffer_minutes)
    start = NOW + 2 * DAY
    mine = active_contract(first, coach).sessions.get(number=1)
    theirs = active_contract(second, coach).sessions.get(number=1)
    offered_session(mine, by=coach, starts=[start])
    return mine, theirs, start


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("gap", "is_taken"), [(29, True), (30, False), (31, False)], ids=["-1 min", "0", "+1 min"]
)
def test_start_within_the_coachs_buffer_greys_out_as_the_press_would_refuse_it(gap, is_taken):
    mine, theirs, start = offered_to_two(buffer_minutes=30)
    beside, far = start + HOUR + gap * MINUTE, start + 3 * DAY
    offered_session(theirs, by=theirs.contract.coach, starts=[beside, far])
    accept_time(mine.offers.get(), by=mine.contract.student, starts_at=start, now=NOW)
    told = dict(theirs.offers.get().starts.values_list("starts_at", "noted_taken"))
    assert told == {beside: is_taken, far: False}
    assert sweep(NOW) == 0
    if is_taken:
        with pytest.raises(SlotTaken):
            accept_time(theirs.offers.get(), by=theirs.contract.student, starts_at=beside, now=NOW)
    else:
        accept_time(theirs.offers.get(), by=theirs.contract.student, starts_at=beside, now=NOW)


def test_sweep_sees_the_buffers_that_the_press_sees(db):
    """The subquery of the sweep and the check of the press agree at every quarter around a session."""
    mine, theirs, start = offered_to_two(buffer_minutes=30)
    Calendar.objects.filter(user=theirs.contract.student).update(buffer_minutes=45)
    accept_time(mine.offers.get(), by=mine.contract.student, starts_at=start, now=NOW)
    quarters = [start + n * 15 * MINUTE for n in range(-12, 13)]
    offer = TimesOffer.objects.create(
        session=theirs, author=theirs.contract.coach, timezone="UTC", asked_at=NOW,
        expires_at=start,
    )  # fmt: skip
    for at in quarters:
        ProposedStart.objects.create(offer=offer, starts_at=at, ends_at=at + HOUR)
    clashes = find_clashes(theirs.contract, [Span(at, at + HOUR) for at in quarters])
    pressed = [at for at, clash in zip(quarters, clashes, strict=True) if clash is not None]
    swept = offer.starts.filter(Exists(busy_around("starts_at", "ends_at")))
    assert list(swept.values_list("starts_at", flat=True)) == pressed
    assert pressed == [start + n * 15 * MINUTE for n in range(-5, 6)]


@pytest.mark.django_db(transaction=True)
def test_greying_leaves_the_version_so_that_an_open_form_still_counts():
    mine, theirs, start = offered_to_two()
    coach = theirs.contract.coach
    theirs = offered_session(theirs, by=coach, starts=[start, start + DAY])
    opened = theirs.version
    accept_time(mine.offers.get(), by=mine.contract.student, starts_at=start, now=NOW)
    theirs.refresh_from_db()
    assert theirs.offers.get().starts.first().noted_taken
    assert theirs.version == opened
    offer_times(theirs, by=coach, starts=[start + 2 * DAY], timezone="UTC", version=opened, now=NOW)
