"""Payment intents: one amount that somebody is to pay, over all attempts."""

from sandbox import shown
from sandbox.call import Call, positive
from sandbox.cards import BY_TOKEN, card_of
from sandbox.errors import ApiError, refusal, wrong_param
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.objects import charges, disputes, payment_methods
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body

SMALLEST = 50
OPEN = {"requires_payment_method", "requires_confirmation", "requires_action"}
TAKES = (
    "amount", "currency", "customer", "payment_method", "payment_method_types", "confirm", "off_session",
    "description", "metadata", "transfer_group", "setup_future_usage", "statement_descriptor_suffix",
    "error_on_requires_action", "return_url", "automatic_payment_methods",
)  # fmt: skip


def make(call: Call, amount: int, currency: str, customer: str | None, **more: object) -> Body:
    if amount < SMALLEST:
        raise wrong_param("Amount must be at least 50.", "amount", "amount_too_small")
    intent_id = new_id("pi")
    intent: Body = {
        "id": intent_id,
        "object": "payment_intent",
        "amount": amount,
        "amount_received": 0,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_{new_id('s')}",
        "confirmation_method": "automatic",
        "created": call.now,
        "currency": currency,
        "customer": customer,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "setup_future_usage": None,
        "status": "requires_payment_method",
        "transfer_group": None,
    }
    call.store.add(intent | more, call.account)
    tell(call, "payment_intent.created", intent | more)
    return intent | more


# --- what becomes of it -----------------------------------------------------------------------


def succeed(call: Call, intent: Body, method: Body) -> Body:
    """A card that is to be kept stays with its customer once it paid, not before."""
    if intent["setup_future_usage"] and intent["customer"] and method["customer"] is None:
        payment_methods.keep(call, method, intent["customer"])
    charge = charges.succeed(call, intent, method)
    call.store.save(
        intent,
        amount_received=intent["amount"],
        last_payment_error=None,
        latest_charge=charge["id"],
        next_action=None,
        payment_method=method["id"],
        status="succeeded",
    )
    tell(call, "payment_intent.succeeded", intent)
    if card_of(method).is_disputed:
        disputes.expect(call, charge)
    return intent


def fail(call: Call, intent: Body, method: Body, code: str, decline_code: str) -> ApiError:
    """The attempt failed; the answer says why and shows the intent, which can be tried again."""
    charge = charges.fail(call, intent, method, code, decline_code)
    problem: Body = {
        "type": "card_error",
        "code": code,
        "charge": charge["id"],
        "message": charge["failure_message"],
        "payment_method": shown.shown(method, call.now),
    }
    if decline_code:
        problem["decline_code"] = decline_code
    changes: Body = {"last_payment_error": problem, "latest_charge": charge["id"]}
    call.store.save(intent, status="requires_payment_method", payment_method=None, **changes)
    tell(call, "payment_intent.payment_failed", intent)
    fields = {name: value for name, value in problem.items() if name not in {"type", "message"}}
    seen = shown.shown(intent, call.now)
    return ApiError(402, problem["message"], kind="card_error", payment_intent=seen, **fields)


def attempt(call: Call, intent: Body, method: Body, *, with_person: bool) -> Body:
    """Charge the card as its bank would. Raises ApiError where it refuses."""
    card = card_of(method)
    if card.code:
        raise fail(call, intent, method, card.code, card.decline_code)
    if card.asks and not with_person:
        raise fail(call, intent, method, "authentication_required", "authentication_required")
    if card.asks:
        return ask(call, intent, method)
    return succeed(call, intent, method)


def ask(call: Call, intent: Body, method: Body) -> Body:
    """The bank wants the person to confirm, which a hosted page lets them do."""
    url = f"{call.origin}/_sandbox/bank/{intent['id']}"
    redirect = {"return_url": intent.get("_return_url"), "url": url}
    action = {"type": "redirect_to_url", "redirect_to_url": redirect}
    changes: Body = {"next_action": action, "payment_method": method["id"]}
    call.store.save(intent, status="requires_action", **changes)
    tell(call, "payment_intent.requires_action", intent)
    return intent


def stop(call: Call, intent: Body, reason: str | None) -> Body:
    call.store.save(
        intent,
        status="canceled",
        canceled_at=call.now,
        cancellation_reason=reason,
        next_action=None,
    )
    tell(call, "payment_intent.canceled", intent)
    return intent


# --- addresses --------------------------------------------------------------------------------


@route("POST", "/v1/payment_intents", *TAKES)
def create(call: Call) -> Body:
    customer = call.text("customer")
    if customer:
        call.object("customer", customer, "customer")
    method = usable_method(call, customer) if call.text("payment_method") else None
    intent = make(
        call,
        call.amount(),
        call.currency(),
        customer,
        description=call.text("description"),
        metadata=call.metadata(),
        transfer_group=call.text("transfer_group"),
        setup_future_usage=call.text("setup_future_usage"),
        _return_url=call.text("return_url"),
    )
    if method is None:
        return intent
    call.store.save(intent, payment_method=method["id"], status="requires_confirmation")
    if not call.yes("confirm"):
        return intent
    return attempt(call, intent, method, with_person=not call.yes("off_session"))


def usable_method(call: Call, customer: str | None) -> Body:
    """The saved card that was named, or a new one of the kind that was. Raises ApiError."""
    named = call.needed("payment_method")
    if card := BY_TOKEN.get(named):
        return payment_methods.make(call, card, None)
    method = call.object("payment_method", named, "payment_method")
    if method["customer"] != customer:
        message = "The customer does not have a payment method with the ID given."
        raise refusal("payment_intent_unexpected_state", message, param="payment_method")
    return method


@route("GET", "/v1/payment_intents/*")
def retrieve(call: Call) -> Body:
    return call.object("payment_intent", call.ids[0])


@route("GET", "/v1/payment_intents", *OF_EVERY_LIST, "customer")
def find(call: Call) -> Body:
    url = "/v1/payment_intents"
    return shown.listing(call, "payment_intent", url, customer=call.text("customer"))


@route("POST", "/v1/payment_intents/*", "amount", "description", "metadata")
def update(call: Call) -> Body:
    intent = call.object("payment_intent", call.ids[0])
    if "amount" in call.params:
        _must_be_open(intent, "update")
        intent["amount"] = positive(call.params["amount"], "amount")
    if "description" in call.params:
        intent["description"] = call.text("description")
    return call.store.save(intent, metadata=call.metadata(intent["metadata"]))


@route("POST", "/v1/payment_intents/*/confirm", "payment_method", "off_session", "return_url")
def confirm(call: Call) -> Body:
    intent = call.object("payment_intent", call.ids[0])
    _must_be_open(intent, "confirm")
    if call.text("payment_method"):
        method = usable_method(call, intent["customer"])
    elif intent["payment_method"]:
        method = call.object("payment_method", intent["payment_method"])
    else:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise refusal("payment_intent_unexpected_state", message)
    intent["_return_url"] = call.text("return_url") or intent.get("_return_url")
    return attempt(call, intent, method, with_person=not call.yes("off_session"))


@route("POST", "/v1/payment_intents/*/cancel", "cancellation_reason")
def cancel(call: Call) -> Body:
    intent = call.object("payment_intent", call.ids[0])
    _must_be_open(intent, "cancel")
    return stop(call, intent, call.text("cancellation_reason"))


def _must_be_open(intent: Body, verb: str) -> None:
    if intent["status"] not in OPEN:
        message = (
            f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}."
        )
        raise refusal("payment_intent_unexpected_state", message)
