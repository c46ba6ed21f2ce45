"""Since when a browser is logged in, and how long that is enough."""

from datetime import UTC, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase

from accounts.models import User

SINCE = "logged_in_at"  # in the session, in seconds since 1970
STAY = timedelta(days=30)
STAFF_STAY = timedelta(hours=8)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def note_login(session: SessionBase, *, now: datetime) -> None:
    session[SINCE] = now.timestamp()


def is_over(user: User, session: SessionBase, *, now: datetime) -> bool:
    """Whether it is time to log in again, however busy this person was: staff after a working day."""
    stay = STAFF_STAY if user.is_staff else STAY
    since = session.get(SINCE)
    return since is None or now >= datetime.fromtimestamp(since, tz=UTC) + stay


def has_second_factor(user: User) -> bool:
    """Whether a login needs more than the password; recovery codes alone ask for nothing."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()
