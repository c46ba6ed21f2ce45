"""Transfers from the platform to a connected account, and back."""

from sandbox import shown
from sandbox.call import Call
from sandbox.errors import refusal
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.objects import accounts, balance
from sandbox.objects.payment_methods import nobody
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body

TAKES = (
    "amount", "currency", "destination", "source_transaction", "transfer_group", "description", "metadata",
)  # fmt: skip


@route("POST", "/v1/transfers", *TAKES)
def create(call: Call) -> Body:
    amount, currency = call.amount(), call.currency()
    account = _able_account(call)
    since = _money_from(call, amount, currency)
    transfer = _transfer(call, amount, currency)
    payment = _payment(call, transfer)
    call.store.add(transfer)
    entry = balance.post(call, "transfer", -amount, transfer, available_on=since)
    call.store.add(payment, account["id"])
    theirs = balance.post(
        call, "payment", amount, payment, available_on=since, account=account["id"]
    )
    call.store.save(payment, balance_transaction=theirs["id"])
    call.store.save(transfer, balance_transaction=entry["id"], destination_payment=payment["id"])
    tell(call, "transfer.created", transfer)
    return transfer


def _able_account(call: Call) -> Body:
    account = accounts.own(call, call.needed("destination"), "destination")
    if account["capabilities"].get("transfers") != "active":
        message = (
            "Your destination account needs to have at least the `transfers` capability enabled."
        )
        raise refusal("insufficient_capabilities_for_transfer", message)
    return account


def _money_from(call: Call, amount: int, currency: str) -> int:
    """When what is transferred is available: with its charge, or now. Raises ApiError."""
    if source := call.text("source_transaction"):
        charge = call.object("charge", source, "source_transaction")
        _refuse_more_than_was_charged(call, charge, amount, currency)
        entry = call.object("balance_transaction", charge["balance_transaction"])
        return max(call.now, int(entry["available_on"]))
    if balance.available(call, "", currency) < amount:
        raise refusal(
            "balance_insufficient", "You have insufficient available funds in your account."
        )
    return call.now


def _refuse_more_than_was_charged(call: Call, charge: Body, amount: int, currency: str) -> None:
    if charge["status"] != "succeeded":
        raise refusal("transfers_not_allowed", f"Charge {charge['id']} has not succeeded.")
    if charge["currency"] != currency:
        message = (
            "The currency of source_transaction's balance transaction must be that of the transfer."
        )
        raise refusal("balance_invalid_parameter", message, param="currency")
    earlier = call.store.find("transfer", source_transaction=charge["id"])
    moved = sum(each["amount"] - each["amount_reversed"] for each in earlier)
    if moved + amount > charge["amount"]:
        message = "Transfers using this transaction as a source must not exceed the source amount."
        raise refusal("amount_too_large", message, param="amount")


def _transfer(call: Call, amount: int, currency: str) -> Body:
    transfer_id = new_id("tr")
    return {
        "id": transfer_id,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": call.now,
        "currency": currency,
        "description": call.text("description"),
        "destination": call.text("destination"),
        "destination_payment": None,
        "livemode": False,
        "metadata": call.metadata(),
        "reversals": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/transfers/{transfer_id}/reversals",
        },
        "reversed": False,
        "source_transaction": call.text("source_transaction"),
        "source_type": "card",
        "transfer_group": call.text("transfer_group"),
    }


def _payment(call: Call, transfer: Body) -> Body:
    """The same money as the account sees it come."""
    return {
        "id": new_id("py"),
        "object": "charge",
        "amount": transfer["amount"],
        "amount_captured": transfer["amount"],
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": nobody(),
        "captured": True,
        "created": call.now,
        "currency": transfer["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": {},
        "paid": True,
        "refunded": False,
        "source_transfer": transfer["id"],
        "status": "succeeded",
    }


@route("GET", "/v1/transfers/*")
def retrieve(call: Call) -> Body:
    return call.object("transfer", call.ids[0])


@route("GET", "/v1/transfers", *OF_EVERY_LIST, "destination", "transfer_group")
def find(call: Call) -> Body:
    wanted = {name: call.text(name) for name in ("destination", "transfer_group")}
    return shown.listing(call, "transfer", "/v1/transfers", **wanted)


# --- back -------------------------------------------------------------------------------------


@route("POST", "/v1/transfers/*/reversals", "amount", "description", "metadata")
def reverse(call: Call) -> Body:
    transfer = call.object("transfer", call.ids[0])
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = call.amount() if call.text("amount") else left
    _refuse_reversal(call, transfer, amount, left)
    reversal: Body = {
        "id": new_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": None,
        "created": call.now,
        "currency": transfer["currency"],
        "destination_payment_refund": None,
        "metadata": call.metadata(),
        "source_refund": None,
        "transfer": transfer["id"],
    }
    call.store.add(reversal)
    entry = balance.post(call, "transfer_refund", amount, reversal)
    balance.post(call, "payment_refund", -amount, reversal, account=transfer["destination"])
    call.store.save(reversal, balance_transaction=entry["id"])
    _note_reversal(call, transfer, reversal)
    return reversal


def _refuse_reversal(call: Call, transfer: Body, amount: int, left: int) -> None:
    if amount > left:
        message = f"Transfer reversal amount ({amount}) is greater than the amount left ({left})."
        raise refusal("amount_too_large", message, param="amount")
    if balance.total(call, transfer["destination"], transfer["currency"]) < amount:
        message = "The connected account has insufficient funds for this reversal."
        raise refusal("balance_insufficient", message)


def _note_reversal(call: Call, transfer: Body, reversal: Body) -> None:
    total = transfer["amount_reversed"] + reversal["amount"]
    transfer["reversals"]["data"].insert(0, reversal)
    call.store.save(transfer, amount_reversed=total, reversed=total == transfer["amount"])
    tell(call, "transfer.reversed", transfer)


@route("GET", "/v1/transfers/*/reversals", "limit", "starting_after", "ending_before")
def reversals(call: Call) -> Body:
    transfer = call.object("transfer", call.ids[0])
    url = f"/v1/transfers/{transfer['id']}/reversals"
    return shown.listing(call, "transfer_reversal", url, transfer=transfer["id"])
