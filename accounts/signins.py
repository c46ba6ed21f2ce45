"""Since when a browser is logged in, and how long that is enough for staff."""

from datetime import UTC, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase

from accounts.models import User

SINCE = "logged_in_at"  # in the session, in seconds since 1970
STAFF_STAY = timedelta(hours=8)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def note_login(session: SessionBase, *, now: datetime) -> None:
    session[SINCE] = now.timestamp()


def is_over(user: User, session: SessionBase, *, now: datetime) -> bool:
    """Whether staff have to log in again: eight hours after they did, however busy they were."""
    if not user.is_staff:
        return False
    since = session.get(SINCE)
    return since is None or now >= datetime.fromtimestamp(since, tz=UTC) + STAFF_STAY


def has_second_factor(user: User) -> bool:
    """Whether a login needs more than the password; recovery codes alone ask for nothing."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()
