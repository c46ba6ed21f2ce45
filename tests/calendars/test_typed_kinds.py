"""Kinds of typed times, in the orders and words in which people write them; only what is sure is ticked."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

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


DATES = (
    "Nov 30, 2026", "Nov 30 2026", "Nov. 30, 2026", "Nov 30th, 2026", "November 30, 2026", "Nov 30 '26",
    "30 Nov 2026", "30 November, 2026", "30. November 2026", "30th of November 2026", "30-Nov-2026",
    "Mon, Nov 30, 2026", "Monday, 30 November 2026", "Mon 30 Nov 2026", "30.11.2026", "Mon 30.11.",
    "30.11.26", "30/11/2026", "11/30/2026", "30/11/26", "30-11-2026", "2026-11-30", "2026/11/30",
    "2026.11.30", "30.11.", "Nov 30", "30 nov", "the 30th", "Mon, 30/11", "30/11",
)  # fmt: skip
CLOCKS = (
    "17:00",
    "5:00 PM",
    "5pm",
    "5 p.m.",
    "17.00",
    "17h00",
    "17h",
    "17:00:00",
    "17 Uhr",
    "5PM",
    "1700",
)
ORDERS = (
    "{date} {clock}",
    "{date}, {clock}",
    "{date} at {clock}",
    "{date} @ {clock}",
    "{date}\n{clock}",
)


@pytest.mark.parametrize("order", ORDERS)
def test_no_number_of_a_date_is_ever_a_time(order):
    for written, clock in product(DATES, CLOCKS):
        text = order.format(date=written, clock=clock)
        assert starts(text) == ["Mon 30 17:00"], text
        assert read(text).not_understood == (), text


@pytest.mark.parametrize(
    "order", ["{clock} {date}", "{clock}, {date}", "{clock} on {date}", "at {clock} on {date}"]
)
def test_a_time_may_stand_before_its_date(order):
    for written, clock in product(DATES, ("17:00", "5:00 PM", "5pm")):
        text = order.format(date=written, clock=clock)
        assert starts(text) == ["Mon 30 17:00"], text


def spelled(day):
    return st.sampled_from([
        day.strftime("%b %-d, %Y"), day.strftime("%-d %B %Y"), day.strftime("%Y-%m-%d"),
        day.strftime("%d.%m.%Y"), day.strftime("%A, %B %-d, %Y"), day.strftime("%a %-d %b %Y"),
    ])  # fmt: skip


DAYS = st.dates(date(2026, 11, 4), date(2028, 12, 31))
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0))


@settings(max_examples=200)
@given(st.data(), DAYS, TIMES, st.sampled_from([" ", ", ", " at ", "\n"]))
def test_any_day_of_any_year_has_the_one_time_beside_it(data, day, at, between):
    written = data.draw(spelled(day))
    clock = data.draw(st.sampled_from([f"{at:%H:%M}", f"{at:%-I:%M %p}"]))
    reading = read_times(
        f"{written}{between}{clock}", zone_name="UTC", now=NOW, duration_minutes=60
    )
    meant = datetime.combine(day, at, UTC)
    halves = {meant, meant + timedelta(hours=12), meant - timedelta(hours=12)}
    assert meant in [start.starts_at for start in reading.starts]
    assert {start.starts_at for start in reading.starts} <= halves
    assert all(start.starts_at == meant for start in reading.starts if start.sure)
    assert (reading.not_understood, reading.in_the_past) == ((), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow at 5, maybe 6",
         ["Wed 04 05:00 (half)", "Wed 04 06:00 (hedged)", "Wed 04 17:00 (half)", "Wed 04 18:00 (hedged)"]),
        ("maybe thu 5pm", ["Thu 05 17:00 (hedged)"]),
        ("thu around 5pm", ["Thu 05 17:00 (hedged)"]),
        ("thu 5ish", ["Thu 05 05:00 (hedged)", "Thu 05 17:00 (hedged)"]),
        ("4.12", ["Tue 03 16:12 (day or time)"]),
        ("5.12, 17:00", ["Sat 05 17:00"]),
        ("5.10, 17:00", ["Tue 05 17:00 (day or time)"]),
        ("5 nov 6", ["Thu 05 06:00 (day or time)", "Thu 05 18:00 (day or time)"]),
        ("12 nov 17", ["Thu 12 17:00 (day or time)"]),
        ("nov 5 6", ["Thu 05 06:00 (day or time)", "Thu 05 18:00 (day or time)"]),
        ("nov 5 17", ["Thu 05 17:00 (day or time)"]),
        ("nov 5 17 18", ["Thu 05 18:00 (day or time)", "Tue 17 18:00 (day or time)"]),
        ("nov 5, 17", ["Thu 05 17:00 (day or time)"]),
        ("nov 5 2026 17", ["Thu 05 17:00 (day or time)"]),
        ("20/11 20", ["Fri 20 20:00 (day or time)"]),
        ("20.11. 20", ["Fri 20 20:00 (day or time)"]),
        ("the 20th 17", ["Fri 20 17:00 (day or time)"]),
        ("17 20 nov", ["Fri 20 17:00 (day or time)"]),
        ("17, 20 nov", ["Fri 20 17:00 (day or time)"]),
        ("5 or 6 nov at 5pm", ["Thu 05 17:00 (day or time)", "Fri 06 17:00"]),
        ("nov 5 or 6 at 5pm", ["Thu 05 17:00", "Fri 06 17:00 (day or time)"]),
        ("5., 6. and 7. november 17:00",
         ["Thu 05 17:00 (day or time)", "Fri 06 17:00 (day or time)", "Sat 07 17:00"]),
        ("5. 6. 7. December",
         ["Sat 05 06:00 (day or time)", "Sat 05 18:00 (day or time)", "Mon 07 06:00 (day or time)",
          "Mon 07 18:00 (day or time)"]),
        ("tue 3 wed 4",
         ["Tue 03 15:00 (day or time)", "Wed 04 04:00 (day or time)", "Wed 04 16:00 (day or time)",
          "Tue 10 03:00 (day or time)", "Tue 10 15:00 (day or time)"]),
        ("fri 13", ["Fri 06 13:00 (day or time)"]),
        ("13 fri", ["Fri 06 13:00 (day or time)"]),
        ("13 fri 17:00", ["Fri 13 17:00 (day or time)"]),
        ("fri 13 17", ["Fri 13 17:00 (day or time)"]),
        ("fri 13 17:00", ["Fri 13 17:00 (day or time)"]),
        ("fri 13 at 5pm", ["Fri 13 17:00 (day or time)"]),
        ("fri 6 5pm", ["Fri 06 17:00"]),
        ("mon 9 tue 10 wed 11 5pm",
         ["Mon 09 17:00", "Tue 10 17:00 (day or time)", "Wed 11 17:00 (day or time)"]),
        ("fri 14 17:00", ["Fri 06 14:00 (day or time)", "Fri 06 17:00 (two times)"]),
        ("5pm on 6", ["Fri 06 17:00 (day or time)"]),
        ("at 5 on 6", ["Fri 06 05:00 (day or time)", "Fri 06 17:00 (day or time)"]),
        ("on the 6 at 17:00", ["Fri 06 17:00 (day or time)"]),
        ("on 6 17:00", ["Fri 06 17:00 (day or time)"]),
        ("3/4 5pm", ["Thu 04 17:00 (day or month)", "Sat 03 17:00 (day or month)"]),
        ("3/4 17",
         ["Thu 04 17:00 (day or time)", "Sat 03 17:00 (day or time)"]),
        ("1, 25 or 26 dec 17:00",
         ["Tue 01 17:00 (day or time)", "Fri 25 17:00 (day or time)", "Sat 26 17:00"]),
        ("12 nov 1930", ["Thu 12 19:30 (year or time)"]),
        ("thu 2030", ["Thu 05 20:30 (year or time)"]),
        ("12/11/2026 5pm", ["Thu 12 17:00 (day or month)", "Fri 11 17:00 (day or month)"]),
        ("thu 12/11 5pm", ["Thu 12 17:00"]),
        ("mon, 12 nov 5pm", ["Mon 09 17:00 (days disagree)", "Thu 12 17:00 (days disagree)"]),
        ("12-13 nov 5pm", ["Thu 12 17:00 (several days)", "Fri 13 17:00 (several days)"]),
        ("thu-fri 5pm", ["Thu 05 17:00 (several days)", "Fri 06 17:00 (several days)"]),
        ("let's meet thu 5pm", ["Thu 05 17:00 (unknown words)"]),
        ("a week from fri 5pm", ["Fri 06 17:00 (unknown words)"]),
        ("thu 5pm XYZT", ["Thu 05 17:00 (unknown words)"]),
        ("not thu 5pm, fri 5pm", ["Fri 06 17:00 (denied)"]),
        ("thu 5pm, but I can't on fri", ["Thu 05 17:00 (denied)"]),
        ("5pm 6pm", ["Tue 03 17:00 (two times)", "Tue 03 18:00 (two times)"]),
        ("5pm, thu 6pm", ["Tue 03 17:00 (day taken)", "Thu 05 18:00"]),
        ("fri midnight", ["Fri 06 00:00 (midnight)", "Sat 07 00:00 (midnight)"]),
        ("half six tomorrow", [f"Wed 04 {at} (half)" for at in ("05:30", "06:30", "17:30", "18:30")]),
        ("fri 3pm or 4pm EST",
         ["Fri 06 15:00 (one zone)", "Fri 06 21:00 (one zone)", "Fri 06 22:00"]),
        ("between thu 5pm and fri 6pm", ["Fri 06 18:00 (unknown words)"]),
    ],
)  # fmt: skip
def test_what_is_uncertain_is_not_ticked_and_says_why(text, expected):
    assert starts(text) == expected
    assert all(bool(start.reason) != start.sure for start in read(text).starts)


DAYS_OF_MONTH = st.lists(st.integers(1, 28), min_size=1, max_size=4, unique=True)
LISTS = (
    "{numbers} dec", "dec {numbers}", "{numbers} december 2026", "on {numbers} dec", "the {numbers} dec",
)  # fmt: skip


@settings(max_examples=150)
@given(
    DAYS_OF_MONTH,
    st.sampled_from([", ", " and ", " or ", " & ", " "]),
    st.sampled_from(LISTS),
    st.times(),
    st.sampled_from([" ", " at ", ", "]),
)
def test_a_number_in_a_list_of_days_is_no_time(days, between, written, at, before):
    text = written.format(numbers=between.join(map(str, days)))
    found = read(f"{text}{before}{at:%H:%M}").starts
    assert {start.starts_at.astimezone(BERLIN).strftime("%H:%M") for start in found} <= {
        f"{at:%H:%M}", f"{(at.hour + 12) % 24:02d}:{at.minute:02d}"
    }  # fmt: skip
    if len(days) > 1:
        assert not [start for start in read(text).starts if start.sure]


@settings(max_examples=150)
@given(
    DAYS,
    st.integers(1, 31),
    st.sampled_from(["{day} {n}", "{n} {day}", "{day} {n} {n}"]),
    st.data(),
)
def test_a_mere_number_right_beside_a_date_is_never_a_sure_time(day, number, order, data):
    written = data.draw(spelled(day))
    text = order.format(day=written, n=number)
    if order.startswith("{n}") and written.startswith(day.strftime("%a")):
        return  # between the two stands the weekday
    assert not [start for start in read(text).starts if start.sure], text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("midnight", ["Wed 04 00:00"]),
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
        ("10pm-1am", ["Tue 03 22:00 (range)", "Tue 03 23:00 (range)", "Wed 04 00:00 (range)"]),
        ("fri 23:00-00:00", ["Fri 06 23:00"]),
        ("thu 11pm to midnight", ["Thu 05 23:00"]),
        ("Fri after 7", ["Fri 06 19:00 (open end)", "Fri 06 20:00 (open end)"]),
        ("Fri 7pm or later", ["Fri 06 19:00 (open end)", "Fri 06 20:00 (open end)"]),
        ("Fri before 10", ["Fri 06 08:00 (open end)", "Fri 06 09:00 (open end)"]),
        ("this evening", [f"Tue 03 {hour}:00 (part of day)" for hour in (17, 18, 19, 20)]),
        ("this evening at 8", ["Tue 03 20:00"]),
        ("tomorrow evening 8-9", ["Wed 04 20:00"]),
        ("3pm EST", ["Tue 03 21:00"]),
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
    assert read(text).not_understood


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
