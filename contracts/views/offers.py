"""Making a contract, and answering the offer."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from contracts import actions, rules
from contracts.access import find_contract
from contracts.errors import ProposalNotAccepted
from contracts.forms import CounterForm, DeclineForm, TermsForm, initial_of
from contracts.period import local_day
from contracts.preview import preview_typed
from contracts.queries import standing_contract
from contracts.terms import terms_from_proposal, terms_of
from contracts.views.verbs import (
    ReasonWords,
    TermsWords,
    reason_form,
    terms_form,
    version_action,
)
from core import payload
from core.bidi import isolated
from core.views import form_methods
from marketplace.access import find_proposal
from marketplace.models import Proposal


@signed_in
@form_methods
def create_contract(request: PersonRequest, proposal_id: int) -> HttpResponse:
    """Version 1 from an accepted proposal. Where a contract stands already, its page."""
    proposal = find_proposal(request.person, proposal_id)
    standing = standing_contract(proposal, now=request.now)
    if standing is not None and request.method != "POST":
        return redirect(standing)
    if proposal.accepted_terms is None:
        raise ProposalNotAccepted(subject=proposal)
    terms = terms_from_proposal(proposal, now=request.now)
    form = TermsForm(
        payload.of_post(request), currency=proposal.request.currency, initial=initial_of(terms)
    )
    return terms_form(
        request,
        form,
        proposal=proposal,
        terms=terms,
        back=reverse("contract-list"),
        may=lambda: rules.offer(proposal, by=request.person, now=request.now),
        act=lambda _data: actions.offer_contract(
            proposal, by=request.person, now=request.now, **form.arguments()
        ),
        words=TermsWords(
            title=_("Create the contract"),
            lead=_lead(proposal, request.person),
            submit=_("Send the contract"),
            sent=_("The contract was sent."),
        ),
        is_new=True,
    )


def _lead(proposal: Proposal, sender: User) -> str:
    """What an offer is about, and what the other side can do with it."""
    student, coach = proposal.request.student, proposal.coach
    other = coach if student.pk == sender.pk else student
    named = {"title": isolated(proposal.request.title), "name": other.get_short_name()}
    return _("“%(title)s”. %(name)s then accepts, sends other terms or declines.") % named


@signed_in
@require_POST
def preview_terms(request: PersonRequest, proposal_id: int) -> HttpResponse:
    """What the terms typed so far would mean; changes nothing."""
    proposal = find_proposal(request.person, proposal_id)
    context = {
        "preview": preview_typed(payload.read(request), proposal=proposal),
        "preview_url": reverse("contract-preview", args=[proposal.pk]),
    }
    return render(request, "contracts/_preview.html", context)


@signed_in
@form_methods
def counter_contract(request: PersonRequest, contract_id: int) -> HttpResponse:
    """Other terms in answer to the open offer; what began in the past begins today."""
    contract = find_contract(request.person, contract_id)
    version = contract.open_or_newest_version()
    today, terms = local_day(request.now, version.timezone), terms_of(version)
    terms = replace(terms, start_date=max(terms.start_date, today))
    form = CounterForm(
        payload.of_post(request),
        currency=contract.currency,
        initial={**initial_of(terms), "version_number": version.number},
    )
    return terms_form(
        request,
        form,
        proposal=contract.proposal,
        terms=terms,
        back=contract.get_absolute_url(),
        may=lambda: rules.counter(version, by=request.person, now=request.now),
        act=lambda _data: actions.counter_contract(
            contract, by=request.person, now=request.now, **form.arguments()
        ),
        words=TermsWords(
            title=_("Send other terms"),
            lead=_lead(contract.proposal, request.person),
            submit=_("Send these terms"),
            sent=_("Your terms were sent."),
        ),
    )


@signed_in
@require_POST
def accept_contract(request: PersonRequest, contract_id: int) -> HttpResponse:
    message = _("The contract is active.")
    return version_action(request, contract_id, actions.accept_contract, message)


@signed_in
@require_POST
def withdraw_contract(request: PersonRequest, contract_id: int) -> HttpResponse:
    message = _("Your terms were withdrawn.")
    return version_action(request, contract_id, actions.withdraw_contract, message)


@signed_in
@form_methods
def decline_contract(request: PersonRequest, contract_id: int) -> HttpResponse:
    """Refuse the open offer, with a reason or without."""
    contract = find_contract(request.person, contract_id)
    version = contract.open_or_newest_version()
    return reason_form(
        request,
        contract,
        DeclineForm(payload.of_post(request), initial={"version_number": version.number}),
        may=lambda: rules.decline(version, by=request.person, now=request.now),
        act=lambda data: actions.decline_contract(
            contract, by=request.person, now=request.now, **data
        ),
        words=ReasonWords(
            title=_("Decline these terms"),
            explained=_(
                "If they answered earlier terms, those stand again for 48 hours at least. "
                "Else the offer is over, and either of you can make a new one."
            ),
            submit=_("Decline"),
            done=_("You declined these terms."),
            danger=True,
        ),
    )
