"""The student's side: write, post, edit, close a request, and see one's own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import signed_in
from accounts.models import User
from accounts.queries import has_verified_email, visible_profiles
from core import clock, payload
from core.errors import Invalid, NotAllowed, NotPossibleNow
from core.http import done, for_programs, form_errors_json, form_page
from core.numbers import whole_number
from core.views import press
from marketplace import actions
from marketplace.actions.rows import must_be_verified
from marketplace.forms import InviteForm, RequestForm, VersionForm, request_initial, typed_in
from marketplace.models import LearningRequest
from marketplace.queries import my_requests_page, requests_to_invite_to, suggested_skills
from marketplace.views.answers import me, request_json, settled

Status = LearningRequest.Status


@signed_in
@require_http_methods(["GET", "POST"])
def post_request(request: HttpRequest) -> HttpResponse:
    """GET: the empty form, or `?draft=` one that was begun. POST: open the request."""
    draft = _named_draft(request)
    if request.method == "GET":
        initial = draft.draft_input if draft else _new_initial(me(request))
        return _request_page(request, RequestForm(initial=initial), draft=draft)
    form = RequestForm(payload.read(request))
    try:
        row = press(form, lambda _data: _post(me(request), form, draft))
    except NotAllowed as refusal:
        return _request_page(request, form, draft=draft, refusal=refusal)
    if row is None:
        return _request_page(request, form, draft=draft)
    return done(
        request,
        to=reverse("job-detail", args=[row.pk]),
        message=_("Your request is open. Coaches can find it now."),
        data=request_json(row),
        status=201,
        leave=True,
    )


@for_programs
@signed_in
@require_POST
def post_request_api(request: HttpRequest) -> HttpResponse:
    """The same with JSON in and out."""
    form = RequestForm(payload.read(request))
    row = press(form, lambda _data: _post(me(request), form, None))
    if row is None:
        return form_errors_json(form)
    return JsonResponse(request_json(row), status=201)


def _post(by: User, form: RequestForm, draft: LearningRequest | None) -> LearningRequest:
    return actions.post_request(by=by, details=form.details(), draft=draft, now=clock.now())


def _named_draft(request: HttpRequest) -> LearningRequest | None:
    number = whole_number(request.GET.get("draft"))
    if number is None and request.method == "POST":
        number = payload.optional_whole_number(payload.read(request), "draft")
    if number is None:
        return None
    mine = LearningRequest.objects.filter(student=me(request), status=Status.DRAFT)
    return mine.filter(pk=number).first()


def _new_initial(user: User) -> dict[str, Any]:
    last = LearningRequest.objects.filter(student=user).exclude(status=Status.DRAFT).last()
    return {
        "level": "beginner",
        "sessions_needed": 5,
        "currency": last.currency if last else "EUR",
        "timezone": user.timezone,
    }


def _request_page(
    request: HttpRequest,
    form: RequestForm,
    *,
    draft: LearningRequest | None = None,
    edited: LearningRequest | None = None,
    refusal: NotAllowed | None = None,
) -> HttpResponse:
    context = {
        "draft": draft,
        "edited": edited,
        "skills": suggested_skills(),
        "may_post": edited is not None or has_verified_email(me(request)),
    }
    return form_page(
        request,
        form=form,
        page="marketplace/post_request.html",
        fragment="marketplace/_request_form.html",
        context=context,
        refusal=refusal,
    )


@signed_in
@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far. Answers the draft's id as JSON to the page that saves by itself."""
    draft = actions.save_draft(
        by=me(request),
        typed=typed_in(payload.read(request)),
        draft=_named_draft(request),
        now=clock.now(),
    )
    address = f"{reverse('post-request')}?draft={draft.pk}"
    return done(
        request,
        to=reverse("my-requests"),
        message=_("Your draft is kept. Only you can see it."),
        data={"draft": draft.pk, "url": address},
    )


@signed_in
@require_POST
def discard_draft(request: HttpRequest, request_id: int) -> HttpResponse:
    draft = get_object_or_404(LearningRequest, pk=request_id, student=me(request))
    actions.discard_draft(draft, by=me(request))
    return settled(request, to=reverse("my-requests"), message=_("The draft is gone."))


