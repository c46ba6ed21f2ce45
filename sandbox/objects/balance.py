"""The balance of the platform and of each connected account: a sum of its transactions."""

from collections import Counter
from collections.abc import Iterable, Mapping

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
    "payout_cancel": "payout_reversal",
    "payout_failure": "payout_reversal",
    "refund": "refund",
    "refund_failure": "refund_failure",
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
    return availables(call, account).get(currency, 0)


def availables(call: Call, account: str) -> dict[str, int]:
    """The same by currency."""
    return _sums(each for each in _entries(call, account) if each["available_on"] <= call.now)


def total(call: Call, account: str, currency: str) -> int:
    """With what is not available yet."""
    return _sums(_entries(call, account)).get(currency, 0)


def _entries(call: Call, account: str) -> list[Body]:
    return call.store.find("balance_transaction", account)


def _sums(entries: Iterable[Body]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for each in entries:
        sums[each["currency"]] += each["net"]
    return sums


@route("GET", "/v1/balance")
def retrieve(call: Call) -> Body:
    ready, whole = availables(call, call.account), _sums(_entries(call, call.account))
    waiting = {currency: amount - ready.get(currency, 0) for currency, amount in whole.items()}
    return {
        "object": "balance",
        "available": _amounts({currency: ready.get(currency, 0) for currency in whole}),
        "livemode": False,
        "pending": _amounts(waiting),
    }


def _amounts(sums: Mapping[str, int]) -> list[Body]:
    return [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in sorted(sums.items())
    ]


@route("GET", "/v1/balance_transactions/*")
def retrieve_transaction(call: Call) -> Body:
    return call.object("balance_transaction", call.ids[0])


@route("GET", "/v1/balance_transactions", *OF_EVERY_LIST, "type", "source", "currency")
def find(call: Call) -> Body:
    wanted = {name: call.text(name) for name in ("type", "source", "currency")}
    return shown.listing(call, "balance_transaction", "/v1/balance_transactions", **wanted)
