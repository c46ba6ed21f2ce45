from payments.models.ledger import LedgerAccount, LedgerEntry, LedgerLine

__all__ = ["LedgerAccount", "LedgerEntry", "LedgerLine"]
