"""When a person can be booked."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import own_account
from calendars import rules
from calendars.events import AvailabilityChanged
from calendars.hours import walls_of
from calendars.models import Calendar, DateOverride, WeeklyRange
from calendars.spans import Span
from calendars.walls import WEEKDAYS
from core.actions import check, check_version, event_fields, save_next_version
from core.events import record
from core.problems import Problems
from core.transactions import action, locked
from core.zones import validate_zone

BUFFER_MOST = 60
NOTICE_LEAST, NOTICE_MOST = 60, 7 * 24 * 60
HORIZON_LEAST, HORIZON_MOST = 1, 180
RANGES_PER_DAY, OVERRIDES_MOST = 6, 60

DayRanges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class AvailabilityDetails:
    """Booking rules of a person. Ranges are (start, end) minutes of the wall-clock day in `timezone`.

    `weekly` has seven entries, Monday first. An override with no ranges closes its day.
    """

    timezone: str
    weekly: tuple[DayRanges, ...]
    overrides: tuple[tuple[date, DayRanges], ...]
    buffer_minutes: int
    notice_minutes: int
    horizon_days: int


def open_calendar(user: User) -> Calendar:
    """The calendar of a person who was just added: no hours yet."""
    return Calendar.objects.create(user=user)


@action
def set_availability(
    user: User, *, by: User, details: AvailabilityDetails, version: int, now: datetime
) -> Calendar:
    """Replace one's own booking rules; what is booked already stays booked.

    Overrides of past days are dropped. Saving what is there already does nothing.
    Raises NotAllowed, Invalid, Stale.
    """
    check(own_account(user, by=by))
    today = now.astimezone(UTC).date()
    details = replace(details, overrides=_from_yesterday_on(details.overrides, today))
    _check(details, today=today)
    calendar = locked(Calendar.objects.filter(user=user)).get()
    if details_of(calendar) == details:
        return calendar
    check_version(calendar, version)
    return _keep(calendar, details, by=by, now=now)


@action
def close_hours(user: User, *, by: User, span: Span, now: datetime) -> Calendar:
    """Take this time out of one's own hours, by dates that differ; what is booked already stays booked.

    Where a clock is put back in it, the hour that comes twice is closed both times.
    Raises NotAllowed, NotPossibleNow, or Invalid where there is no room for another date.
    """
    calendar = locked(Calendar.objects.filter(user=user)).get()
    check(rules.close_hours(calendar, span, by=by, now=now))
    today = now.astimezone(UTC).date()
    details = details_of(calendar)
    days = dict(_from_yesterday_on(details.overrides, today))
    for day, first, last in walls_of(span, calendar.zone_name):
        ranges = days.get(day, details.weekly[day.weekday()])
        if (left := _without(ranges, first, last)) != ranges:
            days[day] = left
    details = replace(details, overrides=tuple(sorted(days.items())))
    _check(details, today=today)
    return _keep(calendar, details, by=by, now=now)


def _without(ranges: DayRanges, first: int, last: int) -> DayRanges:
    """What is left of a day's ranges without the minutes [first, last)."""
    parts = (
        part
        for starts, ends in ranges
        for part in ((starts, min(ends, first)), (max(starts, last), ends))
    )
    return tuple((starts, ends) for starts, ends in parts if starts < ends)


def _keep(calendar: Calendar, details: AvailabilityDetails, *, by: User, now: datetime) -> Calendar:
    _write(calendar, details)
    record(
        AvailabilityChanged(
            **event_fields(actor_id=by.pk, now=now),
            user_id=calendar.user_id,
            calendar_version=calendar.version,
        )
    )
    return calendar


def details_of(calendar: Calendar) -> AvailabilityDetails:
    """The rules as they stand."""
    weekly: list[list[tuple[int, int]]] = [[] for _day in WEEKDAYS]
    for row in calendar.weekly_ranges.all():
        weekly[row.weekday].append((row.starts_minute, row.ends_minute))
    return AvailabilityDetails(
        timezone=calendar.timezone,
        weekly=tuple(tuple(sorted(ranges)) for ranges in weekly),
        overrides=tuple(
            (row.day, tuple((int(a), int(b)) for a, b in row.ranges))
            for row in calendar.date_overrides.all()
        ),
        buffer_minutes=calendar.buffer_minutes,
        notice_minutes=calendar.notice_minutes,
        horizon_days=calendar.horizon_days,
    )


def _from_yesterday_on(
    overrides: tuple[tuple[date, DayRanges], ...], today: date
) -> tuple[tuple[date, DayRanges], ...]:
    """Without the past; what was yesterday in UTC may be today in the person's zone."""
    return tuple(sorted(each for each in overrides if each[0] >= today - timedelta(days=1)))


def _write(calendar: Calendar, details: AvailabilityDetails) -> None:
    calendar.timezone = details.timezone
    calendar.buffer_minutes = details.buffer_minutes
    calendar.notice_minutes = details.notice_minutes
    calendar.horizon_days = details.horizon_days
    save_next_version(calendar)
    calendar.weekly_ranges.all().delete()
    WeeklyRange.objects.bulk_create(
        WeeklyRange(calendar=calendar, weekday=weekday, starts_minute=starts, ends_minute=ends)
        for weekday, ranges in enumerate(details.weekly)
        for starts, ends in ranges
    )
    calendar.date_overrides.all().delete()
    DateOverride.objects.bulk_create(
        DateOverride(calendar=calendar, day=day, ranges=[list(pair) for pair in ranges])
        for day, ranges in details.overrides
    )


def _check(details: AvailabilityDetails, *, today: date) -> None:
    problems = Problems()
    if details.timezone:
        try:
            validate_zone(details.timezone)
        except ValidationError as error:
            problems.add("timezone", error.messages[0])
    for name, ranges in zip(WEEKDAYS, details.weekly, strict=True):
        _check_day(problems, name, ranges)
    _check_overrides(details, problems, today)
    for field, value, least, most in (
        ("buffer_minutes", details.buffer_minutes, 0, BUFFER_MOST),
        ("notice_minutes", details.notice_minutes, NOTICE_LEAST, NOTICE_MOST),
        ("horizon_days", details.horizon_days, HORIZON_LEAST, HORIZON_MOST),
    ):
        if not least <= value <= most:
            problems.add(
                field,
                _("Choose from %(least)d to %(most)d.") % {"least": least, "most": most},
            )
    problems.refuse()


def _check_overrides(details: AvailabilityDetails, problems: Problems, today: date) -> None:
    days = [day for day, _ranges in details.overrides]
    if len(days) > OVERRIDES_MOST:
        problems.add("overrides", _("At most %(most)d dates.") % {"most": OVERRIDES_MOST})
    if len(set(days)) != len(days):
        problems.add("overrides", _("Each date can be there once."))
    if any(day > today + timedelta(days=730) for day in days):
        problems.add("overrides", _("Choose dates at most two years ahead."))
    for _day, ranges in details.overrides:
        _check_day(problems, "overrides", ranges)


def _check_day(problems: Problems, field: str, ranges: DayRanges) -> None:
    if len(ranges) > RANGES_PER_DAY:
        problems.add(field, _("At most %(most)d ranges a day.") % {"most": RANGES_PER_DAY})
    if any(not 0 <= starts < ends <= 24 * 60 for starts, ends in ranges):
        problems.add(field, _("Each range must end after it starts, on the same day."))
    ordered = sorted(ranges)
    if any(later[0] < earlier[1] for earlier, later in pairwise(ordered)):
        problems.add(field, _("These ranges overlap."))
