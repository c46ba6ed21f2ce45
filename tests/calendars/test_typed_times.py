"""What people type, read on the writer's clock; nothing ambiguous is guessed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.typed_times import read_times
from core.zones import zone

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin


ZONES = ("Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu")


def read(text, *, now=NOW, zone_name="Europe/Berlin", minutes=60):
    return read_times(text, zone_name=zone_name, now=now, duration_minutes=minutes)


def shown(text, **kwargs):
    """Starts as `Thu 05 17:00`, with a question mark where a choice is asked."""
    zone_name = kwargs.get("zone_name", "Europe/Berlin")
    return [
        start.starts_at.astimezone(zone(zone_name)).strftime("%a %d %H:%M") + "?" * (not start.sure)
        for start in read(text, **kwargs).starts
    ]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("thu 5-6pm", ["Thu 05 17:00"]),
        ("Thursday 5pm", ["Thu 05 17:00"]),
        ("thu 17:00", ["Thu 05 17:00"]),
        ("thu 17", ["Thu 05 17:00"]),
        ("thu 17h30", ["Thu 05 17:30"]),
        ("thu at 5:30pm", ["Thu 05 17:30"]),
        ("thu 5", ["Thu 05 05:00?", "Thu 05 17:00?"]),
        ("thu 09:15", ["Thu 05 09:15"]),
        ("thu noon", ["Thu 05 12:00"]),
        ("thu 12am", ["Thu 05 00:00"]),
        ("sat morning", ["Sat 07 09:00?", "Sat 07 10:00?", "Sat 07 11:00?"]),
        (
            "thu 5-6pm or sat morning",
            ["Thu 05 17:00", "Sat 07 09:00?", "Sat 07 10:00?", "Sat 07 11:00?"],
        ),
        ("thu 2-5pm", ["Thu 05 14:00?", "Thu 05 15:00?", "Thu 05 16:00?"]),
        ("thu 5pm or 7pm", ["Thu 05 17:00", "Thu 05 19:00"]),
        ("thu 5pm, fri 6pm", ["Thu 05 17:00", "Fri 06 18:00"]),
        ("tomorrow 5pm", ["Wed 04 17:00"]),
        ("today 5pm", ["Tue 03 17:00"]),
        ("5pm", ["Tue 03 17:00?"]),
        ("tue 5pm", ["Tue 03 17:00?", "Tue 10 17:00?"]),
        ("tue 9am", ["Tue 10 09:00"]),
        ("next tue 5pm", ["Tue 10 17:00"]),
        ("next mon 5pm", ["Mon 09 17:00"]),
        ("thu next week 5pm", ["Thu 12 17:00"]),
        ("12 nov 5pm", ["Thu 12 17:00"]),
        ("nov 12th at 5pm", ["Thu 12 17:00"]),
        ("12.11. 17:00", ["Thu 12 17:00"]),
        ("2026-11-12 17:00", ["Thu 12 17:00"]),
        ("2 nov 5pm", ["Tue 02 17:00?"]),
        ("5pm on thursday", ["Thu 05 17:00"]),
        ("between 5 and 6", ["Tue 03 17:00?"]),
        ("between 5pm and 6pm thu", ["Thu 05 17:00"]),
        ("thu 5 p.m.", ["Thu 05 17:00"]),
        ("thu 9 in the morning", ["Thu 05 09:00"]),
        ("thu 9 in the evening", ["Thu 05 21:00"]),
        ("this thu 5pm", ["Thu 05 17:00"]),
        ("thu 12 nov 5pm", ["Thu 12 17:00"]),
        ("2026-11-12T17:00", ["Thu 12 17:00"]),
        ("13/11 5pm", ["Fri 13 17:00"]),
        ("12 nov 2026 5pm", ["Thu 12 17:00"]),
        ("nov 12 2026 5pm", ["Thu 12 17:00"]),
        ("thu 1730", ["Thu 05 17:30"]),
        ("thu 530pm", ["Thu 05 17:30"]),
        ("thu 0930-1030", ["Thu 05 09:30"]),
        ("tonight 8pm", ["Tue 03 20:00"]),
        ("8 tonight", ["Tue 03 20:00"]),
        ("tonight", ["Tue 03 17:00?", "Tue 03 18:00?", "Tue 03 19:00?", "Tue 03 20:00?"]),
    ],
)
def test_reading(text, starts):
    assert shown(text) == starts


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("mon, wed and fri 10am", ["Wed 04 10:00", "Fri 06 10:00", "Mon 09 10:00"]),
        ("sat/sun 10am", ["Sat 07 10:00", "Sun 08 10:00"]),
        ("sat & sun 10am", ["Sat 07 10:00", "Sun 08 10:00"]),
        ("thu or fri 5pm, sat 6pm", ["Thu 05 17:00", "Fri 06 17:00", "Sat 07 18:00"]),
        ("5pm thu or fri", ["Thu 05 17:00", "Fri 06 17:00"]),
        ("thu, 5pm", ["Thu 05 17:00"]),
        ("nov 12, 5pm", ["Thu 12 17:00"]),
        ("thursday, 12 november, 5pm", ["Thu 12 17:00"]),
        ("thu 5pm\nfri 6pm", ["Thu 05 17:00", "Fri 06 18:00"]),
        ("mon wed fri 10am", ["Wed 04 10:00", "Fri 06 10:00", "Mon 09 10:00"]),
        ("thu 5pm fri 6pm", ["Thu 05 17:00", "Fri 06 18:00"]),
    ],
)
def test_days_and_times_find_each_other(text, starts):
    assert shown(text) == starts


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("thu 5pm or fri", ["Thu 05 17:00", "Fri 06 17:00?"]),
        ("5pm or 6pm thu", ["Tue 03 17:00?", "Thu 05 17:00?", "Thu 05 18:00"]),
        ("hello, 5pm", ["Tue 03 17:00?"]),
        ("thu 5pm, perhaps, 7pm", ["Thu 05 17:00", "Thu 05 19:00?"]),
        ("12/11 5pm", ["Thu 12 17:00?", "Fri 11 17:00?"]),
    ],
)
def test_what_has_two_meanings_is_asked(text, starts):
    assert shown(text) == starts


@pytest.mark.parametrize(
    ("text", "now", "starts"),
    [
        ("30 dec 5pm", datetime(2026, 12, 31, 9, tzinfo=UTC), ["2027-12-30"]),
        ("1 jan 5pm", datetime(2026, 12, 31, 9, tzinfo=UTC), ["2027-01-01"]),
        ("31 dec 11:30pm", datetime(2026, 12, 31, 22, 15, tzinfo=UTC), ["2026-12-31"]),
        ("29 feb 5pm", datetime(2028, 2, 1, 9, tzinfo=UTC), ["2028-02-29"]),
        ("29 feb 5pm", datetime(2027, 11, 1, 9, tzinfo=UTC), ["2028-02-29"]),
        ("29 feb 5pm", datetime(2028, 3, 1, 9, tzinfo=UTC), []),
        ("28 feb 5pm", datetime(2028, 2, 29, 9, tzinfo=UTC), ["2029-02-28"]),
    ],
)
def test_day_without_a_year_is_the_next_one(text, now, starts):
    reading = read(text, now=now)
    assert [start.starts_at.date().isoformat() for start in reading.starts] == starts
    assert reading.not_understood == (() if starts else (text,))


WORDS = st.sampled_from(
    ["thu", "today", "next", "12", "nov", "29 feb", "12/11", "31.12.9999", "0001-01-01", "5", "pm",
     "9999-12-31", "17:00", "-", "to", "between", "and", "or", ",", "morning", "noon", "24", "\n", "x"]
)  # fmt: skip


@given(st.lists(WORDS | st.text(max_size=3), max_size=9), st.sampled_from(ZONES), st.datetimes(
    datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)
))  # fmt: skip
def test_no_text_is_too_odd(words, zone_name, now):
    """Everything is read or named, and whatever is read lies ahead within reach of every clock."""
    reading = read(" ".join(words), now=now, zone_name=zone_name)
    for start in reading.starts:
        assert now < start.starts_at < now + timedelta(days=7 * 366)
        assert start.starts_at.astimezone(zone("Pacific/Auckland"))


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("thu 5pm or whenever", ("whenever",)),
        ("thu 25:00", ("thu 25:00",)),
        ("thu 17pm", ("thu 17pm",)),
        ("31 feb 5pm", ("31 feb 5pm",)),
        ("hello", ("hello",)),
        ("thu 6pm-5pm", ("thu 6pm-5pm",)),
        ("thu or whenever", ("whenever",)),
        ("9999-12-31 23:00", ("9999-12-31 23:00",)),
        ("13/13 5pm", ("13/13 5pm",)),
        ("", ()),
    ],
)
def test_what_is_not_understood_is_named(text, lost):
    assert read(text).not_understood == lost


def test_what_has_passed_is_named_and_left_out():
    reading = read("today 9am or thu 5pm")
    assert reading.in_the_past == ("today 9am",)
    assert len(reading.starts) == 1


def test_skipped_and_repeated_hours_become_choices():
    spring = datetime(2027, 3, 26, 9, tzinfo=UTC)
    assert shown("sun 02:30", now=spring) == ["Sun 28 01:45?", "Sun 28 03:00?"]
    autumn = datetime(2027, 10, 29, 9, tzinfo=UTC)
    assert [s.starts_at.hour for s in read("sun 02:30", now=autumn).starts] == [0, 1]


def test_range_gives_every_start_that_fits_its_length():
    assert shown("thu 17:00-19:00", minutes=90) == ["Thu 05 17:00"]
    assert shown("thu 17:00-17:30", minutes=60) == ["Thu 05 17:00"]


def test_it_is_the_writers_clock():
    kathmandu = read("thu 5pm", zone_name="Asia/Kathmandu").starts[0]
    assert kathmandu.starts_at == datetime(2026, 11, 5, 11, 15, tzinfo=UTC)


def test_a_flood_of_words_is_cut():
    assert len(read(", ".join(f"2027-01-{d:02d} 2-5pm" for d in range(1, 32))).starts) == 24
