"""Checkout sessions: a hosted page that takes one payment or saves one card."""

from sandbox import clock, shown
from sandbox.call import Call, positive
from sandbox.errors import refusal, wrong_param
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.objects import setup_intents
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body
from sandbox.timers import by_itself, remind

SHORTEST, LONGEST = 30 * clock.MINUTE, 24 * clock.HOUR
TAKES = (
    "mode", "success_url", "cancel_url", "customer", "client_reference_id", "metadata", "expires_at",
    "line_items", "payment_intent_data", "setup_intent_data", "payment_method_types", "currency", "locale",
)  # fmt: skip


@route("POST", "/v1/checkout/sessions", *TAKES)
def create(call: Call) -> Body:
    mode = call.needed("mode")
    if mode not in {"payment", "setup"}:
        raise wrong_param(f"Invalid mode: the sandbox has no {mode}.", "mode")
    customer = call.text("customer")
    if customer:
        call.object("customer", customer, "customer")
    session = _session(call, mode, customer)
    session |= _payment_part(call) if mode == "payment" else _setup_part(call, customer)
    call.store.add(session, call.account)
    remind(call.store, session["expires_at"], expire_by_itself, session["id"])
    return session


def _session(call: Call, mode: str, customer: str | None) -> Body:
    session_id = new_id("cs_test")
    return {
        "id": session_id,
        "object": "checkout.session",
        "after_expiration": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": call.text("cancel_url"),
        "client_reference_id": call.text("client_reference_id"),
        "created": call.now,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": customer,
        "expires_at": _end(call),
        "livemode": False,
        "locale": call.text("locale"),
        "metadata": call.metadata(),
        "mode": mode,
        "payment_intent": None,
        "payment_method_types": ["card"],
        "setup_intent": None,
        "shipping_options": [],
        "status": "open",
        "success_url": call.needed("success_url"),
        "ui_mode": "hosted_page",
        "url": f"{call.origin}/_sandbox/checkout/{session_id}",
    }


def _end(call: Call) -> int:
    if not call.text("expires_at"):
        return call.now + LONGEST
    end = positive(call.params["expires_at"], "expires_at")
    if not SHORTEST <= end - call.now <= LONGEST:
        message = "The `expires_at` timestamp must be from 30 minutes to 24 hours after creation."
        raise wrong_param(message, "expires_at")
    return end


def _payment_part(call: Call) -> Body:
    lines = call.params.get("line_items")
    if not isinstance(lines, list) or not lines:
        raise wrong_param("Missing required param: line_items.", "line_items", "parameter_missing")
    prices = [line["price_data"] for line in lines]
    currencies = {price["currency"] for price in prices}
    if len(currencies) > 1:
        raise wrong_param("All line items must have one currency.", "line_items")
    total = sum(map(_total, lines))
    return {
        "amount_subtotal": total,
        "amount_total": total,
        "currency": currencies.pop(),
        "payment_status": "unpaid",
        "_for_intent": call.group("payment_intent_data"),
        "_names": [price["product_data"]["name"] for price in prices],
    }


def _total(line: Body) -> int:
    price = positive(line["price_data"]["unit_amount"], "unit_amount")
    return price * positive(line.get("quantity", 1), "quantity")


def _setup_part(call: Call, customer: str | None) -> Body:
    if not call.text("currency") and not call.params.get("payment_method_types"):
        raise wrong_param("Missing required param: currency.", "currency", "parameter_missing")
    data = call.group("setup_intent_data")
    metadata = data.get("metadata") or {}
    intent = setup_intents.make(call, customer, data.get("description"), metadata)
    return {
        "amount_subtotal": None,
        "amount_total": None,
        "currency": call.text("currency"),
        "payment_status": "no_payment_required",
        "setup_intent": intent["id"],
    }


# --- what becomes of it -----------------------------------------------------------------------


def complete(call: Call, session: Body) -> Body:
    paid = "paid" if session["mode"] == "payment" else "no_payment_required"
    call.store.save(session, status="complete", payment_status=paid, url=None)
    tell(call, "checkout.session.completed", session)
    return session


def end(call: Call, session: Body) -> Body:
    call.store.save(session, status="expired", url=None)
    tell(call, "checkout.session.expired", session)
    return session


@by_itself
def expire_by_itself(call: Call, session_id: str) -> None:
    session = call.store.get(session_id)
    if session and session["status"] == "open":
        end(call, session)


@route("POST", "/v1/checkout/sessions/*/expire")
def expire(call: Call) -> Body:
    session = call.object("checkout.session", call.ids[0])
    if session["status"] != "open":
        message = f"Only Checkout Sessions that are open can be expired, not {session['status']}."
        raise refusal("checkout_session_unexpected_state", message)
    return end(call, session)


@route("GET", "/v1/checkout/sessions/*")
def retrieve(call: Call) -> Body:
    return call.object("checkout.session", call.ids[0])


@route("GET", "/v1/checkout/sessions", *OF_EVERY_LIST, "customer", "payment_intent", "status")
def find(call: Call) -> Body:
    wanted = {name: call.text(name) for name in ("customer", "payment_intent", "status")}
    return shown.listing(call, "checkout.session", "/v1/checkout/sessions", **wanted)
