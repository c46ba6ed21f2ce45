"""Whether the login behind a socket still stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user
from django.http import parse_cookie

from accounts.queries import hash_of_session
from accounts.signins import is_over
from core import clock

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """Who is signed in by which browser session."""

    user_id: int
    session_key: str
    session_hash: str
    language: str


def login_of(cookie_header: str) -> Login | None:
    """The login that this `Cookie` header carries, if it stands."""
    session_key = parse_cookie(cookie_header).get(settings.SESSION_COOKIE_NAME)
    return read_login(session_key) if session_key else None


def read_login(session_key: str) -> Login | None:
    """Read session and account anew: two queries."""
    session = SessionStore(session_key)
    user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]
    if not user.is_authenticated or not user.is_active or is_over(user, session, now=clock.now()):
        return None
    return Login(
        user_id=user.pk,
        session_key=session_key,
        session_hash=hash_of_session(session_key),
        language=user.language,
    )


def ended(session_keys: Sequence[str]) -> set[str]:
    """Which of these sessions no longer sign anybody in."""
    return {key for key in session_keys if read_login(key) is None}
