"""The login system's forms, in which an address that is too long is refused with its field."""

from typing import Any

from allauth.account import forms

from accounts.addresses import AddressField


class LogInForm(forms.LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"] = AddressField()


class NewAddressForm(forms.AddEmailForm):
    email = AddressField(required=True)


class ForgottenPasswordForm(forms.ResetPasswordForm):
    email = AddressField(required=True)
