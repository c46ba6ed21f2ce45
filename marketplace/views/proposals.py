"""Both sides of a proposal: send, edit, withdraw; accept, decline, release, sort."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PersonRequest, signed_in
from calendars.coming_week import free_week
from core import effects, payload
from core.actions import check
from core.cards import render_card
from core.errors import NotAllowed, TooMany
from core.views import (
    FormPage,
    answer,
    cleaned,
    form_methods,
    form_press,
    live_page,
    press,
    show_form,
)
from marketplace import actions, rules
from marketplace.access import find_proposal, find_request
from marketplace.cards.changes import edits
from marketplace.data import proposal_data
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


@signed_in
@form_methods
def submit_proposal(request: PersonRequest, job_id: int) -> HttpResponse:
    """The form beside the request, and sending it."""
    row = find_request(request.person, job_id)
    page = _proposal_page(request, row)
    if request.method != "POST":
        check(rules.propose(row, by=request.person, now=request.now))
        form = ProposalForm(initial=proposal_initial(row), request_row=row)
        return show_form(request, form, page)
    form = ProposalForm(flat_answers(payload.read(request)), request_row=row)
    try:
        proposal = press(
            form,
            lambda _data: actions.submit_proposal(
                row, by=request.person, details=form.details(), now=request.now
            ),
        )
    except (NotAllowed, TooMany) as refusal:
        return show_form(request, form, page, refusal=refusal)
    if proposal is None:
        return show_form(request, form, page)
    return answer(
        request,
        proposal,
        _("Your proposal is sent. You can talk about it in the conversation."),
        data=lambda: proposal_data(proposal),
        status=201,
    )


@signed_in
@form_methods
def edit_proposal(request: PersonRequest, proposal_id: int) -> HttpResponse:
    proposal = find_proposal(request.person, proposal_id)
    row = proposal.request
    if request.method == "POST":
        form = ProposalForm(flat_answers(payload.read(request)), request_row=row)
        version = cleaned(VersionForm(payload.read(request)))["version"]
    else:
        form = ProposalForm(initial=edited_proposal_initial(proposal), request_row=row)
        version = proposal.version
    proposal.version = version  # a form that is shown again goes on naming what it was drawn from
    return form_press(
        request,
        form=form,
        may=lambda: rules.edit_proposal(proposal, by=request.person, now=request.now),
        act=lambda _data: actions.edit_proposal(
            proposal, by=request.person, details=form.details(), version=version, now=request.now
        ),
        said=lambda edited: _answer(request, edited, _("Your changes are sent.")),
        page=_proposal_page(request, row, edited=proposal),
    )


def _proposal_page(
    request: PersonRequest, row: LearningRequest, *, edited: Proposal | None = None
) -> FormPage:
    def context() -> dict[str, Any]:
        shared = None
        if row.preferred_times:
            week = free_week(request.person.calendar, request.now)
            shared = shared_time(row, week, request.now)
        return {
            "job": row,
            "edited": edited,
            "durations": DURATIONS_OFFERED,
            "shared": shared,
            "action": reverse("edit-proposal", args=[edited.pk])
            if edited
            else reverse("submit-proposal", args=[row.pk]),
        }

    return FormPage(template="marketplace/submit_proposal.html", context=context)


@live_page
@signed_in
@require_safe
def proposal_detail(request: PersonRequest, proposal_id: int) -> HttpResponse:
    proposal = find_proposal(request.person, proposal_id)
    card = render_card(proposal, viewer=request.person, now=request.now, request=request)
    context = {
        "proposal": proposal,
        "card": card,
        "edits": list(edits(proposal)),
        "is_owner": proposal.request.student_id == request.person.pk,
    }
    return render(request, "marketplace/proposal.html", context)


@signed_in
@require_POST
def accept_proposal(request: PersonRequest, proposal_id: int) -> HttpResponse:
    """Award the request, then on to the contract, except inside the conversation."""
    proposal = find_proposal(request.person, proposal_id)
    named = cleaned(AcceptForm(payload.read(request)))
    row = actions.accept_proposal(
        proposal,
        by=request.person,
        version=named["version"],
        request_version=named["request_version"],
        now=request.now,
    )
    return answer(
        request,
        reverse("contract-create", args=[row.pk]),
        _("You accepted the proposal. Next, agree on the contract."),
        data=lambda: proposal_data(row),
        onward=True,
    )


@signed_in
@form_methods
def decline_proposal(request: PersonRequest, proposal_id: int) -> HttpResponse:
    """The form that asks for a reason, and declining."""
    proposal = find_proposal(request.person, proposal_id)
    return form_press(
        request,
        form=DeclineForm(payload.of_post(request), initial={"version": proposal.version}),
        may=lambda: rules.decline_proposal(proposal, by=request.person, now=request.now),
        act=lambda data: actions.decline_proposal(
            proposal,
            by=request.person,
            version=data["version"],
            reason=data["reason"],
            now=request.now,
        ),
        said=lambda row: _answer(request, row, _("You declined the proposal.")),
        page=FormPage(
            template="marketplace/decline_proposal.html", context=lambda: {"proposal": proposal}
        ),
    )


def _version_view(act: Callable[..., Proposal], message: object) -> Callable[..., Any]:
    """A view for a verb that carries nothing but the version that it was drawn from."""

    @signed_in
    @require_POST
    def view(request: PersonRequest, proposal_id: int) -> HttpResponse:
        proposal = find_proposal(request.person, proposal_id)
        version = cleaned(VersionForm(payload.read(request)))["version"]
        row = act(proposal, by=request.person, version=version, now=request.now)
        return _answer(request, row, message)

    return view


withdraw_proposal = _version_view(
    actions.withdraw_proposal, gettext_lazy("Your proposal is withdrawn.")
)
release_proposal = _version_view(
    actions.release_proposal,
    gettext_lazy("The award is released and your request is open again."),
)


@signed_in
@require_POST
def sort_proposal(request: PersonRequest, proposal_id: int) -> HttpResponse:
    """The page it was pressed on stays and draws the card anew: no push does, for nobody else is told."""
    row = actions.sort_proposal(
        find_proposal(request.person, proposal_id),
        by=request.person,
        triage=Proposal.Triage(cleaned(TriageForm(payload.read(request)))["triage"]),
    )
    card = f"proposal-{row.pk}-card"
    effects.announce("redraw", {"card": card})
    to = f"{reverse('job-manage', args=[row.request_id])}#{card}"
    return answer(request, to, _place_words(row), data=lambda: proposal_data(row), leave=False)


def _place_words(row: Proposal) -> str:
    """Where it stands among the proposals now."""
    return {
        Proposal.Triage.SHORTLISTED.value: _("It is on your shortlist."),
        Proposal.Triage.ARCHIVED.value: _("It is archived."),
    }.get(row.triage, _("It stands among the others again."))


def _answer(request: PersonRequest, row: Proposal, message: object) -> HttpResponse:
    """The owner goes on to all proposals, the coach to the own one."""
    owner = row.request.student_id == request.person.pk
    to = reverse("job-manage", args=[row.request_id]) if owner else row.get_absolute_url()
    return answer(request, to, message, data=lambda: proposal_data(row))
