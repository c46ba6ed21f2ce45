"""The one place where Django's and allauth's signals become events of ours."""

from typing import Any

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from accounts.actions import ask_address_change, end_all_access, make_address_change
from accounts.events import EmailVerified, PasswordChanged, SignedOut, SignedUp
from accounts.login_notes import note
from accounts.models import AddressChange, LoginNote, User
from accounts.queries import hash_of_session
from accounts.signins import SECOND_FACTORS, note_login
from core.events import Event, record
from core.http import now_of

Kind = LoginNote.Kind


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
    User.objects.filter(pk=user_id).update(proof_asked_at=None)
    _record_all(EmailVerified(at=now_of(request), actor_id=user_id, user_id=user_id))


@receiver(signals.password_set)
@receiver(signals.password_changed)
@receiver(signals.password_reset)
def password_was_changed(request: HttpRequest, user: User, **_: Any) -> None:
    now = now_of(request)
    with transaction.atomic():
        record(PasswordChanged(at=now, actor_id=user.pk, user_id=user.pk))
        note(user, Kind.PASSWORD, request=request)
        end_all_access(user, by=user, now=now, keep_session=_own(request, user))


@receiver(signals.email_added)
def address_was_wished(
    request: HttpRequest, user: User, email_address: EmailAddress, **_: Any
) -> None:
    """The old address is told at once, proven or not."""
    change = ask_address_change(user, address=email_address.email, now=now_of(request))
    note(user, Kind.ADDRESS_ASKED, request=request)
    _tell_old_address("account/email/email_change_asked", change)


@receiver(signals.email_changed)
def address_was_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """Not when somebody who signed up confirms the first one."""
    now, own = now_of(request), _own(request, user)
    with transaction.atomic():
        change = make_address_change(user, by=user if own else None, now=now)
        if change is None:
            return
        note(user, Kind.ADDRESS, request=request)
        end_all_access(user, by=user, now=now, keep_session=own)
    _tell_old_address("account/email/email_changed", change)


def _tell_old_address(template: str, change: AddressChange) -> None:
    """With the link that stops it."""
    path = reverse("address-change-stop", args=[change.key])
    get_adapter().send_notification_mail(
        template,
        change.user,
        {
            "from_email": change.old_address,
            "to_email": change.new_address,
            "stop_url": f"{settings.SITE_URL}{path}",
        },
        email=change.old_address,
    )


@receiver(mfa_signals.authenticator_removed)
def second_step_was_taken_away(request: HttpRequest, user: User, **_: Any) -> None:
    _second_step_changed(request, user, Kind.FACTOR_REMOVED)


@receiver(mfa_signals.authenticator_reset)
def recovery_codes_were_renewed(request: HttpRequest, user: User, **_: Any) -> None:
    _second_step_changed(request, user, Kind.CODES)


@transaction.atomic
def _second_step_changed(request: HttpRequest, user: User, kind: Kind) -> None:
    note(user, kind, request=request)
    end_all_access(user, by=user, now=now_of(request), keep_session=_own(request, user))


@receiver(mfa_signals.authenticator_added)
def second_step_was_added(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Who came in before by the password alone proves the first one, too."""
    is_factor = authenticator.type in SECOND_FACTORS
    note(user, Kind.FACTOR_ADDED if is_factor else Kind.CODES, request=request)
    factors = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS)
    if list(factors) == [authenticator]:
        end_all_access(user, by=user, now=now_of(request), keep_session=_own(request, user))


def _own(request: HttpRequest, user: User) -> HttpRequest | None:
    """The request, if it comes from a browser in which that very person is logged in."""
    return request if request.user.pk == user.pk else None


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
