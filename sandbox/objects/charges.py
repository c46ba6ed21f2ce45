"""Charges: one attempt at a card each, and what it did to the balance."""

from sandbox import clock, shown
from sandbox.call import Call
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.objects import balance
from sandbox.objects.payment_methods import nobody
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body

SECONDS_UNTIL_AVAILABLE = 3 * clock.DAY
# What Stripe keeps of a charge in the sandbox's country, in hundredths of a per cent and minor units.
FEE_RATE = 150
FEE_FIXED = 25
MESSAGES = {
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "expired_card": "Your card has expired.",
    "insufficient_funds": "Your card has insufficient funds.",
}
DECLINED = "Your card was declined."


def succeed(call: Call, intent: Body, method: Body) -> Body:
    charge = _charge(call, intent, method)
    charge |= {"amount_captured": charge["amount"], "captured": True, "paid": True}
    charge |= {"outcome": _outcome("authorized", None), "status": "succeeded"}
    call.store.add(charge, call.account)
    entry = balance.post(
        call, "charge", charge["amount"], charge,
        fee=fee_of(charge["amount"]), available_on=call.now + SECONDS_UNTIL_AVAILABLE,
    )  # fmt: skip
    call.store.save(charge, balance_transaction=entry["id"])
    tell(call, "charge.succeeded", charge)
    return charge


def fail(call: Call, intent: Body, method: Body, code: str, decline_code: str) -> Body:
    charge = _charge(call, intent, method)
    reason = decline_code or code
    charge |= {
        "failure_code": code,
        "failure_message": MESSAGES.get(reason, DECLINED),
        "outcome": _outcome("issuer_declined", reason),
        "status": "failed",
    }
    call.store.add(charge, call.account)
    tell(call, "charge.failed", charge)
    return charge


def fee_of(amount: int) -> int:
    """Rounded half up."""
    return (amount * FEE_RATE + 5_000) // 10_000 + FEE_FIXED


def _outcome(kind: str, reason: str | None) -> Body:
    declined = kind == "issuer_declined"
    return {
        "network_status": "declined_by_network" if declined else "approved_by_network",
        "reason": reason,
        "risk_level": "normal",
        "seller_message": "The bank did not accept it." if declined else "Payment complete.",
        "type": kind,
    }


def _charge(call: Call, intent: Body, method: Body) -> Body:
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "balance_transaction": None,
        "billing_details": nobody(),
        "captured": False,
        "created": call.now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"card": _card_details(method), "type": "card"},
        "receipt_email": None,
        "refunded": False,
        "status": "pending",
        "transfer_group": intent["transfer_group"],
    }


def _card_details(method: Body) -> Body:
    names = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
    )
    return {name: method["card"][name] for name in names} | {"network": method["card"]["brand"]}


@route("GET", "/v1/charges/*")
def retrieve(call: Call) -> Body:
    return call.object("charge", call.ids[0])


@route("GET", "/v1/charges", *OF_EVERY_LIST, "customer", "payment_intent", "transfer_group")
def find(call: Call) -> Body:
    wanted = {name: call.text(name) for name in ("customer", "payment_intent", "transfer_group")}
    return shown.listing(call, "charge", "/v1/charges", **wanted)
