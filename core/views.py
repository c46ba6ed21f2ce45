"""How a press is answered: one view serves a plain form (303), htmx (204 or a fragment) and JSON alike.

Who asks and when stands in `accounts.http`, what was sent in `core.payload`, whether it may be done in each
app's `rules`, the deed in its `actions`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from core.actions import check
from core.errors import DomainError, Invalid
from core.http import error_json, is_htmx, wants_json, with_retry_after

R = TypeVar("R")
AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponse])
Data = Callable[[], Mapping[str, Any]]

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """Where a form is shown: `template` as a page, its partial `form` in a drawer or for htmx.

    `fragment` names another template for the latter. `context` is made only when something is drawn.
    """

    template: str
    fragment: str = ""
    context: Callable[[], Mapping[str, Any]] = field(default=dict)


def form_press(
    request: HttpRequest,
    *,
    form: forms.BaseForm,
    may: Callable[[], DomainError | None],
    act: Callable[[dict[str, Any]], R],
    said: Callable[[R], HttpResponse],
    page: FormPage,
) -> HttpResponse:
    """The skeleton of every view with a form.

    A look (GET, HEAD) meets the rule `may` first, so that no form is shown whose press would be refused. A
    press calls `act` with the cleaned data and answers by `said`; what is wrong is said beside its field.
    """
    if request.method == "POST":
        done = press(form, act)
        if done is not None:
            return said(done)
    else:
        check(may())
    return show_form(request, form, page)


def press(form: forms.BaseForm, act: Callable[[dict[str, Any]], R]) -> R | None:
    """Call `act` with the cleaned data; None when the form is wrong or `act` refuses a field.

    A refusal that names fields is put on those fields, so that what was typed is kept beside it.
    """
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Invalid as refusal:
        for name, texts in (refusal.fields or {"": [str(refusal.message)]}).items():
            place = name if name in form.fields else None
            for text in texts:
                form.add_error(place, text)
        return None


def show_form(
    request: HttpRequest,
    form: forms.BaseForm,
    page: FormPage,
    *,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The form as a page, as a fragment for htmx, its errors as JSON; 422 when something is wrong.

    The templates get `form`, what the page's context adds, and the `refusal` that a press met: its status
    is the page's, so that a browser keeps what was typed. A page with script and a program have it still,
    so to them it is raised.
    """
    if refusal is not None and (wants_json(request) or is_htmx(request)):
        raise refusal
    wrong = form.is_bound and bool(form.errors)
    if wants_json(request) and wrong:
        return form_errors_json(form)
    fragment = page.fragment or f"{page.template}#form"
    status = refusal.status if refusal else 422 if wrong else 200
    response = render(
        request,
        fragment if is_htmx(request) else page.template,
        {"form": form, "refusal": refusal, **page.context()},
        status=status,
    )
    return with_retry_after(response, refusal) if refusal else response


def form_errors_json(form: forms.BaseForm) -> JsonResponse:
    """422 with `fields`: name → list of sentences; `""` holds what concerns the whole form."""
    fields = {
        ("" if name == "__all__" else name): [str(e) for e in errors]
        for name, errors in form.errors.items()
    }
    return error_json(422, code=Invalid.code, message=str(Invalid.message), fields=fields)


def cleaned(form: forms.BaseForm) -> dict[str, Any]:
    """The data of a form that has no page of its own. Raises Invalid with its fields."""
    if not form.is_valid():
        errors = {name: [str(each) for each in texts] for name, texts in form.errors.items()}
        raise Invalid(fields={"" if name == "__all__" else name: e for name, e in errors.items()})
    return form.cleaned_data


def answer(
    request: HttpRequest,
    to: Model | str,
    message: object = "",
    *,
    data: Data = dict,
    status: int = 200,
    leave: bool | None = None,
    onward: bool = False,
) -> HttpResponse:
    """Answer a press that succeeded. `to` is a row with a page of its own, an address or its name.

    Plain form: 303 to it with `message`. htmx: 204 and a toast; a page that keeps itself current
    (`live_page`) stays and catches up by the conversation's number, any other goes on to `to`; `leave`
    decides otherwise. With `onward`, `to` is the next thing to do, and only a `hub_page` stays.
    JSON: `data()`, which is called for nobody else.
    """
    if wants_json(request):
        return JsonResponse(dict(data()), status=status)
    url = resolve_url(to)
    text = str(message)
    if is_htmx(request):
        if leave or (leave is None and _is_left(request, url, onward=onward)):
            if text:
                messages.success(request, text)
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        return trigger_client_event(HttpResponse(status=204), "done", {"message": text})
    if text:
        messages.success(request, text)
    return HttpResponse(status=303, headers={"Location": url})


def live_page(view: AnyView) -> AnyView:
    """Mark a page that shows the outcome of any press by itself, so that the reader stays on it."""
    view.is_live_page = True  # type: ignore[attr-defined]
    return view


def hub_page(view: AnyView) -> AnyView:
    """Mark a live page on which the next step stands as well, so that no press leads away from it."""
    view.is_hub_page = True  # type: ignore[attr-defined]
    return live_page(view)


def _is_left(request: HttpRequest, url: str, *, onward: bool) -> bool:
    """Whether the page that was pressed on does not show by itself what came of it, or what comes next."""
    path = pressed_on(request)
    if path == urlsplit(url).path:
        return False
    try:
        return not getattr(resolve(path).func, "is_hub_page" if onward else "is_live_page", False)
    except Resolver404:
        return True


def pressed_on(request: HttpRequest) -> str:
    """The path of the page from which htmx asks; empty for anybody else."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path
