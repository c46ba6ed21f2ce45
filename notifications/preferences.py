"""What people want to hear of, by which way and when."""

from datetime import datetime, time, timedelta

from accounts.models import User
from core.zones import zone
from notifications.kinds import Kind
from notifications.models import Channel, Habits, Preference


def wants(user_id: int, kind: Kind, channel: Channel) -> bool:
    """Whether this person is told this kind of thing this way; essential mails always are."""
    if channel is Channel.MAIL and kind.is_essential:
        return True
    choice = Preference.objects.filter(user_id=user_id, kind=kind.name, channel=channel)
    return choice.values_list("is_on", flat=True).first() is not False


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
    wall = datetime.combine(day, time(end // 60 % 24, end % 60), tzinfo=zone(user.timezone))
    return wall.astimezone(now.tzinfo)
