"""What the login system has to say, in our dress; it may go to an address without an account."""

from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.events import AccountMailRequested
from core.models import EventRecord
from notifications.notices.base import Envelope, Notice, Omitted, event_key
from notifications.notices.groups import ACCOUNT, SAFETY
from notifications.notices.letter import Button, Facts, in_words
from notifications.notices.readers import the_person

# Where the button of a mail leads, by the name that allauth gives the address.
LINKS = ("activate_url", "password_reset_url", "signup_url", "stop_url")


class LoginNotice(Notice):
    """A mail of allauth's. Its `name` is `login_` and the last part of allauth's template prefix."""

    group = ACCOUNT
    readers = {AccountMailRequested: the_person}
    title = Omitted("the login system asks nobody whether to write")
    notification = Omitted("what opens the account is told to its mailbox only")
    why_essential = SAFETY
    is_secret = True
    button_label: ClassVar[Promise | None] = None

    @classmethod
    def envelopes(cls, event: AccountMailRequested, record: EventRecord) -> list[Envelope]:
        if cls.name != f"login_{event.template.rpartition('/')[2]}":
            return []
        return [
            Envelope(
                notice=cls,
                reader_id=event.user_id,
                to_address=event.to_address,
                key=event_key(record),
                params=dict(event.context),
                path="",
            )
        ]

    @property
    def happened_at(self) -> str:
        at = self.params.get("timestamp")
        return in_words(datetime.fromisoformat(at), self.reader) if at else ""

    def context(self) -> dict[str, Any]:
        return {**self.params, "at": self.happened_at}

    def buttons(self) -> tuple[Button, ...]:
        url = next((self.params[name] for name in LINKS if self.params.get(name)), "")
        return (Button(label=str(self.button_label), url=url),) if self.button_label and url else ()

    def facts(self) -> Facts:
        """Where a change came from."""
        if not self.happened_at:
            return ()
        return (
            (gettext("When"), self.happened_at),
            (gettext("From"), self.params.get("ip", "")),
            (gettext("With"), self.params.get("user_agent", "")),
        )


class AccountAlreadyExists(LoginNotice):
    name = "login_account_already_exists"
    button_label = _("Choose a new password")


class AddressTaken(LoginNotice):
    name = "login_address_taken"


class EmailChanged(LoginNotice):
    name = "login_email_changed"
    button_label = _("Stop it")


class EmailChangeAsked(EmailChanged):
    name = "login_email_change_asked"


class EmailConfirm(LoginNotice):
    name = "login_email_confirm"


class EmailConfirmation(LoginNotice):
    name = "login_email_confirmation"
    button_label = _("Confirm this address")


class EmailConfirmationSignup(EmailConfirmation):
    name = "login_email_confirmation_signup"


class EmailDeleted(LoginNotice):
    name = "login_email_deleted"


class LoginCode(LoginNotice):
    name = "login_login_code"


class PasswordChanged(LoginNotice):
    name = "login_password_changed"


class PasswordReset(LoginNotice):
    name = "login_password_reset"


class PasswordResetCode(LoginNotice):
    name = "login_password_reset_code"


class PasswordResetKey(LoginNotice):
    name = "login_password_reset_key"
    button_label = _("Choose a new password")


class PasswordSet(LoginNotice):
    name = "login_password_set"


class TriesFailed(LoginNotice):
    name = "login_tries_failed"


class UnknownAccount(LoginNotice):
    name = "login_unknown_account"
    button_label = _("Sign up")


class RecoveryCodesGenerated(LoginNotice):
    name = "login_recovery_codes_generated"


class TotpActivated(LoginNotice):
    name = "login_totp_activated"


class TotpDeactivated(LoginNotice):
    name = "login_totp_deactivated"


class WebauthnAdded(LoginNotice):
    name = "login_webauthn_added"


class WebauthnRemoved(LoginNotice):
    name = "login_webauthn_removed"
