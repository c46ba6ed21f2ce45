"""Where refusals become answers, and where receivers' notes reach the acting page."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django_htmx.http import trigger_client_event

from core import effects
from core.cards import build_card, draw, has_card
from core.errors import DomainError, UnreadableAddress, UnreadableBody
from core.http import error_json, is_htmx, now_of, wants_json, with_retry_after
from core.numbers import BIGGEST

GetResponse = Callable[[HttpRequest], HttpResponse]


class EffectsMiddleware:
    """Puts what `core.effects` collected during the request on the answer to htmx."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        effects.begin()
        response = self.get_response(request)
        if is_htmx(request):
            for name, detail in effects.collected().items():
                trigger_client_event(response, name, detail)
        return response


class BodyMiddleware:
    """Reads a form once, before anything else does, so that one that cannot be read breaks no later step.

    Whoever sends it could name any codec of Python's; only UTF-8 is read.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.can_be_read = _can_be_read(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def _can_be_read(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8").strip("\"' ").lower()
    request.encoding = "utf-8"
    try:
        request.POST  # noqa: B018
    except (MultiPartParserError, SuspiciousOperation, UnicodeError, LookupError):
        request.POST = QueryDict()
        return False
    return charset in ("utf-8", "utf8", "us-ascii")


class AddressMiddleware:
    """Refuses an address that no database can look for: with a NUL in it, or a number no row can have.

    And, since pages can be drawn from here on, a body that could not be read.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in unquote(request.get_full_path()):
            return refuse(request, UnreadableAddress())
        if not request.can_be_read:  # type: ignore[attr-defined]
            return refuse(request, UnreadableBody())
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _parts: object, named: dict[str, object]
    ) -> HttpResponse | None:
        if all(part <= BIGGEST for part in named.values() if isinstance(part, int)):
            return None
        if wants_json(request):
            return _plain_refusal_json(Http404())
        raise Http404


class CookieMiddleware:
    """Overlooks a cookie with a NUL in it, which no database can look for: it is nobody's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class DomainErrorMiddleware:
    """Turns a refusal into 403, 409, 422 …: JSON for programs, the fresh card for htmx, else a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return refuse(request, error)
        if wants_json(request):
            return _plain_refusal_json(error)
        return None


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a press that a rule refused."""
    return with_retry_after(_refuse(request, error), error)


def _refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    message = str(error.message)
    if wants_json(request):
        return error_json(error.status, code=error.code, message=message, fields=error.fields)
    card = _fresh_card(request, error)
    if is_htmx(request):
        return _refuse_fragment(error, message, card)
    context = {
        "message": message,
        "code": error.code,
        "card": card.html,
        "status": error.status,
        "fields": error.fields,
        "typed": _typed(request, error),
    }
    return render(request, "refused.html", context, status=error.status)


def _typed(request: HttpRequest, error: DomainError) -> list[str]:
    names = error.gives_back or error.fields
    return [request.POST[name] for name in names if request.POST.get(name)]


@dataclass(frozen=True)
class _FreshCard:
    dom_id: str = ""
    html: str = ""


def _refuse_fragment(error: DomainError, message: str, card: _FreshCard) -> HttpResponse:
    """The reason as an event; the card that was pressed is replaced by the one that is true now."""
    response = HttpResponse(card.html, status=error.status)
    if card.html:
        response["HX-Retarget"] = f"#{card.dom_id}"
        response["HX-Reswap"] = "outerHTML"
    else:
        response["HX-Reswap"] = "none"
    return trigger_client_event(response, "refused", {"message": message, "code": error.code})


def _fresh_card(request: HttpRequest, error: DomainError) -> _FreshCard:
    if error.subject is None or not has_card(error.subject):
        return _FreshCard()
    error.subject.refresh_from_db()
    card = build_card(error.subject, viewer=request.user, now=now_of(request))
    html = draw(error.subject, card, viewer=request.user, request=request)
    return _FreshCard(dom_id=card.dom_id, html=html)


def _plain_refusal_json(error: Exception) -> HttpResponse | None:
    if isinstance(error, Http404):
        return error_json(404, code="not_found", message="There is no such thing here.")
    if isinstance(error, PermissionDenied):
        return error_json(403, code="not_allowed", message=str(error) or "You may not do that.")
    if isinstance(error, BadRequest):
        return error_json(400, code="bad_request", message=str(error))
    return None
