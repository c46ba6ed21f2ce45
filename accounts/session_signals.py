"""What becomes of a browser's session when somebody proves again who they are, or leaves."""

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(authentication_step_completed)
def renew_key(request: HttpRequest, reauthenticated: bool = False, **_: Any) -> None:
    """After a proof the session goes on under a new key, as after a login; the old key opens nothing.

    Other tabs of the browser have the new key by then: their sockets are closed and come back with it.
    """
    if not reauthenticated:
        return
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


@receiver(user_logged_out)
def note_leaving(request: HttpRequest, user: object, **_: Any) -> None:
    """Let the browser forget what it keeps of this site (server/headers.py)."""
    if user is not None:
        request.signed_out = True  # type: ignore[attr-defined]
