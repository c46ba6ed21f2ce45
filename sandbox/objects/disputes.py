"""Disputes: the owner of a card says that a charge was wrong, and the bank takes it back until a verdict."""

from sandbox import clock, shown
from sandbox.call import Call
from sandbox.errors import refusal
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.objects import balance
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body
from sandbox.timers import by_itself, remind

FEE = 2_000
SECONDS_FOR_EVIDENCE = 7 * clock.DAY
SECONDS_UNTIL_DISPUTED = clock.HOUR
OPEN = {"needs_response", "under_review", "warning_needs_response", "warning_under_review"}


def expect(call: Call, charge: Body) -> None:
    remind(call.store, call.now + SECONDS_UNTIL_DISPUTED, dispute_by_itself, charge["id"])


@by_itself
def dispute_by_itself(call: Call, charge_id: str) -> None:
    charge = call.store.get(charge_id)
    if charge and not charge["disputed"]:
        begin(call, charge)


def begin(
    call: Call, charge: Body, *, is_inquiry: bool = False, reason: str = "fraudulent"
) -> Body:
    """An inquiry only asks; a dispute takes the money, and a fee, at once."""
    dispute = _dispute(
        call, charge, reason, "warning_needs_response" if is_inquiry else "needs_response"
    )
    call.store.add(dispute)
    tell(call, "charge.dispute.created", dispute)
    if not is_inquiry:
        withdraw(call, dispute)
    remind(call.store, dispute["evidence_details"]["due_by"], lose_by_silence, dispute["id"])
    return dispute


def warn(call: Call, charge: Body) -> Body:
    """The card's bank suspects fraud. A dispute may follow, and a refund now would avoid it."""
    warning: Body = {
        "id": new_id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": True,
        "charge": charge["id"],
        "created": call.now,
        "fraud_type": "made_with_stolen_card",
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }
    call.store.add(warning)
    tell(call, "radar.early_fraud_warning.created", warning)
    return warning


def withdraw(call: Call, dispute: Body) -> None:
    charge = call.object("charge", dispute["charge"])
    call.store.save(charge, disputed=True)
    entry = balance.post(call, "adjustment", -dispute["amount"], dispute, fee=FEE)
    call.store.save(dispute, balance_transactions=[entry], status="needs_response")
    tell(call, "charge.dispute.funds_withdrawn", dispute)


def escalate(call: Call, dispute: Body) -> None:
    """The inquiry becomes a dispute."""
    withdraw(call, dispute)
    tell(call, "charge.dispute.updated", dispute)


def win(call: Call, dispute: Body) -> None:
    """The money comes back, the fee does not."""
    if not dispute["balance_transactions"]:
        return _close(call, dispute, "warning_closed")
    entry = balance.post(
        call, "adjustment", dispute["amount"], dispute, category="dispute_reversal"
    )
    entries = [*dispute["balance_transactions"], entry]
    call.store.save(dispute, balance_transactions=entries)
    charge = call.object("charge", dispute["charge"])
    call.store.save(charge, _won_back=True)
    tell(call, "charge.dispute.funds_reinstated", dispute)
    return _close(call, dispute, "won")


def lose(call: Call, dispute: Body) -> None:
    _close(call, dispute, "lost" if dispute["balance_transactions"] else "warning_closed")


def _close(call: Call, dispute: Body, status: str) -> None:
    call.store.save(dispute, status=status)
    tell(call, "charge.dispute.closed", dispute)


@by_itself
def lose_by_silence(call: Call, dispute_id: str) -> None:
    dispute = call.store.get(dispute_id)
    if dispute and dispute["status"] in {"needs_response", "warning_needs_response"}:
        lose(call, dispute)


def _dispute(call: Call, charge: Body, reason: str, status: str) -> Body:
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": charge["amount"] - charge["amount_refunded"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": call.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": call.now + SECONDS_FOR_EVIDENCE,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": status.startswith("warning"),
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": status,
    }


# --- addresses --------------------------------------------------------------------------------


@route("POST", "/v1/disputes/*", "evidence", "submit", "metadata")
def update(call: Call) -> Body:
    dispute = _open_dispute(call)
    dispute["evidence"] |= call.group("evidence")
    dispute["evidence_details"]["has_evidence"] = len(dispute["evidence"]) > 1
    if call.text("submit") != "false":
        dispute["evidence_details"]["submission_count"] += 1
        dispute["status"] = dispute["status"].replace("needs_response", "under_review")
    call.store.save(dispute, metadata=call.metadata(dispute["metadata"]))
    tell(call, "charge.dispute.updated", dispute)
    return dispute


@route("POST", "/v1/disputes/*/close")
def close(call: Call) -> Body:
    dispute = _open_dispute(call)
    lose(call, dispute)
    return dispute


def _open_dispute(call: Call) -> Body:
    dispute = call.object("dispute", call.ids[0])
    if dispute["status"] not in OPEN:
        message = f"This dispute is already closed: {dispute['status']}."
        raise refusal("dispute_unexpected_state", message)
    return dispute


@route("GET", "/v1/radar/early_fraud_warnings/*")
def retrieve_warning(call: Call) -> Body:
    return call.object("radar.early_fraud_warning", call.ids[0])


@route("GET", "/v1/disputes/*")
def retrieve(call: Call) -> Body:
    return call.object("dispute", call.ids[0])


@route("GET", "/v1/disputes", *OF_EVERY_LIST, "charge", "payment_intent")
def find(call: Call) -> Body:
    wanted = {name: call.text(name) for name in ("charge", "payment_intent")}
    return shown.listing(call, "dispute", "/v1/disputes", **wanted)
