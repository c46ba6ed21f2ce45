"""The page of where somebody is logged in, and of what happened to how they log in."""

from typing import Any

from allauth.usersessions.views import ListUserSessionsView

from accounts.login_notes import notes_of


class Logins(ListUserSessionsView):
    http_method_names = ["get", "head", "post", "options"]  # allauth takes a PUT for a press, too

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        person = self.request.person
        return {**context, "notes": notes_of(person, now=self.request.now)}
