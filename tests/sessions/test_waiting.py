"""Before the start: when the door opens, who is there, how long it takes, and where to meet."""

from datetime import timedelta

import pytest

from core.cards import build_card
from sessions.actions import check_in, set_meeting_link
from tests.factories import NOW, confirmed_session

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
START = NOW + timedelta(days=2)
OPENS, END = START - 10 * MINUTE, START + HOUR
URL = "https://meet.example.test/room"


@pytest.fixture
def booked(session, coach):
    row = confirmed_session(session, starts_at=START)
    return set_meeting_link(row, by=coach, url=URL, version=row.version, now=NOW)


def card(row, viewer, now):
    return build_card(row, viewer=viewer, now=now)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (OPENS - SECOND, False), (OPENS, True), (OPENS + SECOND, True),
        (END - SECOND, True), (END, False), (END + SECOND, False),
    ],
    ids=["-1 s", "opens", "+1 s", "end -1 s", "end", "end +1 s"],
)  # fmt: skip
def test_the_link_is_there_while_the_door_is_open(booked, student, coach, now, is_open):
    for person in (student, coach):
        assert card(booked, person, now).join_url == (URL if is_open else "")


def test_nobody_else_gets_the_link(booked, other_student):
    assert card(booked, other_student, START).join_url == ""


@pytest.mark.parametrize(
    ("now", "counts"),
    [(START - SECOND, True), (START, False), (START + SECOND, False)],
    ids=["-1 s", "0", "+1 s"],
)
def test_it_counts_down_to_the_start(booked, student, now, counts):
    assert card(booked, student, now).countdown_to == (START if counts else None)


@pytest.mark.parametrize(
    ("now", "opens"),
    [(OPENS - SECOND, False), (OPENS, True), (OPENS + SECOND, True)],
    ids=["-1 s", "0", "+1 s"],
)
def test_checking_in_is_offered_when_the_door_opens(booked, student, now, opens):
    shown = card(booked, student, now)
    assert ("check-in" in [action.verb for action in shown.actions]) == opens
    assert bool(shown.lead) == opens


def test_who_came_early_sees_who_is_awaited(booked, student, coach):
    assert card(booked, student, OPENS).lead == "The door is open. Say that you are here."
    row = check_in(booked, by=student, now=OPENS)
    assert card(row, student, OPENS).lead == "You are here. Carl has not checked in yet."
    assert card(row, coach, OPENS).lead == "Sofia is here and waits for you."
    row = check_in(row, by=coach, now=OPENS + MINUTE)
    for person in (student, coach):
        shown = card(row, person, OPENS + MINUTE)
        assert (shown.lead, shown.countdown_to) == ("You are both here.", START)


def test_the_page_is_drawn_anew_when_the_door_opens_and_at_the_start(booked, student):
    day_before = START - 9 * HOUR  # inside the cut-off, so that the door comes next
    assert card(booked, student, day_before).refresh_at == OPENS
    assert card(booked, student, OPENS).refresh_at == START
