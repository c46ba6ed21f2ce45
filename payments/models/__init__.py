from payments.models.calls import StripeCall
from payments.models.ledger import LedgerAccount, LedgerEntry, LedgerLine

__all__ = ["LedgerAccount", "LedgerEntry", "LedgerLine", "StripeCall"]
