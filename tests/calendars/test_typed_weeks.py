"""A weekday beside words that move it into another week is offered in doubt, wherever they stand."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.typed_times import read_times
from core.zones import zone

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin
BERLIN = zone("Europe/Berlin")


def ticked(text):
    reading = read_times(text, zone_name="Europe/Berlin", now=NOW, duration_minutes=60)
    return [
        start.starts_at.astimezone(BERLIN).strftime("%a %d %b %H:%M")
        for start in reading.starts
        if start.sure
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("next week thu or fri 5pm", ["Thu 12 Nov 17:00"]),
        ("next week, thu 5pm, fri 6pm", ["Thu 12 Nov 17:00"]),
        ("thu or fri next week 5pm", ["Fri 13 Nov 17:00"]),
        ("thu 5pm or next mon 5pm", ["Thu 05 Nov 17:00", "Mon 09 Nov 17:00"]),
        ("next tue 5pm or thu 6pm", ["Tue 10 Nov 17:00"]),
        ("thu 5pm this week", ["Thu 05 Nov 17:00"]),
        ("dec 3: thu 5pm", ["Thu 03 Dec 17:00"]),
        ("thu: dec 3, 5pm", ["Thu 03 Dec 17:00"]),
        ("next week thu 3 dec 5pm", ["Thu 03 Dec 17:00"]),
        ("Nov 30 - Dec 4: thu 5pm", []),
        ("dec 3: fri 5pm", []),
        ("in 2 weeks: thu 5pm", []),
        ("week of nov 30: thu 5pm", []),
    ],
)
def test_only_the_day_whose_week_is_written_is_ticked(text, expected):
    assert ticked(text) == expected


MOVERS = (
    "next week", "the week after next", "week 49", "KW 49", "in december", "November 2026", "in 2 weeks",
    "week of 30 nov", "30 Nov - 4 Dec", "next month", "the following week", "nächste Woche",
    "la semaine prochaine", "next weekend", "week starting Nov 30", "first week of December",
)  # fmt: skip


@pytest.mark.parametrize("mover", MOVERS)
@given(
    st.sampled_from([": ", "\n", ", ", " I can do ", " - "]),
    st.sampled_from(["thu", "Friday", "Sunday"]),
)
def test_no_weekday_behind_words_of_another_week_is_ticked(mover, between, weekday):
    found = ticked(f"{mover}{between}{weekday} 17:00, mon 18:00")
    assert set(found) <= {"Thu 12 Nov 17:00", "Fri 13 Nov 17:00"}, found
    assert not found or mover in ("next week", "nächste Woche", "la semaine prochaine")


@pytest.mark.parametrize("mover", ["next week", "in december", "the week after", "in KW 49"])
def test_no_weekday_before_them_is_ticked_either(mover):
    assert ticked(f"thu 5pm or fri 6pm, {mover}") == []


@pytest.mark.parametrize(
    "behind", ["nov 12", "on 12 nov", "the 12th", "(Nov 12)", "12.11.", ", nov 12"]
)
def test_no_day_is_ticked_behind_whose_time_another_one_corrects_it(behind):
    assert ticked(f"thu 5pm {behind}") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thu 5pm in two weeks", []),
        ("thu 5pm, in two weeks", []),
        ("thu 5pm in a week", []),
        ("thu 5pm in 3 days", []),
        ("thu 5pm tomorrow", []),
        ("nov 5 5pm fri", []),
        ("thu, 5pm, nov 12", []),
        ("thu 5pm nov 5", ["Thu 05 Nov 17:00"]),
        ("nov 5 5pm (thursday)", ["Thu 05 Nov 17:00"]),
        ("thu 5pm nov 12 6pm", ["Thu 05 Nov 17:00", "Thu 12 Nov 18:00"]),
        ("5pm thu, 6pm nov 12", ["Thu 05 Nov 17:00", "Thu 12 Nov 18:00"]),
        ("thu 5pm or nov 12", ["Thu 05 Nov 17:00"]),
        ("thu 5pm, tomorrow", ["Thu 05 Nov 17:00"]),
        ("thu 5pm fri", ["Thu 05 Nov 17:00"]),
    ],
)
def test_two_days_around_a_time_are_two_only_where_they_are_listed(text, expected):
    assert ticked(text) == expected


@pytest.mark.parametrize("count", ["a week", "two weeks", "2 weeks", "three weeks"])
@pytest.mark.parametrize("day", ["on thursday", "thu", "today", "tomorrow", "on the 5th"])
def test_weeks_that_are_counted_from_a_day_are_no_length(count, day):
    assert ticked(f"{count} {day} 5pm") == []
    assert ticked(f"{count} from {day.removeprefix('on ')} 5pm") == []
    assert ticked("for two weeks, thu 5pm") == ["Thu 05 Nov 17:00"]
