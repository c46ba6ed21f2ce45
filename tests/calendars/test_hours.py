"""Wall-clock ranges become instants, also where the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.hours import free_spans, spans_of
from calendars.models import Calendar, DateOverride, WeeklyRange
from calendars.spans import Span, union


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def texts(spans: list[Span]) -> list[tuple[str, str]]:
    return [(f"{each.starts_at:%d %H:%M}", f"{each.ends_at:%d %H:%M}") for each in spans]


def every_day(*ranges):
    return lambda day: ranges


def test_a_plain_day_in_kathmandu():
    found = spans_of(
        every_day((540, 720)),
        zone_name="Asia/Kathmandu",
        window=Span(at("2026-11-03 00:00"), at("2026-11-04 00:00")),
    )
    assert texts(found) == [("03 03:15", "03 06:15")]


def test_a_range_over_the_skipped_hour_is_an_hour_shorter():
    found = spans_of(
        every_day((60, 240)),
        zone_name="America/New_York",
        window=Span(at("2027-03-14 04:00"), at("2027-03-15 04:00")),
    )
    assert texts(found) == [("14 06:00", "14 08:00")]  # 01:00 EST to 04:00 EDT


def test_a_range_inside_the_skipped_hour_gives_nothing():
    found = spans_of(
        every_day((130, 170)),
        zone_name="Europe/Berlin",
        window=Span(at("2027-03-28 00:00"), at("2027-03-28 12:00")),
    )
    assert found == []


def test_a_range_inside_the_repeated_hour_is_free_twice():
    found = spans_of(
        every_day((135, 165)),
        zone_name="Europe/Berlin",
        window=Span(at("2026-10-25 00:00"), at("2026-10-25 12:00")),
    )
    assert texts(found) == [("25 00:15", "25 00:45"), ("25 01:15", "25 01:45")]


def test_lord_howe_repeats_half_an_hour():
    found = spans_of(
        every_day((60, 180)),
        zone_name="Australia/Lord_Howe",
        window=Span(at("2027-04-03 12:00"), at("2027-04-04 12:00")),
    )
    assert [r.minutes for r in found] == [150]


def test_midnight_to_midnight_is_one_piece():
    found = spans_of(
        every_day((0, 1440)),
        zone_name="America/Vancouver",
        window=Span(at("2026-10-30 00:00"), at("2026-11-06 00:00")),
    )
    assert found == [Span(at("2026-10-30 00:00"), at("2026-11-06 00:00"))]


ZONES = st.sampled_from(
    ["UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "America/Vancouver",
     "Europe/Berlin", "America/New_York", "Pacific/Apia", "America/St_Johns"]
)  # fmt: skip
RANGES = st.lists(
    st.tuples(st.integers(0, 95), st.integers(1, 96)).filter(lambda r: r[0] < r[1]), max_size=3
).map(lambda ranges: [(a * 15, b * 15) for a, b in ranges])


@settings(max_examples=80)
@given(zone_name=ZONES, ranges=RANGES, start=st.integers(0, 365 * 96), length=st.integers(1, 300))
def test_an_instant_is_free_exactly_when_its_clock_reads_a_time_in_a_range(
    zone_name, ranges, start, length
):
    from_ = at("2026-06-01 00:00") + timedelta(minutes=15 * start)
    until = from_ + timedelta(minutes=15 * length)
    found = spans_of(every_day(*ranges), zone_name=zone_name, window=Span(from_, until))

    instant = from_
    while instant < until:
        wall = instant.astimezone(ZoneInfo(zone_name))
        minute = wall.hour * 60 + wall.minute
        expected = any(a <= minute < b for a, b in ranges)
        assert any(r.starts_at <= instant < r.ends_at for r in found) is expected, wall
        instant += timedelta(minutes=15)
    assert found == union(found)


def test_overrides_replace_the_week_and_queries_stay_two(coach, django_assert_num_queries):
    calendar = Calendar.objects.select_related("user").get(user=coach)
    for weekday in range(5):
        for starts, ends in ((540, 720), (780, 1020)):
            WeeklyRange.objects.create(
                calendar=calendar, weekday=weekday, starts_minute=starts, ends_minute=ends
            )
    DateOverride.objects.create(calendar=calendar, day=date(2026, 11, 4), ranges=[])
    DateOverride.objects.create(calendar=calendar, day=date(2026, 11, 7), ranges=[[600, 660]])

    with django_assert_num_queries(2):
        found = free_spans(calendar, Span(at("2026-11-03 00:00"), at("2026-11-09 00:00")))

    assert texts(found) == [
        ("03 14:00", "03 17:00"), ("03 18:00", "03 22:00"),
        ("05 14:00", "05 17:00"), ("05 18:00", "05 22:00"),
        ("06 14:00", "06 17:00"), ("06 18:00", "06 22:00"),
        ("07 15:00", "07 16:00"),
    ]  # fmt: skip
