"""The bank's page: is it really you who pays?"""

from sandbox import http
from sandbox.call import Call
from sandbox.cards import BY_TOKEN
from sandbox.objects import intents, setup_intents
from sandbox.pages import checkout, markup
from sandbox.pages.visit import Visit
from sandbox.store import Body

REFUSED = "payment_intent_authentication_failure"


def look(visit: Visit) -> http.Response:
    intent = visit.object("payment_intent", "setup_intent")
    if not _waits(intent):
        return markup.page("Nothing is to be confirmed")
    words = "Your bank asks whether it is you."
    if intent["object"] == "payment_intent":
        words += f" It is about {markup.money(intent['amount'], intent['currency'])}."
    yes, no = markup.button("yes", "Yes, it is me"), markup.button("no", "No")
    session = _session(visit.call, intent)
    addresses = [session["success_url"]] if session else [intent.get("_return_url")]
    return markup.page(
        "Your bank", markup.paragraph(words), markup.form(visit.token, yes, no), may_go_to=addresses
    )


def press(visit: Visit) -> http.Response:
    call, intent = visit.call, visit.object("payment_intent", "setup_intent")
    if not _waits(intent):
        return look(visit)
    session = _session(call, intent)
    is_confirmed = visit.press == "yes"
    _decide(call, intent, is_confirmed)
    if session and is_confirmed:
        return checkout.done(call, session)
    if session:
        return http.going_to(session["url"])
    return http.going_to(intent.get("_return_url") or call.origin)


def _decide(call: Call, intent: Body, is_confirmed: bool) -> None:
    if intent["object"] == "setup_intent":
        if is_confirmed:
            setup_intents.succeed(call, intent, BY_TOKEN[intent["_card"]])
        else:
            setup_intents.fail(call, intent)
        return
    method = call.object("payment_method", intent["payment_method"])
    if is_confirmed:
        intents.succeed(call, intent, method)
    else:
        call.store.save(intent, next_action=None)
        intents.fail(call, intent, method, REFUSED, "")


def _waits(intent: Body) -> bool:
    if intent["object"] == "setup_intent":
        return intent["status"] == "requires_payment_method" and "_card" in intent
    return bool(intent["status"] == "requires_action")


def _session(call: Call, intent: Body) -> Body | None:
    return call.store.get(intent["_session"]) if "_session" in intent else None
