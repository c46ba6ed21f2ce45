"""What typed words leave open is asked: their time, their day, or which of several days."""

from datetime import UTC, datetime

import pytest

from calendars.typed_times import read_times
from core.zones import zone

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin
BERLIN = zone("Europe/Berlin")


def read(text):
    return read_times(text, zone_name="Europe/Berlin", now=NOW, duration_minutes=60)


def starts(text):
    return [
        start.starts_at.astimezone(BERLIN).strftime("%a %d %b %H:%M")
        + (f" ({start.doubt.value})" if start.doubt else "")
        for start in read(text).starts
    ]


def asked(text):
    return [question.sentence for question in read(text).questions]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dec 3", ["At what time on Thu 3 Dec?"]),
        ("Dec 3, 2027", ["At what time on Fri 3 Dec 2027?"]),
        ("thu", ["At what time on Thu 5 Nov?"]),
        ("tomorrow", ["At what time on Wed 4 Nov?"]),
        ("today", ["At what time on Tue 3 Nov?"]),
        ("2 Nov", ["At what time on Tue 2 Nov 2027?"]),
        ("Thursday, 3 December", ["At what time on Thu 3 Dec?"]),
        ("3 December or 4 December", ["At what time on Thu 3 Dec?", "At what time on Fri 4 Dec?"]),
        ("2026-12-03", ["At what time on Thu 3 Dec?"]),
        ("03.12.", ["At what time on Thu 3 Dec?"]),
        ("5.6.", ["At what time on Sat 5 Jun 2027?"]),
        ("5.6", ["At what time on Sat 5 Jun 2027?"]),
        ("next Friday", ["On which day, Fri 6 Nov or Fri 13 Nov, and at what time?"]),
        ("tue", ["On which day, Tue 3 Nov or Tue 10 Nov, and at what time?"]),
        ("5/6", ["On which day, Thu 6 May 2027 or Sat 5 Jun 2027, and at what time?"]),
        ("6/5", ["On which day, Thu 6 May 2027 or Sat 5 Jun 2027, and at what time?"]),
        ("12/11", ["On which day, Thu 12 Nov or Fri 11 Dec, and at what time?"]),
        ("12/11/2026", ["On which day, Thu 12 Nov or Fri 11 Dec, and at what time?"]),
        ("Fri 3 Dec", ["On which day, Thu 3 Dec or Fri 4 Dec, and at what time?"]),
        ("mon-wed", ["On which day, Mon 9 Nov, Tue 10 Nov or Wed 11 Nov, and at what time?"]),
    ],
)  # fmt: skip
def test_a_day_without_a_time_is_asked_for_it(text, sentences):
    assert asked(text) == sentences
    assert starts(text) == []
    assert (read(text).not_understood, read(text).in_the_past) == ((), ())


@pytest.mark.parametrize(
    "text", ["5pm", "at noon", "17:00", "1730", "5-7pm", "after 5", "3pm EST", "midnight"]
)
def test_a_time_without_a_day_is_asked_for_it_and_not_ticked(text):
    assert asked(text) == ["On which day?"]
    assert {start.doubt.value for start in read(text).starts} == {"no day"}


def test_of_several_times_the_day_is_asked_once():
    assert asked("5pm or 6pm") == ["On which day?"]


def test_a_time_that_is_over_today_is_asked_for_its_day():
    assert asked("9am") == ["On which day? Today it has passed."]
    assert starts("9am") == []
    assert read("9am").in_the_past == ()


@pytest.mark.parametrize("text", ["thu 5pm", "5pm on thu", "in 2 hours", "tonight at 8", "hello"])
def test_nothing_is_asked_where_nothing_is_missing(text):
    assert asked(text) == []


@pytest.mark.parametrize("text", ["2 dec 2025", "yesterday", "Dec 3, 2025"])
def test_a_day_that_is_over_is_not_asked_for_its_time(text):
    assert asked(text) == []
    assert len(read(text).in_the_past) == 1


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("03.12", []),
        ("4.12", ["Tue 03 Nov 16:12 (day or time)"]),
        ("fri 03.12", ["Fri 06 Nov 03:12 (day or time)"]),
        ("tomorrow 03.12", ["Wed 04 Nov 03:12 (day or time)"]),
    ],
)
def test_a_dotted_number_that_may_be_a_day_is_asked_for_its_time_too(text, offered):
    assert starts(text) == offered
    (sentence,) = asked(text)
    assert sentence.startswith("At what time on ")


THIRD_OR_FRIDAY = ["Thu 03 Dec 17:00 (days disagree)", "Fri 04 Dec 17:00 (days disagree)"]
THIRD_OR_NEXT = ["Fri 06 Nov 17:00 (days disagree)", "Thu 03 Dec 17:00 (days disagree)"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri 03.12 17:00", THIRD_OR_FRIDAY),
        ("fri 3 dec 17:00", THIRD_OR_FRIDAY),
        ("17:00 fri 3 dec", THIRD_OR_FRIDAY),
        ("17:00 3 dec fri", THIRD_OR_FRIDAY),
        ("3 dec (fri) 17:00", THIRD_OR_FRIDAY),
        ("03.12 (fri) 17:00", THIRD_OR_FRIDAY),
        ("Fri 2026-12-03 5pm", THIRD_OR_FRIDAY),
        ("Friday December 3rd, 2026 at 5pm", THIRD_OR_FRIDAY),
        ("03.12, fri 17:00", THIRD_OR_NEXT),
        ("fri, 3 dec, 17:00", THIRD_OR_NEXT),
        ("3 dec, fri 17:00", THIRD_OR_NEXT),
        ("17:00, fri, 3 dec", THIRD_OR_NEXT),
    ],
)
def test_a_date_that_is_not_that_weekday_is_offered_in_doubt(text, expected):
    assert starts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "thu 03.12 17:00", "03.12, thu 17:00", "03.12. thu 17:00", "03.12 (thu) 17:00", "3 dec, thu 17:00",
        "17:00 thu 3 dec", "17:00 on thu, 3 dec", "thu, 3 dec, 17:00", "Thu 12/3 5pm", "12/03 (Thu) 17:00",
    ],
)  # fmt: skip
def test_a_date_and_its_weekday_are_one_day(text):
    assert starts(text) == ["Thu 03 Dec 17:00"]
    assert asked(text) == []


def test_a_weekday_or_a_date_are_two_days_even_where_they_fall_together():
    assert starts("thu or 12 nov 5pm") == ["Thu 05 Nov 17:00", "Thu 12 Nov 17:00"]
