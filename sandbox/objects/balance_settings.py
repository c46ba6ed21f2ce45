"""How a balance is kept: when it goes to the bank by itself, and how much stays."""

from sandbox.call import Call
from sandbox.routes import route
from sandbox.store import Body


@route("GET", "/v1/balance_settings")
def retrieve(call: Call) -> Body:
    kept: Body = call.store.fact(f"balance_settings:{call.account}", {})
    payouts: Body = {
        "minimum_balance_by_currency": kept.get("minimum"),
        "schedule": {"interval": kept.get("interval", "manual")},
        "status": "enabled",
    }
    return {
        "object": "balance_settings",
        "payments": {
            "debit_negative_balances": kept.get("debits", False),
            "payouts": payouts,
            "settlement_timing": {"delay_days": 3},
        },
    }


@route("POST", "/v1/balance_settings", "payments")
def update(call: Call) -> Body:
    asked = call.group("payments")
    payouts = asked.get("payouts", {})
    kept: Body = call.store.fact(f"balance_settings:{call.account}", {})
    if "schedule" in payouts:
        kept["interval"] = payouts["schedule"]["interval"]
    if "minimum_balance_by_currency" in payouts:
        floors = payouts["minimum_balance_by_currency"].items()
        kept["minimum"] = {currency: int(amount) for currency, amount in floors}
    if "debit_negative_balances" in asked:
        kept["debits"] = asked["debit_negative_balances"] == "true"
    call.store.keep(f"balance_settings:{call.account}", kept)
    return retrieve(call)
