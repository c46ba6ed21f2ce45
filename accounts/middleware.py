"""Each person reads the pages in their own time zone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.zones import zone


class LocalTimeMiddleware:
    """Activates the signed-in person's zone for the request; others read UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(zone(request.user.timezone)):
            return self.get_response(request)
