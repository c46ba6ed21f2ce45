"""The login system's forms, in which an address that is too long is refused with its field."""

from typing import Any

from allauth.account import forms
from allauth.core import context as allauth_context
from allauth.mfa.base import forms as mfa_forms
from django.core.exceptions import ValidationError

from accounts.addresses import AddressField, owner_of
from accounts.models import User
from accounts.tries import Try


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
        attempt = Try(allauth_context.request, self.user.email, what="code", owner=self.user)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            attempt.failed()
            raise
        attempt.succeeded()
        return code


class SecondStepForm(CountedCode, mfa_forms.AuthenticateForm):
    pass


class ProofByCodeForm(CountedCode, mfa_forms.ReauthenticateForm):
    pass
