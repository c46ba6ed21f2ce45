"""The student's side: write, post, edit, close a request, and see one's own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from core import payload
from core.errors import NotAllowed, TooMany
from core.http import for_programs
from core.numbers import whole_number
from core.views import (
    FormPage,
    answer,
    cleaned,
    form_errors_json,
    form_methods,
    form_press,
    live_page,
    press,
    show_form,
)
from marketplace import actions, rules
from marketplace.access import find_coach, find_draft, find_request
from marketplace.data import request_data
from marketplace.forms import InviteForm, RequestForm, VersionForm, request_initial, typed_in
from marketplace.models import LearningRequest
from marketplace.queries import my_requests_page, requests_to_invite_to, suggested_skills

Status = LearningRequest.Status


@signed_in
@form_methods
def post_request(request: PersonRequest) -> HttpResponse:
    """The empty form, or `?draft=` one that was begun; and opening the request."""
    draft = _named_draft(request)
    if request.method != "POST":
        initial = draft.draft_input if draft else _new_initial(request.person)
        return show_form(request, RequestForm(initial=initial), _page(request, draft=draft))
    form = RequestForm(payload.read(request))
    try:
        row = press(form, lambda _data: _post(request, form, draft))
    except (NotAllowed, TooMany) as refusal:
        return show_form(request, form, _page(request, draft=draft), refusal=refusal)
    if row is None:
        return show_form(request, form, _page(request, draft=draft))
    return answer(
        request,
        row,
        _("Your request is open. Coaches can find it now."),
        data=lambda: request_data(row),
        status=201,
        leave=True,
    )


@for_programs
@signed_in
@require_POST
def post_request_api(request: PersonRequest) -> HttpResponse:
    """The same with JSON in and out."""
    form = RequestForm(payload.read(request))
    row = press(form, lambda _data: _post(request, form, None))
    if row is None:
        return form_errors_json(form)
    return JsonResponse(request_data(row), status=201)


def _post(
    request: PersonRequest, form: RequestForm, draft: LearningRequest | None
) -> LearningRequest:
    return actions.post_request(
        by=request.person, details=form.details(), draft=draft, now=request.now
    )


def _named_draft(request: PersonRequest) -> LearningRequest | None:
    number = whole_number(request.GET.get("draft"))
    if number is None and request.method == "POST":
        number = payload.optional_whole_number(payload.read(request), "draft")
    if number is None:
        return None
    mine = LearningRequest.objects.filter(student=request.person, status=Status.DRAFT)
    return mine.filter(pk=number).first()


def _new_initial(user: User) -> dict[str, Any]:
    last = LearningRequest.objects.filter(student=user).exclude(status=Status.DRAFT).last()
    return {
        "level": "beginner",
        "sessions_needed": 5,
        "currency": last.currency if last else "EUR",
        "timezone": user.timezone,
    }


def _page(
    request: PersonRequest,
    *,
    draft: LearningRequest | None = None,
    edited: LearningRequest | None = None,
) -> FormPage:
    return FormPage(
        template="marketplace/post_request.html",
        context=lambda: {
            "draft": draft,
            "edited": edited,
            "skills": suggested_skills(),
            "may_post": edited is not None or rules.verified(request.person) is None,
        },
    )


@signed_in
@require_POST
def save_draft(request: PersonRequest) -> HttpResponse:
    """Keep what is typed so far. Answers the draft's id as JSON to the page that saves by itself."""
    draft = actions.save_draft(
        by=request.person,
        typed=typed_in(payload.read(request)),
        draft=_named_draft(request),
        now=request.now,
    )
    address = f"{reverse('post-request')}?draft={draft.pk}"
    return answer(
        request,
        "my-requests",
        _("Your draft is kept. Only you can see it."),
        data=lambda: {"draft": draft.pk, "url": address},
        leave=False,
    )


@signed_in
@require_POST
def discard_draft(request: PersonRequest, request_id: int) -> HttpResponse:
    actions.discard_draft(find_draft(request.person, request_id), by=request.person)
    return answer(request, "my-requests", _("The draft is gone."))


@signed_in
@form_methods
def edit_job(request: PersonRequest, request_id: int) -> HttpResponse:
    row = find_request(request.person, request_id)
    if row.status == Status.DRAFT:
        return redirect(f"{reverse('post-request')}?draft={row.pk}")
    form = RequestForm(payload.of_post(request), initial=request_initial(row))
    version = _named_version(request) if form.is_bound else row.version

    def edit(_data: dict[str, Any]) -> LearningRequest:
        return actions.edit_request(
            row, by=request.person, details=form.details(), version=version, now=request.now
        )

    def said(edited: LearningRequest) -> HttpResponse:
        message = _("Your changes are saved.")
        return answer(request, row, message, data=lambda: request_data(edited), leave=True)

    row.version = version  # a form that is shown again goes on naming what it was drawn from
    return form_press(
        request,
        form=form,
        may=lambda: rules.edit_request(row, by=request.person),
        act=edit,
        said=said,
        page=_page(request, edited=row),
    )


def _named_version(request: PersonRequest) -> int:
    """The version that the press names. Raises Invalid without one."""
    version: int = cleaned(VersionForm(payload.read(request)))["version"]
    return version


def _version_view(act: Callable[..., LearningRequest], message: object) -> Callable[..., Any]:
    """A view for a verb that carries nothing but the version that it was drawn from."""

    @signed_in
    @require_POST
    def view(request: PersonRequest, request_id: int) -> HttpResponse:
        row = act(
            find_request(request.person, request_id),
            by=request.person,
            version=_named_version(request),
            now=request.now,
        )
        to = reverse("job-manage", args=[row.pk])
        return answer(request, to, message, data=lambda: request_data(row))

    return view


withdraw_request = _version_view(
    actions.withdraw_request, gettext_lazy("Your request is withdrawn.")
)
reopen_request = _version_view(actions.reopen_request, gettext_lazy("Your request is open again."))
keep_request = _version_view(actions.keep_request_open, gettext_lazy("Your request stays open."))


@live_page
@signed_in
@require_safe
def my_requests(request: PersonRequest) -> HttpResponse:
    page = my_requests_page(request.person, request.GET.get("after", ""))
    return render(request, "marketplace/my_requests.html", {"page": page})


@signed_in
@form_methods
def invite_coach(request: PersonRequest, coach_id: int) -> HttpResponse:
    """Which of one's open requests? And inviting the coach to it."""
    coach = find_coach(coach_id)
    open_ones = requests_to_invite_to(request.person, coach)
    first = open_ones.first()
    form = InviteForm(payload.of_post(request), initial={"request": first}, requests=open_ones)
    return form_press(
        request,
        form=form,
        may=lambda: rules.invite(by=request.person, now=request.now),
        act=lambda data: actions.invite_coach(
            data["request"], by=request.person, coach=coach, now=request.now
        ),
        said=lambda invitation: answer(
            request,
            reverse("job-manage", args=[invitation.request_id]),
            _("%(name)s is invited.") % {"name": coach.get_full_name()},
            data=lambda: {
                "invitation": {"request_id": invitation.request_id, "coach_id": coach.pk}
            },
            status=201,
        ),
        page=FormPage(
            template="marketplace/invite.html",
            context=lambda: {"coach": coach, "can_invite": first is not None},
        ),
    )
