"""The book: accounts, entries, and the lines that each is made of. Only `payments.ledger` writes here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.charges import CreditPayment


class Immutable(RuntimeError):
    """Somebody tried to change what is booked; a mistake is put right by another entry."""


class BookedQuerySet(models.QuerySet[models.Model]):
    """Of rows that are written once. The database refuses the same, whoever asks."""

    def update(self, **_fields: object) -> int:
        raise Immutable("what is booked is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Immutable("what is booked is never deleted")


class Booked(models.Model):
    """A row that is written once."""

    objects = BookedQuerySet.as_manager()

    class Meta:
        abstract = True

    def delete(self, *_args: object, **_kwargs: object) -> tuple[int, dict[str, int]]:
        raise Immutable("what is booked is never deleted")


class LedgerAccount(models.Model):
    """Where money is, or whose it is. Debit counts up, credit down: what we hold for others is below zero."""

    class Kind(models.TextChoices):
        STRIPE = "stripe", _("at Stripe")
        BANK = "bank", _("in our bank account")
        HELD = "held", _("held for sessions")
        REFUND_DUE = "refund_due", _("due back to students")
        PAYABLE = "payable", _("due to a coach")
        COACH_DEBT = "coach_debt", _("owed by a coach")
        DISPUTED = "disputed", _("withdrawn by disputes")
        FEE_INCOME = "fee_income", _("our fees")
        VAT_DUE = "vat_due", _("VAT due on our fees")
        STRIPE_FEES = "stripe_fees", _("fees of Stripe")
        DISPUTE_FEES = "dispute_fees", _("fees of disputes")
        LOSSES = "losses", _("losses")

    OWNED = (Kind.PAYABLE, Kind.COACH_DEBT)  # one for each coach; the others are one for all

    kind = models.CharField(max_length=16, choices=Kind)
    currency = models.CharField(max_length=3)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "currency"],
                condition=Q(owner__isnull=True),
                name="one_ledger_account_for_all",
            ),
            models.UniqueConstraint(
                fields=["kind", "currency", "owner"], name="one_ledger_account_each"
            ),
            models.CheckConstraint(
                name="coaches_own_their_accounts",
                condition=Q(kind__in=["payable", "coach_debt"], owner__isnull=False)
                | (~Q(kind__in=["payable", "coach_debt"]) & Q(owner__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.currency}" + (f" {self.owner_id}" if self.owner_id else "")


class LedgerEntry(Booked):
    """Why money moved: its `key`, such as `charge:12:succeeded`, is booked once."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=4)
    at = models.DateTimeField()
    memo = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="ledger_entry_time")]

    def __str__(self) -> str:
        return self.key


class LedgerLine(Booked):
    """`amount` in minor units: above 0 into the account, below out of it. An entry's lines sum to 0."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="lines")
    amount = models.BigIntegerField()
    # Whose money it is, of what is held.
    credit = models.ForeignKey(
        CreditPayment, null=True, blank=True, on_delete=models.PROTECT, related_name="ledger_lines"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_line_moves_money", condition=~Q(amount=0))
        ]
