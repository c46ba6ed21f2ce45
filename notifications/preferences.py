"""What people want to hear of, by which way and when."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.core.signing import BadSignature, Signer

from accounts.models import User
from core.transactions import action
from core.zones import zone
from notifications.addresses import page
from notifications.kinds import Kind, all_kinds, kind_named
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


# --- Choosing -------------------------------------------------------------------------------


def can_switch(kind: Kind, channel: Channel) -> bool:
    """Whether there is such a notice at all and it may be switched off."""
    if channel is Channel.MAIL:
        return kind.has_mail and not kind.is_essential
    return bool(kind.line)


def switched_off(user: User, channel: Channel) -> set[str]:
    """The names of the kinds that this person does not want this way."""
    off = Preference.objects.filter(user=user, channel=channel, is_on=False)
    return set(off.values_list("kind", flat=True))


@action
def choose(user: User, channel: Channel, *, on: Collection[str]) -> None:
    """From now on exactly these kinds are told this way, beside what cannot be switched off. Idempotent."""
    for kind in all_kinds():
        if can_switch(kind, channel):
            switch(user, kind, channel, is_on=kind.name in on)


def switch(user: User, kind: Kind, channel: Channel, *, is_on: bool) -> None:
    """One kind for one channel; it takes effect for what is queued already, too."""
    if not can_switch(kind, channel):
        raise ValueError(f"{kind.name} cannot be switched for {channel}")
    Preference.objects.update_or_create(
        user=user, kind=kind.name, channel=channel, defaults={"is_on": is_on}
    )


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


# --- From a mail, without a login -----------------------------------------------------------

_signer = Signer(sep=".", salt="notifications.unsubscribe")


def unsubscribe_address(user: User, kind: Kind) -> str:
    """The absolute address that switches this kind of mail off. It opens nothing else."""
    return page("unsubscribe", _signer.sign(f"{user.pk}-{kind.name}"))


def unsubscriber(token: str) -> tuple[User, Kind] | None:
    """Who wants to hear no more of what; None for any other text."""
    try:
        user_id, _dash, name = _signer.unsign(token).partition("-")
        kind = kind_named(name)
    except (BadSignature, KeyError):
        return None
    user = User.objects.filter(pk=int(user_id)).first()
    return (user, kind) if user and can_switch(kind, Channel.MAIL) else None
