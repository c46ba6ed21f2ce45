"""The door: one view serves a plain form (303), htmx (204 or a fragment) and JSON alike."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django_htmx.http import trigger_client_event
from django_htmx.middleware import HtmxDetails

from core.errors import DomainError, Invalid

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

FOR_PROGRAMS = "skileez.for_programs"


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
