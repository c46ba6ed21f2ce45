"""What a shop asks of Stripe, in the few shapes that the tests need."""

from tests.sandbox.house import BACK


def set_up(client, customer: str):
    return client.v1.checkout.sessions.create(
        {
            "mode": "setup",
            "customer": customer,
            "currency": "eur",
            "success_url": BACK,
            "cancel_url": "http://shop.test/left",
        }
    )


def save_card(house, client, customer: str, card: str) -> str:
    """The name of the saved card."""
    session = set_up(client, customer)
    house.press(session.url, "pay", card=card)
    done = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    return done.setup_intent.payment_method


def checkout(client, customer: str, amount: int, **more):
    line = {
        "price_data": {
            "currency": "eur",
            "unit_amount": amount,
            "product_data": {"name": "Session 1"},
        },
        "quantity": 1,
    }
    return client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "customer": customer,
            "success_url": BACK,
            "cancel_url": "http://shop.test/left",
            "line_items": [line],
            "payment_intent_data": {"metadata": {"charge": "7"}},
            **more,
        }
    )


def charge_later(client, customer: str, method: str, amount: int, **options):
    """As the worker does, without the person."""
    return client.v1.payment_intents.create(
        {
            "amount": amount,
            "currency": "eur",
            "customer": customer,
            "payment_method": method,
            "off_session": True,
            "confirm": True,
        },
        options,
    )


def paid(client, customer: str, amount: int = 5_000) -> str:
    """The name of a charge that succeeded."""
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    return charge_later(client, customer, method, amount).latest_charge