@signed_in
@require_http_methods(["GET", "POST"])
def edit_job(request: HttpRequest, request_id: int) -> HttpResponse:
    row = _own_or_404(request, request_id)
    if row.status == Status.DRAFT:
        return redirect(f"{reverse('post-request')}?draft={row.pk}")
    if request.method == "GET":
        if row.status != Status.OPEN:
            raise NotPossibleNow(_("Only an open request can be edited."), subject=row)
        return _request_page(request, RequestForm(initial=request_initial(row)), edited=row)
    form = RequestForm(payload.read(request))
    version = _version(request)
    edited = press(
        form,
        lambda _data: actions.edit_request(
            row, by=me(request), details=form.details(), version=version, now=clock.now()
        ),
    )
    if edited is None:
        row.version = version  # the form goes on naming what it was drawn from
        return _request_page(request, form, edited=row)
    return done(
        request,
        to=reverse("job-detail", args=[row.pk]),
        message=_("Your changes are saved."),
        data=request_json(edited),
        leave=True,
    )


def _own_or_404(request: HttpRequest, request_id: int) -> LearningRequest:
    """A request that this person can see; whether they own it is the action's question."""
    return get_object_or_404(LearningRequest.objects.visible_to(me(request)), pk=request_id)


def _version(request: HttpRequest) -> int:
    """The version that the press names. Raises Invalid without one."""
    form = VersionForm(payload.read(request))
    if not form.is_valid():
        raise Invalid(fields=form.errors)
    version: int = form.cleaned_data["version"]
    return version


@signed_in
@require_POST
def withdraw_request(request: HttpRequest, request_id: int) -> HttpResponse:
    return _pressed(request, request_id, actions.withdraw_request, _("Your request is withdrawn."))


@signed_in
@require_POST
def reopen_request(request: HttpRequest, request_id: int) -> HttpResponse:
    return _pressed(request, request_id, actions.reopen_request, _("Your request is open again."))


@signed_in
@require_POST
def keep_request(request: HttpRequest, request_id: int) -> HttpResponse:
    return _pressed(request, request_id, actions.keep_request_open, _("Your request stays open."))


def _pressed(
    request: HttpRequest, request_id: int, act: Callable[..., LearningRequest], message: str
) -> HttpResponse:
    """A press that carries nothing but the version that it was drawn from."""
    row = act(
        _own_or_404(request, request_id),
        by=me(request),
        version=_version(request),
        now=clock.now(),
    )
    to = reverse("job-manage", args=[row.pk])
    return settled(request, to=to, message=message, data=request_json(row))


@signed_in
@require_GET
def my_requests(request: HttpRequest) -> HttpResponse:
    page = my_requests_page(me(request), request.GET.get("after", ""))
    return render(request, "marketplace/my_requests.html", {"page": page})


@signed_in
@require_http_methods(["GET", "POST"])
def invite_coach(request: HttpRequest, coach_id: int) -> HttpResponse:
    """GET: which of one's open requests? POST: invite the coach to it."""
    coach = get_object_or_404(visible_profiles().select_related("user"), user_id=coach_id).user
    open_ones = requests_to_invite_to(me(request), coach)
    first = open_ones.first()
    if request.method == "GET":
        must_be_verified(me(request))
        form = InviteForm(initial={"request": first}, requests=open_ones)
        return _invite_page(request, form, coach, can_invite=first is not None)
    form = InviteForm(payload.read(request), requests=open_ones)
    invitation = press(
        form,
        lambda data: actions.invite_coach(
            data["request"], by=me(request), coach=coach, now=clock.now()
        ),
    )
    if invitation is None:
        return _invite_page(request, form, coach, can_invite=first is not None)
    return settled(
        request,
        to=reverse("job-manage", args=[invitation.request_id]),
        message=_("%(name)s is invited.") % {"name": coach.display_name},
        data={"invitation": {"request_id": invitation.request_id, "coach_id": coach.pk}},
        status=201,
    )


def _invite_page(
    request: HttpRequest, form: InviteForm, coach: User, *, can_invite: bool
) -> HttpResponse:
    return form_page(
        request,
        form=form,
        page="marketplace/invite.html",
        fragment="marketplace/_invite_form.html",
        context={"coach": coach, "can_invite": can_invite},
    )
