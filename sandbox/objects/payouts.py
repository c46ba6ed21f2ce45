"""Payouts: from a balance to a bank, by hand or by schedule, two days on the way."""

import time

from sandbox import clock, shown
from sandbox.call import Call
from sandbox.errors import refusal
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.objects import balance
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body
from sandbox.timers import by_itself, remind

SECONDS_ON_THE_WAY = 2 * clock.DAY
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@route("POST", "/v1/payouts", "amount", "currency", "description", "metadata", "method")
def create(call: Call) -> Body:
    amount, currency = call.amount(), call.currency()
    if balance.available(call, call.account, currency) < amount:
        raise refusal("balance_insufficient", "You have insufficient funds for this payout.")
    return send(call, amount, currency, is_automatic=False)


def send(call: Call, amount: int, currency: str, *, is_automatic: bool) -> Body:
    payout: Body = {
        "id": new_id("po"),
        "object": "payout",
        "amount": amount,
        "arrival_date": call.now + SECONDS_ON_THE_WAY,
        "automatic": is_automatic,
        "balance_transaction": None,
        "created": call.now,
        "currency": currency,
        "description": call.text("description"),
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": call.metadata(),
        "method": "standard",
        "reconciliation_status": "completed" if is_automatic else "not_applicable",
        "source_type": "card",
        "status": "pending",
        "type": "bank_account",
    }
    call.store.add(payout, call.account)
    entry = balance.post(call, "payout", -amount, payout)
    call.store.save(payout, balance_transaction=entry["id"])
    tell(call, "payout.created", payout)
    remind(call.store, payout["arrival_date"], arrive, payout["id"])
    return payout


@by_itself
def arrive(call: Call, payout_id: str) -> None:
    payout = call.store.get(payout_id)
    if payout and payout["status"] == "pending":
        call.store.save(payout, status="paid")
        tell(call, "payout.paid", payout, call.store.account_of(payout_id))


def fail(call: Call, payout: Body) -> None:
    """The bank sends it back: the money is in the balance again."""
    back = balance.post(call, "payout_failure", payout["amount"], payout)
    words = {
        "failure_code": "account_closed",
        "failure_message": "The bank account has been closed.",
    }
    call.store.save(payout, status="failed", failure_balance_transaction=back["id"], **words)
    tell(call, "payout.failed", payout)


@route("POST", "/v1/payouts/*/cancel")
def cancel(call: Call) -> Body:
    payout = call.object("payout", call.ids[0])
    if payout["status"] != "pending":
        message = f"Payouts can only be canceled while they are pending, not {payout['status']}."
        raise refusal("payout_unexpected_state", message)
    balance.post(call, "payout_cancel", payout["amount"], payout)
    call.store.save(payout, status="canceled")
    tell(call, "payout.canceled", payout)
    return payout


@route("GET", "/v1/payouts/*")
def retrieve(call: Call) -> Body:
    return call.object("payout", call.ids[0])


@route("GET", "/v1/payouts", *OF_EVERY_LIST, "status")
def find(call: Call) -> Body:
    return shown.listing(call, "payout", "/v1/payouts", status=call.text("status"))


# --- by schedule ------------------------------------------------------------------------------


def begin_schedule(call: Call, account_id: str) -> None:
    """From the next midnight (UTC) on, once per account."""
    name = f"schedule:{account_id}"
    if not call.store.fact(name):
        call.store.keep(name, True)
        remind(call.store, _next_midnight(call.now), pay_out, account_id)


def _next_midnight(now: int) -> int:
    return (now // clock.DAY + 1) * clock.DAY


@by_itself
def pay_out(call: Call, account_id: str) -> None:
    """Send what is available, if today is the day; and look again tomorrow."""
    account = call.store.get(account_id)
    if account is None:
        return
    schedule = account["settings"]["payouts"]["schedule"]
    if account["payouts_enabled"] and is_day(schedule, call.now):
        own = Call(call.store, call.now, account=account_id)
        for currency, amount in balance.availables(own, account_id).items():
            if amount > 0:
                send(own, amount, currency, is_automatic=True)
    remind(call.store, _next_midnight(call.now), pay_out, account_id)


def is_day(schedule: Body, now: int) -> bool:
    today = time.gmtime(now)
    if schedule["interval"] == "weekly":
        return DAYS.index(schedule["weekly_anchor"]) == today.tm_wday
    if schedule["interval"] == "monthly":
        return today.tm_mday == int(schedule["monthly_anchor"])
    return bool(schedule["interval"] == "daily")
