"""Refunds: money back to the card, which may still fail days later."""

from sandbox import shown
from sandbox.call import Call
from sandbox.errors import refusal, wrong_param
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.objects import balance
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body

TAKES = ("amount", "charge", "payment_intent", "reason", "metadata")
REASONS = {"duplicate", "fraudulent", "requested_by_customer"}


@route("POST", "/v1/refunds", *TAKES)
def create(call: Call) -> Body:
    charge = _charge_meant(call)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = call.amount() if call.text("amount") else left
    _refuse_what_cannot_be(charge, amount, left)
    reason = call.text("reason")
    if reason and reason not in REASONS:
        raise wrong_param(f"Invalid reason: {reason}", "reason")
    return give_back(call, charge, amount, reason, call.metadata())


def give_back(call: Call, charge: Body, amount: int, reason: str | None, metadata: Body) -> Body:
    refund = _refund(call, charge, amount, reason, metadata)
    call.store.add(refund, call.account)
    entry = balance.post(call, "refund", -amount, refund)
    call.store.save(refund, balance_transaction=entry["id"])
    total = charge["amount_refunded"] + amount
    whole = total == charge["amount_captured"]
    call.store.save(charge, amount_refunded=total, refunded=whole)
    tell(call, "refund.created", refund)
    tell(call, "charge.refunded", charge)
    return refund


def fail(call: Call, refund: Body, reason: str = "lost_or_stolen_card") -> Body:
    """The card's bank sends it back: the money is the platform's again."""
    entry = balance.post(call, "refund_failure", refund["amount"], refund)
    changes = {"failure_reason": reason, "failure_balance_transaction": entry["id"]}
    call.store.save(refund, status="failed", **changes)
    charge = call.object("charge", refund["charge"])
    less = charge["amount_refunded"] - refund["amount"]
    call.store.save(charge, amount_refunded=less, refunded=False)
    tell(call, "refund.updated", refund)
    tell(call, "refund.failed", refund)
    return refund


def _charge_meant(call: Call) -> Body:
    if named := call.text("charge"):
        return call.object("charge", named, "charge")
    intent = call.object("payment_intent", call.needed("payment_intent"), "payment_intent")
    if intent["status"] != "succeeded":
        message = (
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        )
        raise refusal("payment_intent_unexpected_state", message)
    return call.object("charge", intent["latest_charge"])


def _refuse_what_cannot_be(charge: Body, amount: int, left: int) -> None:
    if charge["disputed"] and "_won_back" not in charge:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise refusal("charge_disputed", message)
    if not left:
        message = f"Charge {charge['id']} has already been refunded."
        raise refusal("charge_already_refunded", message)
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})."
        raise refusal("amount_too_large", message, param="amount")


def _refund(call: Call, charge: Body, amount: int, reason: str | None, metadata: Body) -> Body:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": call.now,
        "currency": charge["currency"],
        "destination_details": {
            "card": {"reference_status": "pending", "type": "refund"},
            "type": "card",
        },
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


@route("GET", "/v1/refunds/*")
def retrieve(call: Call) -> Body:
    return call.object("refund", call.ids[0])


@route("GET", "/v1/refunds", *OF_EVERY_LIST, "charge", "payment_intent")
def find(call: Call) -> Body:
    wanted = {name: call.text(name) for name in ("charge", "payment_intent")}
    return shown.listing(call, "refund", "/v1/refunds", **wanted)
