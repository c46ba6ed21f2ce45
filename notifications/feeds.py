"""The private calendar feed of a person: an address that only they know, and can make anew."""

import secrets
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import Max, QuerySet

from accounts.models import User
from core.transactions import action
from notifications.addresses import page
from notifications.calendar_entries import STANDING
from notifications.models import Habits
from sessions.models import CoachingSession

SHOWN_BACK = timedelta(days=90)
NAME = "Skileez"
_signer = Signer(sep=".", salt="notifications.calendar-feed")


@action
def open_feed(user: User, *, now: datetime) -> None:
    """Give the feed an address that it never had; an earlier one stops working."""
    Habits.objects.update_or_create(
        user=user, defaults={"feed_key": secrets.token_hex(16), "feed_since": now}
    )


@action
def close_feed(user_id: int) -> None:
    """No address works any more."""
    Habits.objects.filter(user_id=user_id).update(feed_key="", feed_since=None)


def feed_address(user: User) -> str:
    """The absolute address, empty while the feed is closed. Only its owner may see it."""
    key = Habits.objects.filter(user=user).values_list("feed_key", flat=True).first()
    return page("calendar-feed", _signer.sign(f"{user.pk}-{key}")) if key else ""


def owner_of(token: str) -> User | None:
    """Whose feed this is; None for a closed, replaced or invented address."""
    try:
        user_id, _dash, key = _signer.unsign(token).partition("-")
    except BadSignature:
        return None
    habits = Habits.objects.filter(user_id=int(user_id), feed_key=key, user__is_active=True)
    found = habits.exclude(feed_key="").select_related("user").first()
    return found.user if found else None


def feed_of(user: User, *, now: datetime) -> str:
    """Every session with a time that this person has, or had in the last months, as a calendar."""
    from notifications import ics

    return ics.published(_sessions(user, now=now), reader=user, now=now, name=NAME)


def last_change_of(user: User) -> datetime:
    """When a session of this person last changed in calendars, or the open feed got its address."""
    mine = CoachingSession.objects.visible_to(user)
    changes = mine.aggregate(
        Max("booked_at"), Max("agreed_at"), Max("link_changed_at"), Max("ended_at")
    )
    since = Habits.objects.filter(user=user).values_list("feed_since", flat=True).first()
    return max(filter(None, (*changes.values(), since)))


def _sessions(user: User, *, now: datetime) -> QuerySet[CoachingSession]:
    related = ("contract__student", "contract__coach", "contract__proposal__request")
    mine = CoachingSession.objects.visible_to(user).select_related(*related)
    return mine.filter(status__in=STANDING, scheduled_at__gte=now - SHOWN_BACK).order_by(
        "scheduled_at"
    )
