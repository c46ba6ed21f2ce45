"""Kinds of typed times, in the orders and words in which people write them; only what is sure is ticked."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
        ("a week from fri 5pm", ["Fri 06 17:00 (unknown words)", "Fri 13 17:00 (unknown words)"]),
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
