"""Who asks, and when: what every view behind a login is given."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from core.http import TimedRequest, error_json, is_htmx, wants_json

P = ParamSpec("P")


class PersonRequest(TimedRequest):
    """A request of somebody who is logged in: `person`."""

    person: User
    htmx: HtmxDetails


PersonView = Callable[Concatenate[PersonRequest, P], HttpResponse]


def signed_in(view: PersonView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Send people without a login to the login page; programs get 401, fragments a full-page redirect."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(cast(PersonRequest, request), *args, **kwargs)
        if wants_json(request):
            return error_json(401, code="login_required", message="Log in first.")
        login = redirect_to_login(request.get_full_path())
        if is_htmx(request):
            return HttpResponse(status=204, headers={"HX-Redirect": login.url})
        return login

    return guarded
