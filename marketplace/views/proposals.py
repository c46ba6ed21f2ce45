"""Both sides of a proposal: send, edit, withdraw; accept, decline, release, sort."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import signed_in
from calendars.coming_week import free_week
from core import clock, effects, payload
from core.cards import render_card
from core.errors import Invalid, NotAllowed
from core.http import done, form_page
from core.views import press
from marketplace import actions
from marketplace.actions.proposals import must_be_pending, refusal_to_propose, refuse
from marketplace.actions.rows import must_be_author, must_own
from marketplace.cards.changes import edits
from marketplace.forms import (
    AcceptForm,
    DeclineForm,
    ProposalForm,
    TriageForm,
    VersionForm,
    edited_proposal_initial,
    flat_answers,
    proposal_initial,
)
from marketplace.limits import DURATIONS_OFFERED
from marketplace.matching import shared_time
from marketplace.models import LearningRequest, Proposal
from marketplace.queries import proposals_with_people
from marketplace.views.answers import me, proposal_json, settled


@signed_in
@require_http_methods(["GET", "POST"])
def submit_proposal(request: HttpRequest, job_id: int) -> HttpResponse:
    """GET: the form beside the request. POST: send it."""
    row = get_object_or_404(LearningRequest.objects.visible_to(me(request)), pk=job_id)
    if request.method == "GET":
        refuse(refusal_to_propose(row, me(request)))
        form = ProposalForm(initial=proposal_initial(row), request_row=row)
        return _proposal_page(request, form, row)
    form = ProposalForm(flat_answers(payload.read(request)), request_row=row)
    try:
        proposal = press(
            form,
            lambda _data: actions.submit_proposal(
                row, by=me(request), details=form.details(), now=clock.now()
            ),
        )
    except NotAllowed as refusal:
        return _proposal_page(request, form, row, refusal=refusal)
    if proposal is None:
        return _proposal_page(request, form, row)
    return settled(
        request,
        to=reverse("proposal-detail", args=[proposal.pk]),
        message=_("Your proposal is sent. You can talk about it in the conversation."),
        data=proposal_json(proposal),
        status=201,
    )


@signed_in
@require_http_methods(["GET", "POST"])
def edit_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal = _visible(request, proposal_id)
    row = proposal.request
    if request.method == "GET":
        must_be_author(proposal, me(request))
        must_be_pending(proposal, clock.now())
        form = ProposalForm(initial=edited_proposal_initial(proposal), request_row=row)
        return _proposal_page(request, form, row, edited=proposal)
    form = ProposalForm(flat_answers(payload.read(request)), request_row=row)
    version = _press(request, VersionForm)["version"]
    edited = press(
        form,
        lambda _data: actions.edit_proposal(
            proposal, by=me(request), details=form.details(), version=version, now=clock.now()
        ),
    )
    if edited is None:
        proposal.version = version
        return _proposal_page(request, form, row, edited=proposal)
    return _answer(request, edited, _("Your changes are sent."))


def _proposal_page(
    request: HttpRequest,
    form: ProposalForm,
    row: LearningRequest,
    *,
    edited: Proposal | None = None,
    refusal: NotAllowed | None = None,
) -> HttpResponse:
    now = clock.now()
    shared = None
    if row.preferred_times:
        shared = shared_time(row, free_week(me(request).calendar, now), now)
    context = {
        "job": row,
        "edited": edited,
        "durations": DURATIONS_OFFERED,
        "shared": shared,
        "action": reverse("edit-proposal", args=[edited.pk])
        if edited
        else reverse("submit-proposal", args=[row.pk]),
    }
    return form_page(
        request,
        form=form,
        page="marketplace/submit_proposal.html",
        fragment="marketplace/_proposal_form.html",
        context=context,
        refusal=refusal,
    )


@signed_in
@require_GET
def proposal_detail(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal = _visible(request, proposal_id)
    card = render_card(proposal, viewer=me(request), now=clock.now(), request=request)
    context = {
        "proposal": proposal,
        "card": card,
        "edits": list(edits(proposal)),
        "is_owner": proposal.request.student_id == me(request).pk,
    }
    return render(request, "marketplace/proposal.html", context)


@signed_in
@require_POST
def accept_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Award the request, then on to the contract, except inside the conversation."""
    proposal = _visible(request, proposal_id)
    sent = _press(request, AcceptForm)
    row = actions.accept_proposal(
        proposal,
        by=me(request),
        version=sent["version"],
        request_version=sent["request_version"],
        now=clock.now(),
    )
    return settled(
        request,
        to=reverse("contract-create", args=[row.pk]),
        message=_("You accepted the proposal. Next, agree on the contract."),
        data=proposal_json(row),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def decline_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """GET: the form that asks for a reason. POST: decline."""
    proposal = _visible(request, proposal_id)
    if request.method == "GET":
        must_own(proposal.request, me(request))
        must_be_pending(proposal, clock.now())
        form = DeclineForm(initial={"version": proposal.version})
        return _decline_page(request, form, proposal)
    form = DeclineForm(payload.read(request))
    declined = press(
        form,
        lambda data: actions.decline_proposal(
            proposal,
            by=me(request),
            version=data["version"],
            reason=data["reason"],
            now=clock.now(),
        ),
    )
    if declined is None:
        return _decline_page(request, form, proposal)
    return _answer(request, declined, _("You declined the proposal."))


def _decline_page(request: HttpRequest, form: DeclineForm, proposal: Proposal) -> HttpResponse:
    return form_page(
        request,
        form=form,
        page="marketplace/decline_proposal.html",
        fragment="marketplace/_decline_form.html",
        context={"proposal": proposal},
    )


@signed_in
@require_POST
def withdraw_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    said = _("Your proposal is withdrawn.")
    return _pressed(request, proposal_id, actions.withdraw_proposal, said)


@signed_in
@require_POST
def release_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    said = _("The award is released and your request is open again.")
    return _pressed(request, proposal_id, actions.release_proposal, said)


def _pressed(
    request: HttpRequest, proposal_id: int, act: Callable[..., Proposal], message: str
) -> HttpResponse:
    """A press that carries nothing but the version that it was drawn from."""
    row = act(
        _visible(request, proposal_id),
        by=me(request),
        version=_press(request, VersionForm)["version"],
        now=clock.now(),
    )
    return _answer(request, row, message)


@signed_in
@require_POST
def sort_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The page it was pressed on stays and draws the card anew: no push does, for nobody else is told."""
    row = actions.sort_proposal(
        _visible(request, proposal_id),
        by=me(request),
        triage=Proposal.Triage(_press(request, TriageForm)["triage"]),
    )
    card = f"proposal-{row.pk}-card"
    effects.announce("redraw", {"card": card})
    to = f"{reverse('job-manage', args=[row.request_id])}#{card}"
    return done(request, to=to, message=_sorted(row), data=proposal_json(row))


def _sorted(row: Proposal) -> str:
    return {
        Proposal.Triage.SHORTLISTED.value: _("It is on your shortlist."),
        Proposal.Triage.ARCHIVED.value: _("It is archived."),
    }.get(row.triage, _("It stands among the others again."))


def _visible(request: HttpRequest, proposal_id: int) -> Proposal:
    """A proposal of this person's or on this person's request; anybody else's does not exist."""
    mine = proposals_with_people(Proposal.objects.visible_to(me(request)))
    return get_object_or_404(mine, pk=proposal_id)


def _press(request: HttpRequest, kind: type[VersionForm] | type[TriageForm]) -> dict[str, Any]:
    """What a press without a form of its own carries. Raises Invalid when it is not what cards send."""
    form = kind(payload.read(request))
    if not form.is_valid():
        raise Invalid(fields=form.errors)
    return form.cleaned_data


def _answer(request: HttpRequest, row: Proposal, message: str) -> HttpResponse:
    owner = row.request.student_id == me(request).pk
    to = (
        reverse("job-manage", args=[row.request_id])
        if owner
        else reverse("proposal-detail", args=[row.pk])
    )
    return settled(request, to=to, message=message, data=proposal_json(row))
