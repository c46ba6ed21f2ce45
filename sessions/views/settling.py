"""Cancelling a contract: the settlement first, then the press."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from accounts.http import PersonRequest, signed_in
from contracts import rules as contract_rules
from contracts.models import Contract
from core import payload
from core.http import wants_json
from core.views import FormPage, answer, form_methods, form_press
from sessions import actions
from sessions.access import find_contract
from sessions.data import settlement_data
from sessions.forms.booking import CancelContractForm
from sessions.settlement import preview


@signed_in
@form_methods
def cancel_contract(request: PersonRequest, contract_id: int) -> HttpResponse:
    """What a cancel would do to each session and in money, and the cancel itself."""
    me, now = request.person, request.now
    contract = find_contract(me, contract_id)
    if wants_json(request) and request.method != "POST":
        return JsonResponse({"settlement": settlement_data(preview(contract, by=me, now=now))})
    return form_press(
        request,
        form=CancelContractForm(payload.of_post(request), initial={"version": contract.version}),
        may=lambda: contract_rules.cancel(contract, by=me),
        act=lambda data: actions.cancel_with_settlement(
            contract,
            by=me,
            version=data["version"],
            reason=data["reason"],
            seen=data["seen"],
            now=now,
        ),
        said=lambda cancelled: _answer(request, cancelled),
        page=FormPage(
            template="sessions/settlement.html",
            context=lambda: {
                "contract": contract,
                "settlement": preview(contract, by=me, now=now),
                "other": contract.other_party(me),
            },
        ),
    )


def _answer(request: PersonRequest, contract: Contract) -> HttpResponse:
    return answer(
        request,
        contract,
        _("The contract is cancelled."),
        data=lambda: {"contract": {"id": contract.pk, "status": contract.status}},
    )
