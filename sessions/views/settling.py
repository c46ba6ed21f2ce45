"""Cancelling a contract: the settlement first, then the press."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import signed_in
from contracts.models import Contract
from core import clock, payload
from core.http import done, form_page, page_of, wants_json
from core.views import press
from sessions.data import settlement_data
from sessions.forms import CancelContractForm
from sessions.settlement import cancel_with_settlement, preview
from sessions.views.door import find_contract, person


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """What a cancel would do to each session and in money, and the cancel itself."""
    contract = find_contract(request, contract_id)
    me, now = person(request), clock.now()
    form = CancelContractForm(
        payload.read(request) if request.method == "POST" else None,
        initial={"version": contract.version},
    )
    if request.method == "POST" and form.is_valid():
        cancelled = press(
            form,
            lambda data: cancel_with_settlement(
                contract,
                by=me,
                version=data["version"],
                reason=data["reason"],
                seen=data["seen"],
                now=now,
            ),
        )
        if cancelled is not None:
            return _cancelled(request, cancelled)
    settlement = preview(contract, by=me, now=now)
    if wants_json(request) and request.method != "POST":
        return JsonResponse({"settlement": settlement_data(settlement)})
    return form_page(
        request,
        form=form,
        page="sessions/settlement.html",
        fragment="sessions/_settlement_form.html",
        context={
            "contract": contract,
            "settlement": settlement,
            "other": contract.coach if me.pk == contract.student_id else contract.student,
        },
    )


def _cancelled(request: HttpRequest, contract: Contract) -> HttpResponse:
    return done(
        request,
        to=f"/contracts/{contract.pk}",
        message=_("The contract is cancelled."),
        data={"contract": {"id": contract.pk, "status": contract.status}},
        leave=page_of(request) == request.path,
    )
