"""What people type, read on the writer's clock; nothing ambiguous is guessed."""

from datetime import UTC, datetime

import pytest

from core.zones import zone
from sessions.typed_times import read_times

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin


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
        ("5pm", ["Tue 03 17:00"]),
        ("tue 5pm", ["Tue 03 17:00?", "Tue 10 17:00?"]),
        ("tue 9am", ["Tue 10 09:00"]),
        ("next tue 5pm", ["Tue 10 17:00"]),
        ("next mon 5pm", ["Mon 09 17:00"]),
        ("12 nov 5pm", ["Thu 12 17:00"]),
        ("nov 12th at 5pm", ["Thu 12 17:00"]),
        ("12.11. 17:00", ["Thu 12 17:00"]),
        ("2026-11-12 17:00", ["Thu 12 17:00"]),
        ("2 nov 5pm", ["Tue 02 17:00"]),
        ("5pm on thursday", ["Thu 05 17:00"]),
        ("between 5 and 6", ["Tue 03 17:00", "Tue 03 18:00"]),
    ],
)
def test_reading(text, starts):
    assert shown(text) == starts


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("thu 5pm or whenever", ("whenever",)),
        ("thu 25:00", ("thu 25:00",)),
        ("thu 17pm", ("thu 17pm",)),
        ("31 feb 5pm", ("31 feb 5pm",)),
        ("hello", ("hello",)),
        ("thu 6pm-5pm", ("thu 6pm-5pm",)),
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
