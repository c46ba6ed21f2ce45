"""A coach's marks are read from sessions, said where a student decides, and named to the coach alone."""

from datetime import timedelta

import pytest
import time_machine

from accounts.track_record import CLEAN, track_record, track_records
from core.cards import build_card, fetch
from marketplace.models import Proposal
from sessions.actions import cancel_session, check_in, claim_no_show, complete_session
from sessions.sweep import sweep
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    make_coach,
    make_student,
    open_request,
    pending_proposal,
)
from tests.words import words_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = NOW + 2 * DAY


@pytest.fixture
def contract(student, coach):
    return active_contract(student, coach, session_count=3)


def booked(contract, number, *, starts_at):
    return confirmed_session(contract.sessions.get(number=number, attempt=1), starts_at=starts_at)


def cancel_late(row, *, by):
    return cancel_session(row, by=by, version=row.version, now=row.scheduled_at - HOUR)


def hold(row):
    return complete_session(row, by=row.contract.student, version=row.version, now=row.ends_at)


def miss(row):
    """The student waits a quarter of an hour, reports it, and nobody contests."""
    student, at = row.contract.student, row.scheduled_at + HOUR / 2
    row = check_in(row, by=student, now=row.scheduled_at)
    claim_no_show(row, by=student, version=row.version, now=at)
    sweep(at + 3 * DAY)


@pytest.fixture
def marked(contract, coach):
    """Three booked sessions: one held, one cancelled late by the coach, one that the coach missed."""
    hold(booked(contract, 1, starts_at=START))
    cancel_late(booked(contract, 2, starts_at=START + DAY), by=coach)
    miss(booked(contract, 3, starts_at=START + 2 * DAY))
    return contract


LATER = START + 10 * DAY


def test_marks_are_counted_out_of_the_booked_sessions(marked, coach):
    record = track_record(coach, LATER)
    assert record.words == (
        "1 of the last 3 booked sessions was cancelled late by the coach.",
        "The coach did not come to 1 of the last 3 booked sessions.",
    )
    assert record.own_words == (
        "You cancelled 1 of your last 3 booked sessions within 10 hours of the start.",
        "You did not come to 1 of your last 3 booked sessions.",
    )


def test_the_coach_is_told_which_ones_they_were(marked, coach):
    named = [(mark.what, mark.about, mark.starts_at) for mark in track_record(coach, LATER).marks]
    about = f"of {marked.number} with Sofia Student"
    assert named == [
        ("You did not come", f"Session 3 {about}", START + 2 * DAY),
        ("Cancelled late", f"Session 2 {about}", START + DAY),
    ]


def test_what_students_do_and_what_is_cancelled_in_time_are_no_marks(contract, student, coach):
    cancel_late(booked(contract, 1, starts_at=START), by=student)
    early = booked(contract, 2, starts_at=START + DAY)
    cancel_session(early, by=coach, version=early.version, now=NOW)
    hold(booked(contract, 3, starts_at=START + 2 * DAY))
    assert track_record(coach, LATER) == CLEAN


@pytest.mark.parametrize(
    ("shift", "counts"), [(-1, False), (0, True), (1, True)], ids=["-1 s", "0", "+1 s"]
)
def test_the_instant_of_the_cut_off_is_late(contract, coach, shift, counts):
    row = booked(contract, 1, starts_at=START)
    at = START - 10 * HOUR + timedelta(seconds=shift)
    cancel_session(row, by=coach, version=row.version, now=at)
    assert bool(track_record(coach, LATER).words) == counts


def test_one_booked_session_reads_as_one(contract, coach):
    cancel_late(booked(contract, 1, starts_at=START), by=coach)
    assert track_record(coach, LATER).words == (
        "The last booked session was cancelled late by the coach.",
    )


