"""The login system's forms, in which an address that is too long is refused with its field."""

from typing import Any

from allauth.account import forms
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as allauth_context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.addresses import AddressField, owner_of
from accounts.models import User
from accounts.tries import Try, use_code
from core.http import now_of

WRONG_CODES = "wrong_codes"  # in the session, of the login that waits for its second step
CODES_MOST = 5


class LogInForm(forms.LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"] = AddressField()


class NewAddressForm(forms.AddEmailForm):
    email = AddressField(required=True)


class ForgottenPasswordForm(forms.ResetPasswordForm):
    email = AddressField(required=True)

    def clean_email(self) -> str:
        """What nobody has proven to own opens nothing."""
        address: str = super().clean_email()
        owner = owner_of(address)
        self.users = [owner] if owner and owner.is_active else []
        return address


class CountedCode:
    """A code of the second step, wrong ones of which are counted as wrong passwords are."""

    user: User

    def clean_code(self) -> str:
        request = allauth_context.request
        attempt = Try(request, self.user.email, what="code", owner=self.user)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if not use_code(self.user, code, now=now_of(request)):
                raise get_adapter().validation_error("incorrect_code")
        except ValidationError:
            attempt.failed()
            raise
        attempt.succeeded()
        return code


class SecondStepForm(CountedCode, mfa_forms.AuthenticateForm):
    """After CODES_MOST wrong codes the password is asked for again."""

    def clean_code(self) -> str:
        request = allauth_context.request
        try:
            return super().clean_code()
        except ValidationError:
            wrong = request.session.get(WRONG_CODES, 0) + 1
            request.session[WRONG_CODES] = wrong
            if wrong < CODES_MOST:
                raise
        del request.session[WRONG_CODES]
        clear_login(request)
        message = _("These were %(most)d wrong codes. Log in again, with your password.")
        raise ValidationError(message % {"most": CODES_MOST}, code="too_many_codes")


class ProofByCodeForm(CountedCode, mfa_forms.ReauthenticateForm):
    pass
