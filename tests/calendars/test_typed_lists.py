"""Pasted lists, and several times of which only the last says am or pm."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.typed_times import read_times
from core.zones import zone

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin
BERLIN = zone("Europe/Berlin")


def read(text):
    return read_times(text, zone_name="Europe/Berlin", now=NOW, duration_minutes=60)


def starts(text):
    return [
        start.starts_at.astimezone(BERLIN).strftime("%a %d %H:%M")
        + (f" ({start.doubt.value})" if start.doubt else "")
        for start in read(text).starts
    ]


MARKS = (
    "- ", "– ", "* ", "• ", "· ", "> ", "> - ", "- [ ] ", "- [x] ", "→ ", "➔ ", "► ", "▪ ", "✅ ", "✓ ", "☐ ",
    "👉 ", "👍🏽 ", "🗓️ ", "🕔 ", "{n}) ", "({n}) ", "[{n}] ", "{n}. ", "{n}.", "{n}.) ", "{n}: ", "{n}/ ",
    "{n} - ", "{n} – ", "#{n} ", "#{n}: ", "{n}\ufe0f\u20e3 ", "① ", "⑴ ", "a) ", "(b) ", "ii) ", "• {n}) ",
    "No. {n}: ", "Nr. {n} - ", "Session {n}: ", "Session {n} - ", "session {n} – ", "SESSION #{n} = ",
    "Session {n}\n", "Session {n}:\n", "Option a: ", "Option B - ", "Lesson one: ", "call {n}) ",
    "Slot {n}. ", "- Session {n}: ", "{n}. Session {n}: ", "{n}\t",
)  # fmt: skip
ITEMS = ("wed 5pm", "Wed 17:00", "Wednesday at 5pm", "4 Nov 17:00", "Nov 4, 5pm", "tomorrow 5pm")


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("item", ITEMS)
def test_what_marks_or_counts_a_line_is_no_time(mark, item):
    if mark in ("{n} - ", "{n} – ", "{n}.") and not item.lower().startswith("wed"):
        return  # "1 – 4 Nov" are days
    for n in (1, 3, 12):
        text = f"{mark.format(n=n)}{item}\n{mark.format(n=n + 1)}fri 6pm"
        assert starts(text) == ["Wed 04 17:00", "Fri 06 18:00"], text
        assert read(text).not_understood == (), text


@pytest.mark.parametrize(
    "text", ["wed 5pm (session 3)", "wed 5pm - session 3", "wed 17:00 for lesson 12", "wed 5pm, session 3"]
)  # fmt: skip
def test_a_counted_label_may_stand_behind_its_time(text):
    assert starts(text) == ["Wed 04 17:00"]
    assert read(text).not_understood == ()


@pytest.mark.parametrize(
    "text",
    [
        "week 2: mon 17:00", "room 5 thu 17:00", "slot 1 wed 5pm", "1: 30pm wed", "session 3 - 5pm wed",
        "1: thu", "1. dec 4, 5pm",
    ],
)  # fmt: skip
def test_a_number_that_may_be_more_than_a_label_ticks_nothing(text):
    assert not any(start.sure for start in read(text).starts)
    assert read(text).not_understood or read(text).questions or read(text).starts


@pytest.mark.parametrize(
    "text", ["❌ wed 5pm\n✅ fri 6pm", "~~wed 5pm~~ fri 6pm", "wed 5pm 👎, fri 6pm"]
)
def test_a_time_that_is_crossed_out_is_not_offered(text):
    assert starts(text) == ["Fri 06 18:00 (denied)"]
    assert len(read(text).not_understood) == 1


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] wed 5pm\n- [x] fri 6pm",
        "[X] fri 6pm\n[] wed 5pm",
        "☐ wed 5pm\n☑ fri 6pm",
        "✅ fri 6pm\n⬜ wed 5pm",
    ],
)
def test_beside_a_ticked_box_an_empty_one_says_no(text):
    assert starts(text) == ["Fri 06 18:00 (denied)"]


def test_boxes_of_which_none_is_ticked_only_mark_their_lines():
    assert starts("[ ] wed 5pm\n[ ] fri 6pm") == ["Wed 04 17:00", "Fri 06 18:00"]


def test_a_shrug_is_a_maybe():
    assert starts("fri 6pm 🤔") == ["Fri 06 18:00 (hedged)"]


@pytest.mark.parametrize("text", ["3. december 17:00", "3. dec 17:00", "3.12. 17:00"])
def test_the_number_of_a_day_is_no_mark(text):
    assert starts(text) == ["Thu 03 17:00"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wed 5 or 6pm", ["Wed 04 17:00", "Wed 04 18:00"]),
        ("wed 5, 6 or 7pm", ["Wed 04 17:00", "Wed 04 18:00", "Wed 04 19:00"]),
        ("wed 5, 6, or 7 p.m.", ["Wed 04 17:00", "Wed 04 18:00", "Wed 04 19:00"]),
        ("5, 6 or 7pm on wed", ["Tue 03 17:00 (day taken)", "Tue 03 18:00 (day taken)",
                                "Wed 04 17:00 (day taken)", "Wed 04 18:00 (day taken)", "Wed 04 19:00"]),
        ("wed 5/6pm", ["Wed 04 17:00", "Wed 04 18:00"]),
        ("wed 5/6/7 pm", ["Wed 04 17:00", "Wed 04 18:00", "Wed 04 19:00"]),
        ("wed 5:30, 6 or 6:30pm", ["Wed 04 17:30", "Wed 04 18:00", "Wed 04 18:30"]),
        ("wed 9 or 10 am", ["Wed 04 09:00", "Wed 04 10:00"]),
        ("wed 5 and 6pm", ["Wed 04 17:00", "Wed 04 18:00"]),
        ("wed 5-6 or 7-8pm", ["Wed 04 17:00", "Wed 04 19:00"]),
        ("tomorrow at 5 or 6pm", ["Wed 04 17:00", "Wed 04 18:00"]),
        ("wed 10 or 2pm", ["Wed 04 10:00 (half)", "Wed 04 14:00", "Wed 04 22:00 (half)"]),
        ("wed 8, 12, 4pm",
         ["Wed 04 08:00 (half)", "Wed 04 12:00", "Wed 04 16:00", "Wed 04 20:00 (half)"]),
        ("wed 5, thu 6pm", ["Wed 04 05:00 (half)", "Wed 04 17:00 (half)", "Thu 05 18:00"]),
        ("thu 5, 6 or 7pm", ["Thu 05 17:00 (day or time)", "Thu 05 18:00", "Thu 05 19:00"]),
        ("dec 3, 5 or 6pm", ["Thu 03 17:00 (day or time)", "Thu 03 18:00"]),
        ("wed 5-7pm", ["Wed 04 17:00 (range)", "Wed 04 18:00 (range)"]),
        ("wed 5 to 7pm", ["Wed 04 17:00 (range)", "Wed 04 18:00 (range)"]),
        ("wed between 5 and 7pm", ["Wed 04 17:00 (range)", "Wed 04 18:00 (range)"]),
        ("5-7pm", ["Tue 03 17:00 (no day)", "Tue 03 18:00 (no day)"]),
        ("thu/fri 5pm", ["Thu 05 17:00", "Fri 06 17:00"]),
        ("Mon and Wed at 6pm", ["Wed 04 18:00", "Mon 09 18:00"]),
        ("Mon and Wed at 6", ["Wed 04 06:00 (half)", "Wed 04 18:00 (half)", "Mon 09 06:00 (half)",
                              "Mon 09 18:00 (half)"]),
        ("Mon-Wed 6pm", [f"{day} 18:00 (several days)" for day in ("Mon 09", "Tue 10", "Wed 11")]),
    ],
)  # fmt: skip
def test_a_half_written_once_is_shared_by_the_times_before_it(text, expected):
    assert starts(text) == expected


@given(
    st.lists(st.integers(1, 11), min_size=2, max_size=5, unique=True).map(sorted),
    st.sampled_from(["am", "pm", " a.m.", " PM"]),
    st.sampled_from([", ", " or ", " and ", "/"]),
)
def test_any_ascending_hours_share_their_half(hours, half, between):
    found = read(f"fri {between.join(map(str, hours))}{half}").starts
    later = 12 if "p" in half.lower() else 0
    assert [start.starts_at.astimezone(BERLIN).hour for start in found] == [
        hour + later for hour in hours
    ]
    assert all(start.sure for start in found if start.starts_at.astimezone(BERLIN).hour % 12 != 6)
