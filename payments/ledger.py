"""Booking: every amount that moves is an entry whose lines sum to zero, booked once by its key.

docs/payments.md lists which entry is booked when. Amounts are whole numbers of the currency's minor unit.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from accounts.models import User
from core.transactions import action
from payments.models import CreditPayment, LedgerAccount, LedgerEntry, LedgerLine

Kind = LedgerAccount.Kind
# (kind, currency, owner's id, credit's id, amount) of a line.
Booked = tuple[str, str, int | None, int | None, int]


class Unbalanced(ValueError):
    """The lines do not sum to zero, or there are none."""


class KeyOfAnotherEntry(ValueError):
    """The key stands for an entry that moved something else."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """So much into an account (below zero: out of it); `owner` for the accounts that each coach has.

    `credit` says whose money it is, of what is held.
    """

    account: Kind
    amount: int
    owner: User | None = None
    credit: CreditPayment | None = None


@action
def post(
    key: str, kind: str, lines: Sequence[Line], *, currency: str, at: datetime, memo: str = ""
) -> LedgerEntry:
    """Book these lines together. Lines of 0 are left out; the same key again books nothing.

    Raises Unbalanced; KeyOfAnotherEntry when the key was booked with other lines.
    """
    moved = [line for line in lines if line.amount]
    if not moved or sum(line.amount for line in moved) != 0:
        raise Unbalanced(f"{key}: {[line.amount for line in lines]}")
    standing = LedgerEntry.objects.filter(key=key).first()
    if standing is None:
        try:
            with transaction.atomic():
                return _book(key, kind, moved, currency=currency, at=at, memo=memo)
        except IntegrityError:  # another process booked it meanwhile
            standing = LedgerEntry.objects.get(key=key)
    if lines_of(standing) != _wanted(moved, currency):
        raise KeyOfAnotherEntry(key)
    return standing


def _book(
    key: str, kind: str, lines: Sequence[Line], *, currency: str, at: datetime, memo: str
) -> LedgerEntry:
    accounts = [account_of(line.account, currency, owner=line.owner) for line in lines]
    entry = LedgerEntry.objects.create(key=key, kind=kind, at=at, memo=memo)
    LedgerLine.objects.bulk_create(
        LedgerLine(entry=entry, account=account, amount=line.amount, credit=line.credit)
        for line, account in zip(lines, accounts, strict=True)
    )
    return entry


def account_of(kind: Kind, currency: str, *, owner: User | None = None) -> LedgerAccount:
    """The account, opened when it is first needed."""
    account, _ = LedgerAccount.objects.get_or_create(kind=kind, currency=currency, owner=owner)
    return account


def lines_of(entry: LedgerEntry) -> Counter[Booked]:
    rows = entry.lines.values_list(
        "account__kind", "account__currency", "account__owner_id", "credit_id", "amount"
    )
    return Counter(rows)


def _wanted(lines: Sequence[Line], currency: str) -> Counter[Booked]:
    return Counter(
        (
            str(line.account),
            currency,
            line.owner.pk if line.owner else None,
            line.credit.pk if line.credit else None,
            line.amount,
        )
        for line in lines
    )


def balance(kind: Kind, currency: str, *, owner: User | None = None) -> int:
    """What the lines of this account sum to, in minor units."""
    lines = LedgerLine.objects.filter(
        account__kind=kind, account__currency=currency, account__owner=owner
    )
    total = lines.aggregate(total=Sum("amount"))["total"]
    return int(total or 0)


def held_for(credit: CreditPayment) -> int:
    """What is held for this credit, in minor units."""
    lines = LedgerLine.objects.filter(account__kind=Kind.HELD, credit=credit)
    total = lines.aggregate(total=Sum("amount"))["total"]
    return -int(total or 0)
