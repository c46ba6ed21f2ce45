from payments.models.calls import StripeCall
from payments.models.events import EventPoll, StripeEvent
from payments.models.ledger import LedgerAccount, LedgerEntry, LedgerLine

__all__ = [
    "EventPoll",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerLine",
    "StripeCall",
    "StripeEvent",
]
