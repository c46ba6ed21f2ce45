"""Making a contract, answering it, and changing what was agreed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import signed_in
from accounts.models import User
from contracts import actions
from contracts.actions.amendments import refuse_unless_amendment_to
from contracts.actions.motions import ready_for_a_motion
from contracts.actions.offers import refuse_unless_offered_to
from contracts.actions.steps import newest_version
from contracts.data import terms_data
from contracts.errors import NothingOpen
from contracts.forms import AskForm, DeclineForm, DrawnForm, TermsForm, VersionForm, initial_of
from contracts.models import Contract
from contracts.period import local_day
from contracts.preview import initial_preview, preview_of, preview_typed
from contracts.rules import (
    amending_refusal,
    completion_refusal,
    counter_refusal,
    offer_refusal,
    pause_refusal,
    refuse,
)
from contracts.terms import Terms, running_terms, terms_from_proposal, terms_of
from contracts.views.doors import (
    Verb,
    answered,
    cleaned,
    drawn_press,
    person,
    version_press,
    visible_contract,
)
from core import clock, payload
from core.errors import DomainError
from core.http import form_page, wants_json
from core.views import press
from marketplace.models import Proposal

form_methods = require_http_methods(["GET", "POST"])


def visible_proposal(request: HttpRequest, proposal_id: int) -> Proposal:
    mine = Proposal.objects.visible_to(person(request))
    return get_object_or_404(mine.select_related("request__student", "coach"), pk=proposal_id)


def terms_page(
    request: HttpRequest,
    form: TermsForm,
    *,
    proposal: Proposal,
    terms: Terms,
    context: Mapping[str, Any],
) -> HttpResponse:
    """The form of terms with what they mean beside it."""
    if wants_json(request) and not form.is_bound:
        return JsonResponse(
            {"currency": proposal.request.currency, "terms": terms_data(terms), **context["drawn"]}
        )
    bound = form.is_bound
    preview = (
        preview_of(form, proposal=proposal) if bound else initial_preview(terms, proposal=proposal)
    )
    return form_page(
        request,
        form=form,
        page="contracts/terms.html",
        fragment="contracts/_terms_form.html",
        context={
            "proposal": proposal,
            "preview": preview,
            "preview_url": reverse("contract-preview", args=[proposal.pk]),
            **context,
        },
    )


@signed_in
@form_methods
def create_contract(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Version 1 from an accepted proposal. Where a contract exists already, its page."""
    proposal, now = visible_proposal(request, proposal_id), clock.now()
    if request.method == "GET" and (standing := _standing(proposal, now)):
        return redirect("contract-detail", standing.pk)
    if request.method == "GET" or proposal.accepted_terms is None:
        refuse(offer_refusal(proposal))
    suggested = terms_from_proposal(proposal, now=now)
    form = TermsForm(_data(request), initial=initial_of(suggested))
    contract = press(
        form,
        lambda data: actions.offer_contract(
            proposal,
            by=person(request),
            terms=form.terms(),
            valid_days=data["valid_days"],
            now=now,
        ),
    )
    if contract:
        return answered(request, contract, _("The contract was sent."), status=201)
    context = {
        "title": _("Create the contract"),
        "submit": _("Send the contract"),
        "lead": _lead(proposal, request, answers=True),
        "drawn": {},
        "back": reverse("contract-list"),
    }
    return terms_page(request, form, proposal=proposal, terms=suggested, context=context)


def _standing(proposal: Proposal, now: datetime) -> Contract | None:
    """The contract that keeps another from being made."""
    contract = proposal.contracts.select_related("open_version").order_by("-pk").first()
    if contract is None or contract.activated_at:
        return contract
    version = contract.open_version
    return contract if version is not None and now < version.expires_at else None


