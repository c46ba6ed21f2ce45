"""Saving a card without charging it."""

from sandbox import shown
from sandbox.call import Call
from sandbox.cards import Card
from sandbox.errors import refusal
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.objects import payment_methods
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body


def make(call: Call, customer: str | None, description: str | None, metadata: Body) -> Body:
    intent_id = new_id("seti")
    intent: Body = {
        "id": intent_id,
        "object": "setup_intent",
        "cancellation_reason": None,
        "client_secret": f"{intent_id}_secret_{new_id('s')}",
        "created": call.now,
        "customer": customer,
        "description": description,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": metadata,
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "usage": "off_session",
    }
    return call.store.add(intent, call.account)


def succeed(call: Call, intent: Body, card: Card) -> Body:
    method = payment_methods.make(call, card, intent["customer"])
    call.store.save(intent, payment_method=method["id"], status="succeeded", last_setup_error=None)
    tell(call, "setup_intent.succeeded", intent)
    return intent


def fail(call: Call, intent: Body) -> Body:
    problem = {
        "type": "invalid_request_error",
        "code": "setup_intent_authentication_failure",
        "message": "The card could not be set up because its bank was not told yes.",
    }
    call.store.save(intent, last_setup_error=problem)
    tell(call, "setup_intent.setup_failed", intent)
    return intent


@route("POST", "/v1/setup_intents", "customer", "description", "metadata", "usage")
def create(call: Call) -> Body:
    customer = call.text("customer")
    if customer:
        call.object("customer", customer, "customer")
    return make(call, customer, call.text("description"), call.metadata())


@route("GET", "/v1/setup_intents/*")
def retrieve(call: Call) -> Body:
    return call.object("setup_intent", call.ids[0])


@route("GET", "/v1/setup_intents", *OF_EVERY_LIST, "customer")
def find(call: Call) -> Body:
    url = "/v1/setup_intents"
    return shown.listing(call, "setup_intent", url, customer=call.text("customer"))


@route("POST", "/v1/setup_intents/*/cancel", "cancellation_reason")
def cancel(call: Call) -> Body:
    intent = call.object("setup_intent", call.ids[0])
    if intent["status"] in {"succeeded", "canceled"}:
        message = (
            f"You cannot cancel this SetupIntent because it has a status of {intent['status']}."
        )
        raise refusal("setup_intent_unexpected_state", message)
    reason = call.text("cancellation_reason")
    call.store.save(intent, status="canceled", cancellation_reason=reason)
    tell(call, "setup_intent.canceled", intent)
    return intent
