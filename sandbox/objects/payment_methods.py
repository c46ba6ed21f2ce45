"""Saved cards. A token such as `pm_card_visa` stands for a card of the kind until it is attached."""

import hashlib
import time

from sandbox import shown
from sandbox.call import Call
from sandbox.cards import BY_TOKEN, Card
from sandbox.errors import refusal
from sandbox.events import tell
from sandbox.ids import new_id
from sandbox.routes import OF_EVERY_LIST, route
from sandbox.store import Body

DAYS_OF_A_CARD_THAT_ENDS_SOON = 20


def make(call: Call, card: Card, customer: str | None) -> Body:
    method: Body = {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": nobody(),
        "card": _details(call, card),
        "created": call.now,
        "customer": customer,
        "livemode": False,
        "metadata": {},
        "type": "card",
        "_card": card.token,
    }
    call.store.add(method, call.account)
    if customer:
        tell(call, "payment_method.attached", method)
    return method


def renew(call: Call, method: Body) -> None:
    """Its bank sent another card, and told so by itself."""
    method["card"] |= {"exp_year": method["card"]["exp_year"] + 4, "last4": "1881"}
    call.store.save(method)
    tell(call, "payment_method.automatically_updated", method)


def nobody() -> Body:
    return {"address": None, "email": None, "name": None, "phone": None, "tax_id": None}


def _details(call: Call, card: Card) -> Body:
    end = time.gmtime(call.now + DAYS_OF_A_CARD_THAT_ENDS_SOON * 86_400)
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "IE",
        "display_brand": card.brand,
        "exp_month": 12 if card.exp_year else end.tm_mon,
        "exp_year": card.exp_year or end.tm_year,
        "fingerprint": hashlib.sha256(card.last4.encode()).hexdigest()[:16],
        "funding": "credit",
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


@route("GET", "/v1/payment_methods/*")
def retrieve(call: Call) -> Body:
    return call.object("payment_method", call.ids[0])


@route("GET", "/v1/payment_methods", *OF_EVERY_LIST, "customer", "type")
def find(call: Call) -> Body:
    url = "/v1/payment_methods"
    return shown.listing(call, "payment_method", url, customer=call.needed("customer"))


@route("POST", "/v1/payment_methods/*/attach", "customer")
def attach(call: Call) -> Body:
    customer = call.object("customer", call.needed("customer"), "customer")["id"]
    if card := BY_TOKEN.get(call.ids[0]):
        return make(call, card, customer)
    method = call.object("payment_method", call.ids[0])
    if method["customer"] not in {None, customer}:
        message = "The payment method you provided has already been attached to a customer."
        raise refusal("payment_method_already_attached", message)
    return keep(call, method, customer)


def keep(call: Call, method: Body, customer: str) -> Body:
    call.store.save(method, customer=customer)
    tell(call, "payment_method.attached", method)
    return method


@route("POST", "/v1/payment_methods/*/detach")
def detach(call: Call) -> Body:
    method = call.object("payment_method", call.ids[0])
    if method["customer"] is None:
        message = "The payment method you provided is not attached to a customer."
        raise refusal("payment_method_not_attached", message)
    call.store.save(method, customer=None)
    tell(call, "payment_method.detached", method)
    return method
