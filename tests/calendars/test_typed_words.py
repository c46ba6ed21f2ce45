"""Words that people write times with: what is read, what is asked, what is said to be lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calendars.typed_doubts import Doubt
from calendars.typed_times import read_times
from core.zones import zone

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin
WEDNESDAY = datetime(2026, 11, 4, 9, tzinfo=UTC)
BERLIN = zone("Europe/Berlin")


def read(text, *, now=NOW, zone_name="Europe/Berlin"):
    return read_times(text, zone_name=zone_name, now=now, duration_minutes=60)


def starts(text, **kwargs):
    """Starts on the clock of Berlin as `Thu 05 17:00`, with the reason where one is not sure."""
    return [
        start.starts_at.astimezone(BERLIN).strftime("%a %d %H:%M")
        + (f" ({start.doubt.value})" if start.doubt else "")
        for start in read(text, **kwargs).starts
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("midnight", ["Wed 04 00:00 (no day)"]),
        ("tonight midnight", ["Wed 04 00:00"]),
        ("thu 24:00", ["Fri 06 00:00"]),
        ("in 2 hours", ["Tue 03 12:00"]),
        ("in two hours", ["Tue 03 12:00"]),
        ("in an hour", ["Tue 03 11:00"]),
        ("in half an hour", ["Tue 03 10:30"]),
        ("in 90 minutes", ["Tue 03 11:30"]),
        ("in 3 days at 5pm", ["Fri 06 17:00"]),
        ("in two weeks, 5pm", ["Tue 17 17:00"]),
        ("half past six", ["Tue 03 18:30 (no day)"]),
        ("thu quarter past five pm", ["Thu 05 17:15"]),
        ("quarter to 6 pm tomorrow", ["Wed 04 17:45"]),
        ("thu six thirty pm", ["Thu 05 18:30"]),
        ("4.12 17:00", ["Fri 04 17:00"]),
        ("4.12. 17:00", ["Fri 04 17:00"]),
        ("17:00 4.12", ["Fri 04 17:00"]),
        ("on 4.12 at 5pm", ["Fri 04 17:00"]),
        ("Fri noon-1pm", ["Fri 06 12:00"]),
        ("Fri noon-2pm", ["Fri 06 12:00 (range)", "Fri 06 13:00 (range)"]),
        ("10pm-1am", ["Tue 03 22:00 (no day)", "Tue 03 23:00 (no day)", "Wed 04 00:00 (no day)"]),
        ("thu 10pm-1am", ["Thu 05 22:00 (range)", "Thu 05 23:00 (range)", "Fri 06 00:00 (range)"]),
        ("fri 23:00-00:00", ["Fri 06 23:00"]),
        ("thu 11pm to midnight", ["Thu 05 23:00"]),
        ("Fri after 7", ["Fri 06 19:00 (open end)", "Fri 06 20:00 (open end)"]),
        ("Fri 7pm or later", ["Fri 06 19:00 (open end)", "Fri 06 20:00 (open end)"]),
        ("Fri before 10", ["Fri 06 08:00 (open end)", "Fri 06 09:00 (open end)"]),
        ("this evening", [f"Tue 03 {hour}:00 (part of day)" for hour in (17, 18, 19, 20)]),
        ("this evening at 8", ["Tue 03 20:00"]),
        ("tomorrow evening 8-9", ["Wed 04 20:00"]),
        ("3pm EST", ["Tue 03 21:00 (no day)"]),
        ("fri 3pm ET", ["Fri 06 21:00"]),
        ("fri 15:00 UTC+2", ["Fri 06 14:00"]),
        ("fri 3pm New York time", ["Fri 06 21:00"]),
        ("fri 17:00 (CET)", ["Fri 06 17:00"]),
        ("2026-11-30T17:00:00Z", ["Mon 30 18:00"]),
        ("2026-11-30T17:00+05:45", ["Mon 30 12:15"]),
        ("2026-11-30 17:00 Asia/Kathmandu", ["Mon 30 12:15"]),
        ("day after tomorrow 5pm", ["Thu 05 17:00"]),
        ("the day after tomorrow at 17:00", ["Thu 05 17:00"]),
        ("thu next week 5pm", ["Thu 12 17:00"]),
        ("- thu 5pm\n- fri 6pm", ["Thu 05 17:00", "Fri 06 18:00"]),
        ("1) thu 5pm\n2) fri 6pm", ["Thu 05 17:00", "Fri 06 18:00"]),
        ("Fri, Dec 4 · 3:00 – 4:00pm", ["Fri 04 15:00"]),
        ("thu 5pm for 2 hours", ["Thu 05 17:00"]),
        ("Thursday 12 November – 17:00", ["Thu 12 17:00"]),
        ("thu 9-5pm", [f"Thu 05 {hour:02d}:00 (range)" for hour in range(9, 17)]),
    ],
)  # fmt: skip
def test_words_that_people_use(text, expected):
    assert starts(text) == expected
    assert read(text).not_understood == ()


def test_a_length_from_now_is_rounded_up_and_asked():
    at = datetime(2026, 11, 3, 9, 2, 30, tzinfo=UTC)
    assert starts("in 2 hours", now=at) == ["Tue 03 12:05 (rounded)"]


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("next Friday 5pm", WEDNESDAY, ["Fri 06 17:00 (next weekday)", "Fri 13 17:00 (next weekday)"]),
        ("5pm next fri", WEDNESDAY, ["Fri 06 17:00 (next weekday)", "Fri 13 17:00 (next weekday)"]),
        ("next mon 5pm", WEDNESDAY, ["Mon 09 17:00"]),
        ("next wed 5pm", WEDNESDAY, ["Wed 11 17:00"]),
        ("next sun 5pm", WEDNESDAY, ["Sun 08 17:00 (next weekday)", "Sun 15 17:00 (next weekday)"]),
        ("this fri 5pm", WEDNESDAY, ["Fri 06 17:00"]),
        ("fri next week 5pm", WEDNESDAY, ["Fri 13 17:00"]),
        ("next mon 5pm", WEDNESDAY + timedelta(days=4),
         ["Mon 09 17:00 (next weekday)", "Mon 16 17:00 (next weekday)"]),
    ],
)  # fmt: skip
def test_next_weekday_asks_which_where_people_differ(text, now, expected):
    assert starts(text, now=now) == expected


@pytest.mark.parametrize(
    ("text", "expected", "names"),
    [
        ("fri 3pm CST", ["Fri 06 08:00 (zone)", "Fri 06 22:00 (zone)"], ["Shanghai", "Chicago"]),
        ("fri 3pm IST", ["Fri 06 10:30 (zone)", "Fri 06 14:00 (zone)", "Fri 06 16:00 (zone)"],
         ["Kolkata", "Jerusalem", "Dublin"]),
        ("fri 17:00 CEST", ["Fri 06 16:00 (zone)", "Fri 06 17:00 (zone)"], ["UTC+2", "Berlin"]),
    ],
)  # fmt: skip
def test_a_zone_with_several_meanings_says_which(text, expected, names):
    assert starts(text) == expected
    reasons = [start.reason for start in read(text).starts]
    assert reasons == [f"If you mean the clock of {name}." for name in names]


def test_the_writers_own_clock_settles_what_its_name_means():
    (start,) = read("fri 3pm IST", zone_name="Asia/Kolkata").starts
    assert start.sure
    assert start.starts_at == datetime(2026, 11, 6, 9, 30, tzinfo=UTC)


def test_today_in_another_zone_is_asked_where_it_is_another_day():
    """At 20:00 in Los Angeles it is tomorrow in Tokyo: whose "today" is meant nobody knows."""
    late = datetime(2026, 11, 4, 4, tzinfo=UTC)
    (start,) = read("tomorrow 9pm JST", now=late, zone_name="America/Los_Angeles").starts
    assert start.doubt is Doubt.ZONE
    (dated,) = read("6 nov 9pm JST", now=late, zone_name="America/Los_Angeles").starts
    assert dated.sure


@pytest.mark.parametrize(
    "text",
    [
        "2026", "Nov 30, 2026", "room 5 thu 17:00", "I have 3 kids", "thu $5pm", "thu 1,500", "thu 5 EUR",
        "call +49 170 1234567 thu", "https://zoom.us/j/8123 thu", "24/7", "may 5pm", "nov 5-6pm", "50%",
        "thu 5pm to fri 6pm", "last thu 5pm", "before thu 5pm", "thu 5pm your time", "Nov 31, 2026 17:00",
        "thu 17:60", "thu 5:5", "half past 30", "thu 13pm", "10 people thu",
    ],
)  # fmt: skip
def test_no_start_is_made_of_numbers_that_are_none(text):
    assert starts(text) == []
    assert read(text).not_understood or read(text).questions


def test_a_date_of_a_year_that_is_over_has_passed():
    assert read("Dec 3, 2025 at 5pm").in_the_past == ("dec 3, 2025 at 5pm",)
    assert starts("Dec 3, 2025 at 5pm") == []


ANY_WORDS = st.lists(
    st.sampled_from([
        "thu", "next", "nov", "30", "2026", "'26", ",", "17:00", "5", "pm", "at", "on", "4.12", "12/11",
        "maybe", "not", "to", "-", "between", "and", "midnight", "noon", "half", "past", "six", "in", "2",
        "est", "hours", "utc+2", "evening", "this", "tonight", "after", "day", "tomorrow", "\n", ".", "the",
        "3rd", "1)", "week", "２", "²", "٥", "½", "İ", "\u200b", "until", "or later", "2026-11-30t17:00z",
        "9999", "0",
    ])
    | st.text(max_size=4),
    max_size=10,
)  # fmt: skip


@settings(max_examples=500)
@given(ANY_WORDS, st.sampled_from([" ", ""]), st.datetimes(
    datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)
))  # fmt: skip
@example(["999", "hours"], " ", NOW)
@example(["in", "99", "weeks", "5pm"], " ", NOW)
def test_any_text_is_read_without_a_start_in_the_past(words, between, now):
    reading = read_times(
        between.join(words), zone_name="Europe/Berlin", now=now, duration_minutes=45
    )
    instants = [start.starts_at for start in reading.starts]
    assert instants == sorted(set(instants))
    assert all(at > now for at in instants)
    assert all(bool(start.reason) != start.sure for start in reading.starts)


@settings(max_examples=300)
@given(
    st.lists(st.integers(0, 2100).map(str), min_size=1, max_size=3),
    st.sampled_from([" ", ", ", "-", "/", "."]),
)
def test_numbers_are_sure_of_no_more_times_than_there_are_numbers(numbers, between):
    reading = read(between.join(numbers))
    assert len([start for start in reading.starts if start.sure]) <= len(numbers)


@pytest.mark.parametrize("clock", ["5", "5, 6", "5 or 6", "5-6", "5:30", "530", "half past 5"])
def test_a_number_without_a_day_is_never_ticked(clock):
    """Of today only one of its halves may be left; that makes neither it nor the day certain."""
    found = read(clock).starts
    assert found
    assert {start.doubt for start in found} == {Doubt.NO_DAY}


@pytest.mark.parametrize("written", ["2 Nov", "Nov 2", "1. November", "2.11.", "nov 2nd", "1 June"])
def test_a_day_that_is_over_is_not_taken_for_next_year_s(written):
    (start,) = read(f"{written} 17:00").starts
    assert start.doubt is Doubt.FAR_AHEAD
    (same,) = read(f"{start.starts_at:%d.%m.%Y} 17:00").starts
    assert (same.starts_at, same.sure) == (start.starts_at, True)


@pytest.mark.parametrize("written", ["7 Jan", "Jan 7", "7.1.", "30 April"])
def test_a_day_of_the_coming_months_needs_no_year(written):
    assert [start.sure for start in read(f"{written} 17:00").starts] == [True]


@pytest.mark.parametrize("day", ["mondays", "fridays", "Tuesdays and Thursdays", "Saturdays"])
def test_what_is_meant_for_every_week_is_not_offered_once_unasked(day):
    found = read(f"{day} at 5pm").starts
    assert {start.doubt for start in found} == {Doubt.EVERY_WEEK}


@pytest.mark.parametrize(
    "text", ["fri from 5pm", "from 5pm on fri", "fri from 17:00 on", "fri 5pm on", "fri, from 5 pm"]
)
def test_a_beginning_alone_is_an_open_stretch(text):
    assert {start.doubt for start in read(text).starts} == {Doubt.OPEN_END}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri from 5pm to 6pm", ["Fri 06 17:00"]),
        ("fri 17;00", ["Fri 06 00:00 (day or time)", "Fri 06 17:00"]),
        ("thu5pm", ["Thu 05 17:00"]),
        ("fri17:00", ["Fri 06 17:00"]),
        ("fri 9am/10am", ["Fri 06 09:00", "Fri 06 10:00"]),
        ("fri 17:00/18:00", ["Fri 06 17:00", "Fri 06 18:00"]),
    ],
)
def test_what_is_written_without_blanks_is_read_all_the_same(text, expected):
    assert starts(text) == expected
    assert read(text).not_understood == ()


@pytest.mark.parametrize("text", ["christmas 8am", "samstag 9 Uhr", "wörk 08:00"])
def test_words_unknown_are_not_said_to_be_over(text):
    """10:00 it is; what stands beside the time may name another day."""
    reading = read(text)
    assert reading.in_the_past == ()
    assert reading.not_understood or not any(start.sure for start in reading.starts)


@pytest.mark.parametrize("label", ["session 3", "Option 2", "lesson 12", "Slot #5", "Call 17"])
@pytest.mark.parametrize("blank", [" ", "\n", "  "])
def test_the_number_of_a_label_before_a_colon_is_no_time(label, blank):
    assert starts(f"{label}:{blank}thu 5pm") == ["Thu 05 17:00"]
    assert starts(f"{label}:{blank}thu 5pm, call 4: fri 18:00") == ["Thu 05 17:00", "Fri 06 18:00"]


@pytest.mark.parametrize("text", ["thu 5,6,7", "thu 5, 6, 7"])
def test_numbers_in_a_row_behind_a_weekday_are_offered_in_doubt(text):
    hours = ["05", "06", "07", "17", "18", "19"]
    found = read(text).starts
    assert [start.starts_at.astimezone(BERLIN).strftime("%a %d %H") for start in found] == [
        f"Thu 05 {hour}" for hour in hours
    ]
    assert not any(start.sure for start in found)


@pytest.mark.parametrize("text", ["03.12", "thu 17:00, 03.12", "fri 17:00 or 05.11", "09.10"])
def test_a_dotted_date_without_a_time_is_never_a_sure_time(text):
    reading = read(text)
    sure = {
        start.starts_at.astimezone(BERLIN).strftime("%H:%M")
        for start in reading.starts
        if start.sure
    }
    assert sure <= {"17:00"}
    assert not reading.in_the_past


def test_a_label_that_may_move_the_day_is_not_left_out():
    assert not any(start.sure for start in read("week 2: mon 17:00").starts)
