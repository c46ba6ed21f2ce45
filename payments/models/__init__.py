from payments.models.calls import StripeCall
from payments.models.cards import CardSetup, SavedCard, StripeCustomer
from payments.models.charges import Charge, ChargeLine, CreditPayment
from payments.models.events import EventPoll, StripeEvent
from payments.models.ledger import LedgerAccount, LedgerEntry, LedgerLine

__all__ = [
    "CardSetup",
    "Charge",
    "ChargeLine",
    "CreditPayment",
    "EventPoll",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerLine",
    "SavedCard",
    "StripeCall",
    "StripeCustomer",
    "StripeEvent",
]