def test_only_the_last_thirty_of_the_past_year_count(student, coach):
    contract = active_contract(student, coach, session_count=32)
    cancel_late(booked(contract, 1, starts_at=START), by=coach)
    for n in range(29):
        hold(booked(contract, n + 2, starts_at=START + (n + 1) * DAY))
    thirty = "1 of the last 30 booked sessions was cancelled late by the coach."
    assert track_record(coach, START + 40 * DAY).words == (thirty,)
    assert track_record(coach, START + 365 * DAY) == CLEAN
    hold(booked(contract, 31, starts_at=START + 31 * DAY))
    assert track_record(coach, START + 40 * DAY) == CLEAN


def test_many_coaches_take_one_query(marked, coach, other_coach, django_assert_num_queries):
    with django_assert_num_queries(1):
        records = track_records([coach.pk, other_coach.pk], LATER)
    assert records[coach.pk].words
    assert records[other_coach.pk] == CLEAN


SENTENCE = "1 of the last 3 booked sessions was cancelled late by the coach."


@time_machine.travel(LATER, tick=False)
def test_students_read_it_on_the_coachs_page_and_in_the_list(client, marked, coach, other_student):
    client.force_login(other_student)
    assert SENTENCE in words_of(client.get(f"/coaches/{coach.pk}").content.decode())
    assert SENTENCE in words_of(client.get("/coaches").content.decode())
    assert "Sofia" not in client.get(f"/coaches/{coach.pk}").content.decode()


@time_machine.travel(LATER, tick=False)
def test_nothing_is_shown_where_there_is_none(client, contract, coach, student):
    client.force_login(student)
    for path in (f"/coaches/{coach.pk}", "/coaches"):
        assert "Reliability" not in client.get(path).content.decode()
    client.force_login(coach)
    assert "reliability" not in client.get("/settings/coach").content.decode()


@time_machine.travel(LATER, tick=False)
def test_the_coach_reads_the_numbers_and_the_sessions_in_the_settings(client, marked, coach):
    client.force_login(coach)
    page = client.get("/settings/coach").content.decode()
    assert "You did not come to 1 of your last 3 booked sessions." in words_of(page)
    for row in marked.sessions.filter(status__in=["cancelled_by_coach", "no_show_coach"]):
        assert f'href="/sessions/{row.pk}"' in page


@pytest.fixture
def weighed(marked, coach, other_student):
    return pending_proposal(open_request(other_student, now=LATER), coach, now=LATER)


@time_machine.travel(LATER, tick=False)
def test_it_stands_beside_the_proposal_that_waits(client, weighed, coach, other_student):
    client.force_login(other_student)
    for path in (f"/jobs/{weighed.request_id}/manage", f"/proposals/{weighed.pk}"):
        assert SENTENCE in words_of(client.get(path).content.decode())
    client.force_login(coach)
    assert SENTENCE not in words_of(client.get(f"/proposals/{weighed.pk}").content.decode())


@time_machine.travel(LATER, tick=False)
def test_cards_of_many_proposals_read_the_records_once(
    weighed, other_student, django_assert_num_queries
):
    more = [pending_proposal(weighed.request, make_coach(f"Coach {n}"), now=LATER) for n in "AB"]
    rows = list(
        Proposal.objects.filter(pk__in=[weighed.pk, *(row.pk for row in more)])
        .select_related("coach__calendar__user", "request__student")
        .order_by("pk")
    )
    with django_assert_num_queries(4) as asked:  # the coach's week in two, who works, the records
        known = fetch(rows, now=LATER)
    assert sum("coachingsession" in each["sql"] for each in asked.captured_queries) == 1
    cards = [build_card(row, viewer=other_student, now=LATER, known=known) for row in rows]
    assert [bool(card.parts) for card in cards] == [True, False, False]


def test_a_decided_proposal_says_no_more_of_it(weighed, other_student):
    from marketplace.actions import decline_proposal

    row = decline_proposal(weighed, by=other_student, version=weighed.version, reason="", now=LATER)
    assert build_card(row, viewer=other_student, now=LATER).parts == ()


def test_student_without_marks_of_a_coach_sees_no_part(coach):
    student = make_student("New Student")
    row = pending_proposal(open_request(student), coach)
    assert build_card(row, viewer=student, now=NOW).parts == ()
