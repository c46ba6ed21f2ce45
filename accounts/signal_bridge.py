"""The one place where Django's and allauth's signals become events of ours."""

from typing import Any

from allauth.account import signals
from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.events import AccessRevoked, EmailVerified, PasswordChanged, SignedOut, SignedUp
from accounts.models import User
from accounts.queries import hash_of_session
from accounts.signins import note_login
from core.events import Event, record
from core.http import now_of


def _record_all(*events: Event) -> None:
    with transaction.atomic():
        for event in events:
            record(event)


@receiver(signals.user_signed_up)
def sign_up_happened(request: HttpRequest, user: User, **_: Any) -> None:
    _record_all(SignedUp(at=now_of(request), actor_id=user.pk, user_id=user.pk))


@receiver(signals.email_confirmed)
def email_was_verified(request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    user_id = email_address.user_id
    _record_all(EmailVerified(at=now_of(request), actor_id=user_id, user_id=user_id))


@receiver(signals.password_set)
@receiver(signals.password_changed)
@receiver(signals.password_reset)
def password_was_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """Django drops the other sessions by itself; what they hold open must close as well."""
    now = now_of(request)
    _record_all(
        PasswordChanged(at=now, actor_id=user.pk, user_id=user.pk),
        AccessRevoked(at=now, actor_id=user.pk, user_id=user.pk),
    )


@receiver(user_logged_in)
def somebody_logged_in(request: HttpRequest, **_: Any) -> None:
    note_login(request.session, now=now_of(request))


@receiver(user_logged_out)
def somebody_signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    """Django sends this before it forgets the session; without a login there is nothing to end."""
    if user is None or not request.session.session_key:
        return
    _record_all(
        SignedOut(
            at=now_of(request),
            actor_id=user.pk,
            user_id=user.pk,
            session_key_hash=hash_of_session(request.session.session_key),
        )
    )
