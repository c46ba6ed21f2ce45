"""Signing up: nobody learns by it whether an address has an account; a mail tells its owner."""

from typing import Any

from allauth.account import signals
from allauth.account.internal.flows.email_verification import send_verification_email_at_login
from allauth.account.models import Login
from allauth.account.views import SignupView
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.models import User


class SignUp(SignupView):
    def form_valid(self, form: Any) -> HttpResponse:
        """Nobody is logged in by it, since only who is new here could be."""
        user = None if form.account_already_exists else form.save(self.request)
        if user is None:
            User().set_password(form.cleaned_data["password1"])  # takes as long as the other way
        else:
            signals.user_signed_up.send(sender=User, request=self.request, user=user)
        login = Login(user=user, email=form.cleaned_data["email"], signup=True)
        send_verification_email_at_login(self.request, login)
        return redirect("account_email_verification_sent")
