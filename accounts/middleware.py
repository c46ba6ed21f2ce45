"""Each person reads the pages in their own time zone, and sees where the account is in use."""

from collections.abc import Callable
from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from structlog.contextvars import bind_contextvars, clear_contextvars

from accounts import proof
from accounts.queries import hash_of_session
from accounts.signins import is_over
from core import clock
from core.zones import zone

SEEN_AGAIN_AFTER = 10 * 60  # seconds
WHY_STAFF = _("Staff log in again after eight hours.")
WHY = _("Log in again: that was 30 days ago.")


class PersonMiddleware:
    """Sets once what `accounts.http.PersonRequest` names: who asks, and when.

    Who logged in too long ago is nobody from now on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now = clock.now()  # type: ignore[attr-defined]
        if request.user.is_authenticated and is_over(request.user, request.session, now=now):
            why = WHY_STAFF if request.user.is_staff else WHY
            logout(request)
            messages.info(request, why)
        elif request.user.is_authenticated:
            request.user = get_user(request)  # the row that was read, not what reads it when asked
        request.person = request.user  # type: ignore[attr-defined]
        _name_in_logs(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return proof.ask(request) if isinstance(error, ReauthenticationRequired) else None


def _name_in_logs(request: HttpRequest) -> None:
    """Whatever is logged while this request is answered says who asked, and from where."""
    clear_contextvars()
    # A header of the proxy that is not as agreed is refused where the address counts, not here.
    with suppress(PermissionDenied, ImproperlyConfigured):
        bind_contextvars(network_address=get_adapter().get_client_ip(request))
    if request.user.is_authenticated:
        bind_contextvars(person=request.user.pk)


class LocalTimeMiddleware:
    """Activates the signed-in person's zone for the request; others read UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(zone(request.user.timezone)):
            return self.get_response(request)


class SeenMiddleware:
    """Notes that a browser session is in use, at most every ten minutes.

    allauth's own middleware writes a row at every request, which every page would pay for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key if request.user.is_authenticated else None
        if key and cache.add(f"seen:{hash_of_session(key)}", True, SEEN_AGAIN_AFTER):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
