"""Pausing a contract, or ending it early: one side asks, the other agrees or not."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import PersonRequest, signed_in
from contracts import actions, rules
from contracts.access import find_contract
from contracts.forms import AskForm
from contracts.views.verbs import ReasonWords, contract_action, reason_form
from core import payload
from core.views import form_methods


@signed_in
@form_methods
def propose_pause(request: PersonRequest, contract_id: int) -> HttpResponse:
    """Ask for a pause, with a reason or without."""
    contract = find_contract(request.person, contract_id)
    return reason_form(
        request,
        contract,
        AskForm(payload.of_post(request), initial={"version": contract.version}),
        may=lambda: rules.propose_pause(contract, by=request.person),
        act=lambda data: actions.propose_pause(
            contract, by=request.person, now=request.now, **data
        ),
        words=ReasonWords(
            title=_("Ask for a pause"),
            explained=_(
                "Once the other side agrees, nothing can be booked until one of you resumes, "
                "30 days at most. The end date moves by the days of the pause."
            ),
            submit=_("Ask for a pause"),
            done=_("You asked for a pause."),
        ),
    )


@signed_in
@require_POST
def accept_pause(request: PersonRequest, contract_id: int) -> HttpResponse:
    message = _("The contract is paused.")
    return contract_action(request, contract_id, actions.accept_pause, message)


@signed_in
@require_POST
def resume_contract(request: PersonRequest, contract_id: int) -> HttpResponse:
    message = _("The contract goes on.")
    return contract_action(request, contract_id, actions.resume_contract, message)


@signed_in
@form_methods
def propose_completion(request: PersonRequest, contract_id: int) -> HttpResponse:
    """Ask to end the contract early, with a reason or without."""
    contract = find_contract(request.person, contract_id)
    return reason_form(
        request,
        contract,
        AskForm(payload.of_post(request), initial={"version": contract.version}),
        may=lambda: rules.propose_completion(contract, by=request.person),
        act=lambda data: actions.propose_completion(
            contract, by=request.person, now=request.now, **data
        ),
        words=ReasonWords(
            title=_("Ask to end the contract early"),
            explained=_(
                "Once the other side agrees, the contract is completed. "
                "Sessions without a time are not held, nor charged."
            ),
            submit=_("Ask to end it"),
            done=_("You asked to end the contract."),
        ),
    )


@signed_in
@require_POST
def accept_completion(request: PersonRequest, contract_id: int) -> HttpResponse:
    message = _("The contract is completed.")
    return contract_action(request, contract_id, actions.accept_completion, message)


@signed_in
@require_POST
def decline_motion(request: PersonRequest, contract_id: int) -> HttpResponse:
    message = _("You declined.")
    return contract_action(request, contract_id, actions.decline_motion, message)


@signed_in
@require_POST
def withdraw_motion(request: PersonRequest, contract_id: int) -> HttpResponse:
    message = _("You took it back.")
    return contract_action(request, contract_id, actions.withdraw_motion, message)
