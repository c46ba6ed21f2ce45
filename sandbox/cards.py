"""The cards that the sandbox knows, and what becomes of a charge to each."""

from dataclasses import dataclass

from sandbox.store import Body


@dataclass(frozen=True)
class Card:
    """`code` and `decline_code` are how its bank refuses; `asks` is whether it wants a confirmation."""

    name: str
    token: str
    last4: str
    brand: str = "visa"
    code: str = ""
    decline_code: str = ""
    asks: bool = False
    is_disputed: bool = False
    exp_year: int = 2034


CARDS = (
    Card("pays", "pm_card_visa", "4242"),
    Card(
        "is declined", "pm_card_chargeDeclined", "0002",
        code="card_declined", decline_code="generic_decline",
    ),
    Card(
        "has insufficient funds", "pm_card_chargeDeclinedInsufficientFunds", "9995",
        code="card_declined", decline_code="insufficient_funds",
    ),
    Card(
        "was stolen", "pm_card_chargeDeclinedStolenCard", "9979",
        code="card_declined", decline_code="stolen_card",
    ),
    Card("is out of date", "pm_card_chargeDeclinedExpiredCard", "0069", code="expired_card"),
    Card("asks for confirmation", "pm_card_authenticationRequired", "3184", asks=True),
    Card("pays, and its owner disputes it later", "pm_card_createDispute", "0259", is_disputed=True),
    Card("pays, and ends soon", "pm_card_mastercard", "4444", brand="mastercard", exp_year=0),
)  # fmt: skip
BY_TOKEN = {card.token: card for card in CARDS}


def card_of(method: Body) -> Card:
    return BY_TOKEN[method["_card"]]
