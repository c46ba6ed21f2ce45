"""Days that browser tests book on: far enough ahead, on whatever day they run."""

from datetime import UTC, date, datetime, timedelta

from core.zones import LocalTime, to_instant


def booking_day() -> date:
    """Some weeks ahead: beyond what the demo has booked, within every contract that begins now."""
    return datetime.now(UTC).date() + timedelta(days=50)


def typed_thursday() -> str:
    """A Thursday evening that is soon, typed so that it is read in one way on every day of the week."""
    today = datetime.now(UTC).date()
    return f"{today + timedelta(days=(3 - today.weekday()) % 7 + 7)} 19:00"


def three_starts(day: date) -> tuple[str, str, str]:
    """Two starts on that day and one on the next, as a `datetime-local` field takes them."""
    return f"{day}T09:00", f"{day}T11:00", f"{day + timedelta(days=1)}T09:00"


def hour_on(day: date, hour: int, *, of: str, seen_from: str) -> str:
    """The session of an hour that begins at `hour` in the zone `of`, on another zone's clock."""
    start = to_instant(datetime(day.year, day.month, day.day, hour), of)
    ends = start + timedelta(hours=1)
    begin, end = (LocalTime(instant=at, zone_name=seen_from).time_text for at in (start, ends))
    return f"{begin}–{end}"


def next_uneven_march() -> date:
    """The Tuesday before North America's clocks change, with weeks until Europe's follow."""
    today = datetime.now(UTC).date()
    march = date(today.year if today < date(today.year, 3, 1) else today.year + 1, 3, 1)
    second_sunday = march + timedelta(days=(6 - march.weekday()) % 7 + 7)
    return second_sunday - timedelta(days=5)
