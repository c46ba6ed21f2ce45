"""The balance of the platform and of each connected account: a sum of its transactions."""

from sandbox import shown
from sandbox.call import Call
from sandbox.ids import new_id
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body

CATEGORIES = {
    "adjustment": "dispute",
    "charge": "charge",
    "payment": "charge",
    "payment_refund": "refund",
    "payout": "payout",
    "payout_failure": "payout_reversal",
    "refund": "refund",
    "refund_failure": "refund_failure",
    "topup": "topup",
    "transfer": "transfer",
    "transfer_refund": "transfer_reversal",
}


def post(
    call: Call,
    kind: str,
    amount: int,
    source: Body,
    *,
    fee: int = 0,
    available_on: int | None = None,
    account: str | None = None,
    category: str = "",
) -> Body:
    """Write what moved, in minor units; positive is towards the balance. Now available unless said."""
    currency = source["currency"]
    part = {"amount": fee, "currency": currency, "type": "stripe_fee"}
    entry: Body = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": call.now if available_on is None else available_on,
        "balance_type": "payments",
        "created": call.now,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [part] if fee else [],
        "net": amount - fee,
        "reporting_category": category or CATEGORIES[kind],
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
    return call.store.add(entry, call.account if account is None else account)


def available(call: Call, account: str, currency: str) -> int:
    """Minor units that this account could pay out now."""
    return sum(
        each["net"]
        for each in call.store.find("balance_transaction", account, currency=currency)
        if each["available_on"] <= call.now
    )


@route("GET", "/v1/balance")
def retrieve(call: Call) -> Body:
    sums: dict[bool, dict[str, int]] = {True: {}, False: {}}
    for each in call.store.find("balance_transaction", call.account):
        side = sums[each["available_on"] <= call.now]
        sums[True].setdefault(each["currency"], 0)
        sums[False].setdefault(each["currency"], 0)
        side[each["currency"]] += each["net"]
    return {
        "object": "balance",
        "available": _amounts(sums[True]),
        "livemode": False,
        "pending": _amounts(sums[False]),
    }


def _amounts(sums: dict[str, int]) -> list[Body]:
    return [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in sorted(sums.items())
    ]


@route("GET", "/v1/balance_transactions/*")
def retrieve_transaction(call: Call) -> Body:
    return call.object("balance_transaction", call.ids[0])


@route("GET", "/v1/balance_transactions", *OF_EVERY_LIST, "type", "source", "payout", "currency")
def find(call: Call) -> Body:
    wanted = {name: call.text(name) for name in ("type", "source", "currency")}
    if payout := call.text("payout"):
        wanted["_payout"] = payout
    return shown.listing(call, "balance_transaction", "/v1/balance_transactions", **wanted)