def _lead(proposal: Proposal, request: HttpRequest, *, answers: bool) -> str:
    """What the form is about, and what the other side can do with it."""
    student, coach = proposal.request.student, proposal.coach
    other = coach if student.pk == person(request).pk else student
    named = {"title": proposal.request.title, "name": other.get_short_name()}
    if answers:
        return _("“%(title)s”. %(name)s then accepts, sends other terms or declines.") % named
    return _("“%(title)s”. The agreed terms stand until %(name)s accepts these.") % named


def _data(request: HttpRequest) -> Mapping[str, Any] | None:
    return payload.read(request) if request.method == "POST" else None


@signed_in
@require_POST
def preview_terms(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """What the terms typed so far would mean; changes nothing."""
    proposal = visible_proposal(request, proposal_id)
    context = {
        "preview": preview_typed(payload.read(request), proposal=proposal),
        "preview_url": reverse("contract-preview", args=[proposal.pk]),
    }
    return render(request, "contracts/_preview.html", context)


@signed_in
@form_methods
def counter_contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    contract, now = visible_contract(request, contract_id), clock.now()
    version = contract.open_version
    if version is None or contract.status != Contract.Status.OFFERED:
        raise NothingOpen(subject=contract.agreed_version or newest_version(contract))
    if request.method == "GET":
        refuse_unless_offered_to(contract, version, by=person(request), now=now)
        refuse(counter_refusal(contract, now=now))
    today = local_day(now, version.timezone)
    terms = terms_of(version)
    terms = replace(terms, start_date=max(terms.start_date, today))
    form = TermsForm(_data(request), initial=initial_of(terms))
    drawn = cleaned(VersionForm(payload.read(request))) if form.is_bound else {}
    countered = press(
        form,
        lambda data: actions.counter_contract(
            contract,
            by=person(request),
            terms=form.terms(),
            valid_days=data["valid_days"],
            now=now,
            **drawn,
        ),
    )
    if countered:
        return answered(request, countered, _("Your terms were sent."))
    context = {
        "title": _("Send other terms"),
        "submit": _("Send these terms"),
        "lead": _lead(contract.proposal, request, answers=True),
        "drawn": {"version_number": version.number},
        "back": reverse("contract-detail", args=[contract.pk]),
    }
    return terms_page(request, form, proposal=contract.proposal, terms=terms, context=context)


@signed_in
@form_methods
def amend_contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    contract, now = visible_contract(request, contract_id), clock.now()
    if request.method == "GET" or contract.agreed_version is None:
        refuse(amending_refusal(contract))
    terms = running_terms(contract)
    form = TermsForm(_data(request), initial=initial_of(terms), keeps_start=True)
    drawn = cleaned(DrawnForm(payload.read(request))) if form.is_bound else {}
    amended = press(
        form,
        lambda data: actions.propose_amendment(
            contract,
            by=person(request),
            terms=form.terms(),
            valid_days=data["valid_days"],
            now=now,
            **drawn,
        ),
    )
    if amended:
        return answered(request, amended, _("The amendment was sent."))
    context = {
        "title": _("Propose an amendment"),
        "submit": _("Send the amendment"),
        "lead": _lead(contract.proposal, request, answers=False),
        "drawn": {"version": contract.version},
        "back": reverse("contract-detail", args=[contract.pk]),
    }
    return terms_page(request, form, proposal=contract.proposal, terms=terms, context=context)


Barrier = Callable[[Contract, User, datetime], None]


def _answers_open(
    refuse_unless: Callable[..., None],
) -> Barrier:
    """Raises what an answer of this person to the open version would meet now."""

    def barrier(contract: Contract, by: User, now: datetime) -> None:
        version = contract.open_version or newest_version(contract)
        if version is not None:
            refuse_unless(contract, version, by=by, now=now)

    return barrier


def _asks(refusal: Callable[[Contract], DomainError | None]) -> Barrier:
    """Raises what asking the other party for it would meet now."""

    def barrier(contract: Contract, by: User, now: datetime) -> None:  # noqa: ARG001
        ready_for_a_motion(contract, contract.version)
        refuse(refusal(contract))

    return barrier


def _reason_view(
    verb: Verb,
    form_class: type[DeclineForm] | type[AskForm],
    *,
    barrier: Barrier,
    title: object,
    submit: object,
    message: object,
    explained: object,
    danger: bool = False,
) -> Any:
    """A view for a verb that takes a reason: its form as a page or in the drawer.

    Where `barrier` raises, no form is shown that could not be sent.
    """

    @signed_in
    @form_methods
    def view(request: HttpRequest, contract_id: int) -> HttpResponse:
        contract = visible_contract(request, contract_id)
        if request.method == "GET":
            barrier(contract, person(request), clock.now())
        number = contract.open_version.number if contract.open_version else None
        initial = {"version_number": number, "version": contract.version}
        form = form_class(_data(request), initial=initial)
        changed = press(
            form,
            lambda data: verb(contract, by=person(request), now=clock.now(), **data),
        )
        if changed:
            return answered(request, changed, message)
        context = {
            "title": title,
            "submit": submit,
            "explained": explained,
            "danger": danger,
            "contract": contract,
        }
        return form_page(
            request,
            form=form,
            page="contracts/reason.html",
            fragment="contracts/_reason_form.html",
            context=context,
        )

    return view


accept_contract = version_press(actions.accept_contract, gettext_lazy("The contract is active."))
withdraw_contract = version_press(
    actions.withdraw_contract, gettext_lazy("Your terms were withdrawn.")
)
accept_amendment = version_press(
    actions.accept_amendment, gettext_lazy("The new terms are in force.")
)
withdraw_amendment = version_press(
    actions.withdraw_amendment, gettext_lazy("The amendment was withdrawn.")
)
accept_pause = drawn_press(actions.accept_pause, gettext_lazy("The contract is paused."))
resume_contract = drawn_press(actions.resume_contract, gettext_lazy("The contract goes on."))
accept_completion = drawn_press(
    actions.accept_completion, gettext_lazy("The contract is completed.")
)
decline_motion = drawn_press(actions.decline_motion, gettext_lazy("You declined."))
withdraw_motion = drawn_press(actions.withdraw_motion, gettext_lazy("You took it back."))

decline_contract = _reason_view(
    actions.decline_contract,
    DeclineForm,
    barrier=_answers_open(refuse_unless_offered_to),
    title=gettext_lazy("Decline these terms"),
    submit=gettext_lazy("Decline"),
    message=gettext_lazy("You declined these terms."),
    explained=gettext_lazy(
        "If they answered earlier terms, those stand again for 48 hours at least. "
        "Else the offer is over, and either of you can make a new one."
    ),
    danger=True,
)
decline_amendment = _reason_view(
    actions.decline_amendment,
    DeclineForm,
    barrier=_answers_open(refuse_unless_amendment_to),
    title=gettext_lazy("Decline the amendment"),
    submit=gettext_lazy("Decline the amendment"),
    message=gettext_lazy("You declined the amendment."),
    explained=gettext_lazy("The agreed terms stay as they are."),
    danger=True,
)
propose_pause = _reason_view(
    actions.propose_pause,
    AskForm,
    barrier=_asks(pause_refusal),
    title=gettext_lazy("Ask for a pause"),
    submit=gettext_lazy("Ask for a pause"),
    message=gettext_lazy("You asked for a pause."),
    explained=gettext_lazy(
        "Once the other side agrees, nothing can be booked until one of you resumes, 30 days at most. "
        "The end date moves by the days of the pause."
    ),
)
propose_completion = _reason_view(
    actions.propose_completion,
    AskForm,
    barrier=_asks(completion_refusal),
    title=gettext_lazy("Ask to end the contract early"),
    submit=gettext_lazy("Ask to end it"),
    message=gettext_lazy("You asked to end the contract."),
    explained=gettext_lazy(
        "Once the other side agrees, the contract is completed. Sessions without a time are not held, "
        "nor charged."
    ),
)
