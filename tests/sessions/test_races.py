"""Many at once: one succeeds, and afterwards nobody is in two places."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError

from calendars.models import BusySlot
from core.errors import DomainError
from core.models import EventRecord
from sessions.actions import accept_time
from tests.factories import (
    NOW,
    active_contract,
    make_coach,
    make_student,
    offered_session,
    opens_every_day,
    scheduled_session,
)

HOUR = timedelta(hours=1)
START = NOW + timedelta(days=2)
THREADS = 32

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(jobs):
    """Run every job in a thread of its own at the same moment; what each returned or raised."""
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait()
            return job()
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def overlapping_pairs():
    """How many pairs of one person's slots overlap; asked of the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM calendars_busyslot a JOIN calendars_busyslot b"
            " ON a.user_id = b.user_id AND a.id < b.id"
            " AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
        )
        return cursor.fetchone()[0]


def test_many_students_want_the_same_hour():
    coach = make_coach()
    opens_every_day(coach)
    sessions = [
        active_contract(make_student(f"Student {n}"), coach, session_count=1).sessions.get()
        for n in range(THREADS)
    ]
    shifts = [n % 4 * HOUR / 4 for n in range(THREADS)]  # the same and overlapping starts
    results = all_at_once(
        [
            lambda s=session, shift=shift: scheduled_session(s, starts_at=START + shift)
            for session, shift in zip(sessions, shifts, strict=True)
        ]
    )
    won = [result for result in results if not isinstance(result, DomainError)]
    assert len(won) == 1
    assert BusySlot.objects.count() == 2
    assert overlapping_pairs() == 0
    assert EventRecord.objects.filter(name="sessions.SessionScheduled").count() == 1


def test_one_offer_accepted_from_many_tabs_at_once():
    coach, student = make_coach(), make_student()
    session = active_contract(student, coach, session_count=1).sessions.get()
    starts = [START, START + HOUR / 2, START + HOUR]
    offered_session(session, by=coach, starts=starts)
    offer = session.offers.get()
    results = all_at_once(
        [
            lambda n=n: accept_time(offer, by=student, starts_at=starts[n % 3], now=NOW)
            for n in range(THREADS)
        ]
    )
    booked = {row.scheduled_at for row in results if not isinstance(row, DomainError)}
    assert len(booked) == 1
    assert EventRecord.objects.filter(name="sessions.SessionConfirmed").count() == 1
    assert overlapping_pairs() == 0


def test_person_on_both_sides_is_booked_once():
    """Two contracts in which one person is coach here and student there, locked in opposite roles."""
    both, coach, student = make_coach("Both Ways"), make_coach(), make_student()
    opens_every_day(coach)
    opens_every_day(both)
    teaching = active_contract(student, both, session_count=1).sessions.get()
    learning = active_contract(both, coach, session_count=1).sessions.get()
    results = all_at_once(
        [
            lambda: scheduled_session(teaching, starts_at=START),
            lambda: scheduled_session(learning, starts_at=START + HOUR / 2),
        ]
    )
    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert overlapping_pairs() == 0


@pytest.mark.postgres
def test_database_itself_refuses_an_overlap(student):
    BusySlot.objects.create(user=student, session_id=1, starts_at=START, ends_at=START + HOUR)
    BusySlot.objects.create(
        user=student, session_id=2, starts_at=START + HOUR, ends_at=START + 2 * HOUR
    )
    with pytest.raises(IntegrityError, match="busy_slots_never_overlap"):
        BusySlot.objects.create(
            user=student, session_id=3, starts_at=START + HOUR / 2, ends_at=START + HOUR
        )


@pytest.mark.postgres
def test_overlap_that_only_the_database_sees_is_a_refusal(student, coach, monkeypatch):
    """Were the check before it ever to miss one, the press is refused and the transaction stays whole."""
    opens_every_day(coach)
    session = active_contract(student, coach, session_count=1).sessions.get()
    BusySlot.objects.create(user=coach, session_id=999, starts_at=START, ends_at=START + HOUR)
    monkeypatch.setattr("calendars.busy.find_clashes", lambda *_args, **_named: [None])
    with pytest.raises(DomainError) as refusal:
        scheduled_session(session, starts_at=START)
    assert refusal.value.code == "slot_taken"
    session.refresh_from_db()
    assert session.status == "unscheduled"
