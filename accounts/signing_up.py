"""Signing up: nobody learns by it whether an address has an account; a mail tells its owner."""

from typing import Any

from allauth.account.views import SignupView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse


class SignUp(SignupView):
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """A new account, whoever has the address, and logged in here only: a password comes after its proof.

        Where no further mail may go to the address, there is no account either.
        """
        response: HttpResponse = super().form_valid(form)
        return response

    def get_default_success_url(self) -> str:
        return reverse("account_email_verification_sent")
