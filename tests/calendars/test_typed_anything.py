"""Whatever is typed: nothing is ticked that was used as a day or a year, or that nobody can still begin."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from calendars.typed_times import read_times
from core.zones import zone

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
)
FURTHEST = timedelta(days=6 * 366)

PIECES = (
    "thu", "Friday", "tomorrow", "today", "next", "next week", "this", "in december", "nov", "Dec 3",
    "3. Dez", "5/6", "12/11", "03.12", "4.12.", "2026", "'26", "Nov 30, 2026", "2026-12-03",
    "30 Nov - 4 Dec", "the 12th", "5", "6", "17", "5pm", "17:00", "17h30", "1730", "17.30", "5:30p",
    "noon", "midnight", "half past six", "morning", "tonight", "in 2 hours", "9 Uhr", "5-7pm", "after 5",
    "between", "until", "to", "-", "–", "/", ",", ";", ":", ".", "\n", "(", ")", "or", "and", "maybe",
    "not", "at", "on", "of", "Session 3 - ", "#2", "1)", "1. ", "• ", "✅", "❌", "est", "UTC+2", "Berlin",
    "London time", "Do, 3. Dez, 17:00 Uhr", "jeudi", "mañana", "thrusday", "So", "DTSTART:",
    "20261203T170000Z", "2026-12-03T17:00+05:45", "5ish", "€5", "5%", "+49 170", "31 feb", "9999-12-31",
    "0001-01-01", "week 49", "mondays", "every", "24:00", "25:00", "00", "0",
)  # fmt: skip
TEXTS = st.tuples(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=10),
    st.sampled_from([" ", "", ", ", "\n"]),
).map(lambda parts: parts[1].join(parts[0]))
NOWS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))


@settings(max_examples=300)
@given(TEXTS, st.sampled_from(ZONES), NOWS, st.sampled_from([15, 45, 60, 480]))
@example("31.12.9999 5pm", "Pacific/Kiritimati", NOW, 60)
def test_any_text_is_read_ahead_of_now_and_within_reach(text, zone_name, now, minutes):
    reading = read_times(text, zone_name=zone_name, now=now, duration_minutes=minutes)
    instants = [start.starts_at for start in reading.starts]
    assert instants == sorted(set(instants))
    assert all(now < at < now + FURTHEST for at in instants)
    assert all(bool(start.reason) != start.sure for start in reading.starts)
    assert all(question.sentence for question in reading.questions)


@settings(max_examples=150)
@given(TEXTS.filter(lambda text: any(sign.isalnum() for sign in text)), st.sampled_from(ZONES))
def test_no_text_goes_by_without_a_word(text, zone_name):
    reading = read_times(text, zone_name=zone_name, now=NOW, duration_minutes=60)
    assert reading.starts or reading.questions or reading.not_understood or reading.in_the_past


# Clocks in the seventh minute of an hour, so that no number of a day, a year or a label reads the same.
CLOCKS = st.integers(0, 23).map(lambda hour: f"{hour:02d}:07")
DAYS = st.lists(
    st.sampled_from([
        "Nov 30, 2026", "2026-12-03", "3 Dec", "Dec 3", "12/11", "5/6", "03.12.2026", "03.12.", "03.12",
        "30.11.", "the 12th", "31 feb", "thu", "Friday", "fri 13", "tomorrow", "next week", "mon 9",
        "Session 12: ", "#2", "1)", "• ", "week 49", "2026", "1930", "'26", "and", "or", "maybe", "-",
        "to", ",", "at", "on", "from", "Do, 3. Dez,", "jeudi 3", "mañana", "thrusday", "30 Nov - 4 Dec",
        "5-7 nov", "€5", "5%", "12", "5, 6 and 7", "after", "until", "between", "for 2 hours", "room 5",
    ]),
    max_size=5,
)  # fmt: skip


@settings(max_examples=400)
@given(DAYS, CLOCKS, DAYS, st.sampled_from([" ", ", ", "\n"]))
def test_what_is_ticked_is_the_clock_that_was_typed(before, clock, after, between):
    text = between.join([*before, clock, *after])
    reading = read_times(text, zone_name="Europe/Berlin", now=NOW, duration_minutes=60)
    ticked = [start.starts_at for start in reading.starts if start.sure]
    assert {f"{at.astimezone(zone('Europe/Berlin')):%H:%M}" for at in ticked} <= {clock}, text
