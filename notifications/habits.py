"""When people want to be written to."""

from datetime import datetime, time, timedelta

from accounts.models import User
from core.transactions import action
from core.zones import MissingWallTime, RepeatedWallTime, to_instant, zone
from notifications.models import Habits


def habits_of(user: User) -> Habits:
    """The person's habits; the usual ones, unsaved, when none were ever chosen."""
    return Habits.objects.filter(user=user).first() or Habits(user=user)


def after_quiet_hours(user: User, *, now: datetime) -> datetime:
    """The first instant, from now on, at which this person may be disturbed."""
    habits = habits_of(user)
    start, end = habits.quiet_from_minute, habits.quiet_until_minute
    local = now.astimezone(zone(user.timezone))
    minute = local.hour * 60 + local.minute
    is_quiet = start <= minute < end if start <= end else minute >= start or minute < end
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=1 if minute >= end else 0)
    wall = datetime.combine(day, time(end // 60 % 24, end % 60))
    return _first_instant(wall, user.timezone, now=now)


def _first_instant(wall: datetime, zone_name: str, *, now: datetime) -> datetime:
    """The first instant, from now on, at which a clock shows that time or has jumped over it."""
    try:
        return max(to_instant(wall, zone_name), now)
    except MissingWallTime as gap:
        return max(gap.choices[1], now)
    except RepeatedWallTime as twice:
        return next((at for at in twice.choices if at >= now), now)


@action
def set_habits(
    user: User, *, quiet_from: time | None, quiet_until: time | None, digest: str
) -> Habits:
    """Quiet hours on the person's own clock (both or none), and when unread messages are mailed."""
    minutes = [at.hour * 60 + at.minute if at else 0 for at in (quiet_from, quiet_until)]
    values = {
        "quiet_from_minute": minutes[0],
        "quiet_until_minute": minutes[1],
        "digest": Habits.Digest(digest),
    }
    habits, _is_new = Habits.objects.update_or_create(user=user, defaults=values)
    return habits
