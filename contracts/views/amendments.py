"""Changing the terms of a running contract."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import PersonRequest, signed_in
from contracts import actions, rules
from contracts.access import find_contract
from contracts.forms import AmendmentForm, DeclineForm, initial_of
from contracts.terms import running_terms
from contracts.views.verbs import (
    ReasonWords,
    TermsWords,
    reason_form,
    terms_form,
    version_action,
)
from core import payload
from core.actions import check
from core.bidi import isolated
from core.views import form_methods


@signed_in
@form_methods
def amend_contract(request: PersonRequest, contract_id: int) -> HttpResponse:
    """Other terms for a contract in force, which stand once the other party agrees."""
    contract = find_contract(request.person, contract_id)
    check(rules.running(contract))
    terms = running_terms(contract)
    form = AmendmentForm(
        payload.of_post(request),
        currency=contract.currency,
        initial={**initial_of(terms), "version": contract.version},
        keeps_start=True,
    )
    proposal, other = contract.proposal, contract.other_party(request.person)
    named = {"title": isolated(proposal.request.title), "name": other.get_short_name()}
    return terms_form(
        request,
        form,
        proposal=proposal,
        terms=terms,
        back=contract.get_absolute_url(),
        may=lambda: rules.propose_amendment(contract, by=request.person),
        act=lambda _data: actions.propose_amendment(
            contract, by=request.person, now=request.now, **form.arguments()
        ),
        words=TermsWords(
            title=_("Propose an amendment"),
            lead=_("“%(title)s”. The agreed terms stand until %(name)s accepts these.") % named,
            submit=_("Send the amendment"),
            sent=_("The amendment was sent."),
        ),
    )


@signed_in
@require_POST
def accept_amendment(request: PersonRequest, contract_id: int) -> HttpResponse:
    message = _("The new terms are in force.")
    return version_action(request, contract_id, actions.accept_amendment, message)


@signed_in
@require_POST
def withdraw_amendment(request: PersonRequest, contract_id: int) -> HttpResponse:
    message = _("The amendment was withdrawn.")
    return version_action(request, contract_id, actions.withdraw_amendment, message)


@signed_in
@form_methods
def decline_amendment(request: PersonRequest, contract_id: int) -> HttpResponse:
    """Refuse the open amendment, with a reason or without."""
    contract = find_contract(request.person, contract_id)
    version = contract.open_or_newest_version()
    return reason_form(
        request,
        contract,
        DeclineForm(payload.of_post(request), initial={"version_number": version.number}),
        may=lambda: rules.decline_amendment(version, by=request.person, now=request.now),
        act=lambda data: actions.decline_amendment(
            contract, by=request.person, now=request.now, **data
        ),
        words=ReasonWords(
            title=_("Decline the amendment"),
            explained=_("The agreed terms stay as they are."),
            submit=_("Decline the amendment"),
            done=_("You declined the amendment."),
            danger=True,
        ),
    )
