"""The meeting link, the wrap-up for both and the notes for oneself."""

from datetime import timedelta

import pytest

from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from sessions.actions import set_meeting_link, write_private_note, write_wrap_up
from tests.factories import NOW, confirmed_session

START = NOW + timedelta(days=2)
END = START + timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def booked(session):
    return confirmed_session(session, starts_at=START)


def link(row, by, url, now=NOW):
    return set_meeting_link(row, by=by, url=url, version=row.version, now=now)


def wrap_up(row, by, now=START, **texts):
    empty = {"outcome_summary": "", "shared_notes": "", "homework": "", "next_step": ""}
    return write_wrap_up(row, by=by, version=row.version, now=now, **{**empty, **texts})


def test_link_is_set_changed_and_taken_away(booked, coach, student, events):
    seen = events()
    row = link(booked, coach, " https://meet.example.com/abc?x=1 ")
    assert row.meeting_url == "https://meet.example.com/abc?x=1"
    link(row, student, "https://meet.example.com/abc?x=1")
    assert seen() == ["MeetingLinkChanged"]
    assert link(row, student, "").meeting_url == ""


@pytest.mark.once
@pytest.mark.parametrize(
    "url",
    [
        "http://meet.example.com/abc",
        "javascript:alert(1)",
        "https://",
        "https://me:secret@meet.example.com/",
        "https://meet.example.com/" + "a" * 500,
        "meet.example.com/abc",
        "https://meet.example.com/a b",
    ],
)
def test_anything_but_a_plain_https_address_is_refused(booked, coach, url):
    with pytest.raises(Invalid) as refusal:
        link(booked, coach, url)
    assert "meeting_url" in refusal.value.fields


@pytest.mark.once
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://meet.example.com/" + "a" * 476, "too long: 501 characters, and 500 are possible"),
        ("meet.example.com/" + "a b" * 500, "too long"),
        ("http://meet.example.com/abc", "begins with https://"),
        ("https://meet.example.com/a b", "no blanks"),
        ("https://me:secret@meet.example.com/", "without a name or a password"),
        ("https://room/", "not a web address"),
    ],
)
def test_a_link_is_refused_for_what_is_wrong_with_it(booked, coach, url, said):
    with pytest.raises(Invalid) as refusal:
        link(booked, coach, url)
    (sentence,) = refusal.value.fields["meeting_url"]
    assert said in sentence


def test_the_longest_link_is_kept(booked, coach):
    url = "https://meet.example.com/" + "a" * 475
    assert link(booked, coach, url).meeting_url == url


def test_link_belongs_to_a_booked_session_that_is_not_over(
    session, booked, second, coach, other_coach
):
    with pytest.raises(NotPossibleNow):
        link(second, coach, "https://meet.example.com/abc")
    with pytest.raises(NotPossibleNow):
        link(booked, coach, "https://meet.example.com/abc", now=END)
    with pytest.raises(NotAllowed):
        link(booked, other_coach, "https://meet.example.com/abc")


def test_wrap_up_is_for_both_and_from_the_start_on(booked, coach, student, events):
    with pytest.raises(NotPossibleNow):
        wrap_up(booked, coach, now=START - SECOND, homework="Page 4")
    seen = events()
    row = wrap_up(booked, coach, homework="Page 4 ", outcome_summary="Past tense")
    assert (row.homework, row.outcome_summary) == ("Page 4", "Past tense")
    wrap_up(row, coach, homework="Page 4", outcome_summary="Past tense")
    assert seen() == ["SessionNotesChanged"]
    with pytest.raises(Stale):
        write_wrap_up(
            row, by=student, version=1, now=START, outcome_summary="", shared_notes="x",
            homework="", next_step="",
        )  # fmt: skip


@pytest.mark.parametrize("name", ["outcome_summary", "shared_notes", "homework", "next_step"])
def test_texts_have_a_limit(booked, coach, name):
    assert wrap_up(booked, coach, **{name: "x" * 1000})
    booked.refresh_from_db()
    with pytest.raises(Invalid) as refusal:
        wrap_up(booked, coach, **{name: "x" * 1001})
    assert list(refusal.value.fields) == [name]


def test_private_note_is_its_writers_alone(booked, coach, student, events):
    seen = events()
    write_private_note(booked, by=coach, text="shy at first", now=START)
    write_private_note(booked, by=coach, text="shy at first, then not", now=START)
    write_private_note(booked, by=student, text="ask about verbs", now=START)
    assert booked.private_notes.get(author=coach).text == "shy at first, then not"
    write_private_note(booked, by=student, text="", now=START)
    assert booked.private_notes.count() == 1
    assert seen() == []
