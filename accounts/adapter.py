"""How allauth works here: its mails go through our outbox."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.password_reset import get_reset_password_url
from allauth.account.models import EmailConfirmationHMAC
from allauth.core import context as allauth_context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.actions import end_all_access
from accounts.addresses import is_taken, owner_of, refuse_long
from accounts.events import AccountMailRequested, SignedOut
from accounts.known_devices import remember
from accounts.login_notes import note
from accounts.models import LoginNote, User
from accounts.newcomers import equip
from accounts.proof import is_fresh
from accounts.queries import has_verified_email, hash_of_session
from accounts.tries import Try
from core.events import record
from core.http import now_of
from core.texts import one_line


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The address or the password is not right, or nobody has confirmed the address yet: "
            "the button is in the mail that we sent there."
        ),
    }

    def clean_email(self, email: str) -> str:
        """The address as it is kept: Django would take control characters and what cannot be seen."""
        cleaned: str = super().clean_email(one_line(email))
        refuse_long(cleaned)
        return cleaned

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC, signup: bool
    ) -> None:
        """Ask whether an address is theirs. Who has it already is told of the wish, not whose it is."""
        address = emailconfirmation.email_address
        waiting = User.objects.filter(pk=address.user_id, proof_asked_at__isnull=False)
        waiting.update(proof_asked_at=now_of(request))
        if not is_taken(address.email, wished_by=address.user_id):
            super().send_confirmation_mail(request, emailconfirmation, signup)
        elif signup:
            context = {"password_reset_url": get_reset_password_url(request), "asker": address.user}
            self.send_mail("account/email/account_already_exists", address.email, context)
        else:
            context = {"asker": address.user}
            self.send_mail("account/email/address_taken", address.email, context)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Ours counts in allauth's place, whose limit by account would shut its owner out."""
        self._try = Try(request, credentials.get("email", ""), what="password")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            self._try.succeeded()
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the password of this account, whoever else named its address."""
        attempt = Try(self.request, user.email, what="password", owner=user)
        is_right = user.check_password(password)
        if is_right:
            attempt.succeeded()
        else:
            attempt.failed()
        return is_right

    def authentication_failed(self, *_request: HttpRequest, **_credentials: Any) -> None:
        self._try.failed()

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """From now on others cannot keep the owner out of this browser."""
        response: HttpResponse = super().post_login(request, user, **options)
        remember(response, request, user)
        note(user, LoginNote.Kind.LOGGED_IN, request=request)
        return response

    def is_reauthentication_required(self, **_options: Any) -> bool:
        """Before every change of how one logs in: the address, the second step, its codes."""
        return not is_fresh(self.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Ask for the mail; it is written and sent after the commit.

        Who wants an address to be confirmed is its actor.
        """
        user = context.get("user") or owner_of(email)
        asker = context.get("asker") or (user if "activate_url" in context else None)
        with transaction.atomic():
            record(
                AccountMailRequested(
                    at=now_of(allauth_context.request),
                    actor_id=asker.pk if asker else None,
                    user_id=user.pk if user else None,
                    to_address=email,
                    template=template_prefix,
                    context=_plain({"email": email} | context),
                )
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person what changed about the login; it may go to an address just given up.

        Of a new address ours tells, with the link that stops it. An address that somebody only typed is
        told nothing of their account.
        """
        if template_prefix.endswith("/email_changed") and "stop_url" not in (context or {}):
            return
        if email is None and not has_verified_email(user):
            return
        super().send_notification_mail(
            template_prefix, user, {"user": user, **(context or {})}, email
        )

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        """The account with all that belongs to it, from the sign-up form."""
        user.display_name = form.cleaned_data["display_name"]
        user.timezone = form.cleaned_data["timezone"]
        user.proof_asked_at = now_of(request)
        user.is_student = form.cleaned_data["role"] in ("student", "both")
        user.is_coach = form.cleaned_data["role"] in ("coach", "both")
        super().save_user(request, user, form, commit=commit)
        if commit:
            equip(user)
        return user


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: list[UserSession]) -> None:
        """Log out everywhere else: these browsers, and all else that was handed out."""
        with transaction.atomic():
            for session in sessions:
                record(
                    SignedOut(
                        at=now_of(allauth_context.request),
                        actor_id=session.user_id,
                        user_id=session.user_id,
                        session_key_hash=hash_of_session(session.session_key),
                    )
                )
            super().end_sessions(sessions)
            request = allauth_context.request
            person = request.user
            end_all_access(person, by=person, now=now_of(request), keep_session=request)


def _plain(context: dict[str, Any]) -> dict[str, str]:
    """What of allauth's context is text; the person is known by `user_id`."""
    values = {name: _text(value) for name, value in context.items()}
    for name, address in values.items():
        if address and name.endswith("_url"):
            values[name] = _at_our_site(address)
    return {name: text for name, text in values.items() if text is not None}


def _at_our_site(address: str) -> str:
    """The same page under the site's own address, whatever host was asked for it."""
    path = urlsplit(address)._replace(scheme="", netloc="").geturl()
    return f"{settings.SITE_URL}{path}"


def _text(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str) else None
