"""Who calls: a browser, a fragment of a page, or a program; and how a program is refused."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django_htmx.middleware import HtmxDetails

from core import clock
from core.errors import DomainError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

FOR_PROGRAMS = "skileez.for_programs"


class TimedRequest(HttpRequest):
    """`now` is the instant (UTC) at which the request came; the clock is not read again."""

    now: datetime


def now_of(request: HttpRequest | None) -> datetime:
    """When the request came, where a library's hook is handed it: some come without our middleware."""
    now: datetime | None = getattr(request, "now", None)
    return now or clock.now()


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program: it accepts JSON and not HTML, or calls what is only for programs."""
    if FOR_PROGRAMS in request.META:
        return True
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def is_htmx(request: HttpRequest) -> bool:
    """Whether a fragment of a page asks, rather than the browser itself."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # django_htmx's middleware sets it
    return bool(htmx) and not htmx.boosted


def for_programs(view: View[P]) -> View[P]:
    """Every answer of this view is JSON, refusals too, whatever the caller accepts."""

    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.META[FOR_PROGRAMS] = True
        return view(request, *args, **kwargs)

    return marked


def error_json(
    status: int, *, code: str, message: str, fields: Mapping[str, list[str]] | None = None
) -> JsonResponse:
    """The one shape of every refusal to a program."""
    return JsonResponse(
        {"error": {"code": code, "message": message, "fields": dict(fields or {})}}, status=status
    )


def with_retry_after(response: HttpResponse, error: DomainError) -> HttpResponse:
    """The answer to a refusal that ends by itself says when (RFC 9110, section 10.2.3)."""
    if error.retry_after_seconds is not None:
        response["Retry-After"] = str(error.retry_after_seconds)
    return response
