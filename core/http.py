"""The door: one view serves a plain form (303), htmx (204 or a fragment) and JSON alike."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django_htmx.http import trigger_client_event

from core.errors import DomainError, Invalid
from core.texts import refuse_unkept

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Where the outcome of any press is seen at once, so that the reader stays.
LIVE_PAGES = ("/chat", "/dashboard")
FOR_PROGRAMS = "skileez.for_programs"
# Nothing that we take has more than three; what has hundreds cannot be looked into.
LEVELS_MOST = 10


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program: it accepts JSON and not HTML, or calls what is only for programs."""
    if FOR_PROGRAMS in request.META:
        return True
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def is_htmx(request: HttpRequest) -> bool:
    """Whether a fragment of a page asks, rather than the browser itself."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def posted(request: HttpRequest) -> Mapping[str, Any]:
    """The input of a POST, from a form or from a JSON object.

    Raises BadRequest for broken JSON, and Invalid for text in it that no database keeps. (What a browser
    types wrong, the form's own fields say beside it.)
    """
    if request.content_type != "application/json":
        return request.POST
    data = _json_object(request.body or b"{}")
    refuse_unkept(data.items())
    return data


def _json_object(body: bytes) -> dict[str, Any]:
    """What RFC 8259 calls an object: Python's reader would take NaN and Infinity as well."""
    try:
        data = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:  # the latter for a thousand lists in each other
        raise BadRequest("The body is not valid JSON.") from error
    if not isinstance(data, dict):
        raise BadRequest("The body must be a JSON object.")
    if _is_deeper(data, LEVELS_MOST):
        raise BadRequest("The body has too many lists or objects in each other.")
    return data


def _is_deeper(data: object, levels: int) -> bool:
    """Whether lists and objects stand in each other more than so many times."""
    level = [data]
    for _level in range(levels):
        level = [each for container in level for each in _parts(container)]
    return any(isinstance(each, dict | list) for each in level)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def for_programs(view: View[P]) -> View[P]:
    """Every answer of this view is JSON, refusals too, whatever the caller accepts."""

    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.META[FOR_PROGRAMS] = True
        return view(request, *args, **kwargs)

    return marked


def signed_in(view: View[P]) -> View[P]:
    """Send people without a login to the login page; programs get 401, fragments a full-page redirect."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_json(request):
            return error_json(401, code="login_required", message="Log in first.")
        login = redirect_to_login(request.get_full_path())
        if is_htmx(request):
            return HttpResponse(status=204, headers={"HX-Redirect": login.url})
        return login

    return guarded


def done(
    request: HttpRequest,
    *,
    to: Any,
    message: str = "",
    data: Mapping[str, Any] | None = None,
    status: int = 200,
    leave: bool = False,
) -> HttpResponse:
    """Answer a press that succeeded.

    Plain form: 303 to `to` (a URL, URL name or object) with `message`. htmx: 204, a toast, and the page
    catches up by the conversation's number; with `leave` the page goes to `to` instead. JSON: `data`.
    """
    if wants_json(request):
        return JsonResponse(dict(data or {}), status=status)
    url = resolve_url(to)
    if is_htmx(request):
        if leave:
            if message:
                messages.success(request, message)
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        response = HttpResponse(status=204)
        return trigger_client_event(response, "done", {"message": str(message)})
    if message:
        messages.success(request, message)
    return HttpResponse(status=303, headers={"Location": url})


def stays(request: HttpRequest, *, to: Any) -> bool:
    """Whether a press by htmx came from a page that shows its outcome by itself, or that it leads to."""
    path = page_of(request)
    return path.startswith(LIVE_PAGES) or path == urlsplit(resolve_url(to)).path


def page_of(request: HttpRequest) -> str:
    """The path of the page from which htmx asks; empty for anybody else."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path


def press(form: forms.BaseForm, act: Callable[[dict[str, Any]], T]) -> T | None:
    """Call `act` with the cleaned data; None when the form is wrong or `act` refuses a field.

    A refusal that names fields is put on those fields, so that what was typed is kept beside it.
    """
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Invalid as refusal:
        for name, texts in (refusal.fields or {"": [str(refusal.message)]}).items():
            field = name if name in form.fields else None
            for text in texts:
                form.add_error(field, text)
        return None


def form_page(
    request: HttpRequest,
    *,
    form: forms.BaseForm,
    page: str,
    fragment: str | None = None,
    context: Mapping[str, Any] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """Show a form: as a page, as a fragment for htmx; 422 with every field's errors when it is wrong.

    The templates get `form`, what `context` adds, and the `refusal` that a press met: its status is the
    page's, so that a browser keeps what was typed. A page with script and a program have it still, so to
    them it is raised.
    """
    if refusal is not None and (wants_json(request) or is_htmx(request)):
        raise refusal
    status = 422 if form.is_bound and form.errors else 200
    if wants_json(request) and status == 422:
        return form_errors_json(form)
    template = fragment if fragment and is_htmx(request) else page
    shown = {"form": form, "refusal": refusal, **(context or {})}
    return render(request, template, shown, status=refusal.status if refusal else status)


def form_errors_json(form: forms.BaseForm) -> JsonResponse:
    """422 with `fields`: name → list of sentences; `""` holds what concerns the whole form."""
    fields = {
        ("" if name == "__all__" else name): [str(e) for e in errors]
        for name, errors in form.errors.items()
    }
    return error_json(422, code=Invalid.code, message=str(Invalid.message), fields=fields)


def error_json(
    status: int, *, code: str, message: str, fields: Mapping[str, list[str]] | None = None
) -> JsonResponse:
    """The one shape of every refusal to a program."""
    return JsonResponse(
        {"error": {"code": code, "message": message, "fields": dict(fields or {})}}, status=status
    )
