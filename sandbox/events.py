"""What happened, told to who listens: one Event object, and one delivery per endpoint."""

from dataclasses import dataclass

from sandbox import clock, faults
from sandbox.call import Call
from sandbox.ids import new_id
from sandbox.shown import shown
from sandbox.store import Body, Store

API_VERSION = "2026-10-28.endive"


@dataclass(frozen=True)
class Endpoint:
    """Where webhooks go. With `connect` it hears of connected accounts, else of the platform."""

    url: str
    secret: str
    connect: bool = False


def listen(store: Store, endpoints: list[Endpoint]) -> None:
    """From now on these and no others are told."""
    with store.transaction():
        store.keep("endpoints", [vars(each) for each in endpoints])


def tell(call: Call, name: str, about: Body, account: str | None = None) -> Body:
    """Write that `name` happened to `about`, in the transaction in which it did."""
    account = call.account if account is None else account
    ears = [Endpoint(**each) for each in call.store.fact("endpoints", [])]
    ears = [each for each in ears if each.connect is bool(account)]
    event = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": call.now,
        "data": {"object": shown(about, call.now)},
        "livemode": False,
        "pending_webhooks": len(ears),
        "request": {"id": call.request_id, "idempotency_key": call.key},
        "type": name,
    }
    if account:
        event["account"] = account
    call.store.add(event, account)
    _deliver(call.store, event, ears)
    return event


def _deliver(store: Store, event: Body, ears: list[Endpoint]) -> None:
    plan = faults.plan_of_next_webhook(store) if ears else faults.AS_IT_IS
    due = clock.now(store)
    for number, ear in enumerate(ears * plan.times):
        secret = plan.secret or ear.secret
        statement = "INSERT INTO deliveries (event, url, secret, due) VALUES (?, ?, ?, ?)"
        store.rows(statement, event["id"], ear.url, secret, due + plan.seconds + number * 1e-6)
    if ears and plan.waits_for_the_next:
        store.keep("held", event["id"])
    elif ears and (held := store.fact("held")):
        store.rows("UPDATE deliveries SET due = ? WHERE event = ?", due + 1e-3, held)
        store.keep("held", None)
    if not plan.times:
        store.save(event, pending_webhooks=0)
