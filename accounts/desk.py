"""The staff desk's door: one logs in as everywhere else, and with a second step."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from accounts import rules
from core.errors import DomainError


class Desk(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return _refusal(request) is None

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Takes no password. Who is not logged in does that first; staff without a second step set one up."""
        refusal = _refusal(request)
        if refusal is None:
            return redirect("admin:index")
        messages.warning(request, str(refusal.message))
        return redirect("mfa_index")


def _refusal(request: HttpRequest) -> DomainError | None:
    return rules.staff(request.user)
