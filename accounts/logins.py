"""The pages of where somebody is logged in, of what happened to how they log in, and of their address."""

from typing import Any

from allauth.account.views import EmailView
from allauth.usersessions.views import ListUserSessionsView
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.login_notes import notes_of


class Logins(ListUserSessionsView):
    http_method_names = ["get", "head", "post", "options"]  # allauth takes a PUT for a press, too

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        person = self.request.person
        return {**context, "notes": notes_of(person, now=self.request.now)}


class Addresses(EmailView):
    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where no further mail may be sent, no wish is kept either."""
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response
