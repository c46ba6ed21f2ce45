"""What a student is charged for. Only `payments.actions.charging` writes here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.models import Contract
from sessions.models import CoachingSession


class CreditPayment(models.Model):
    """The money of one credit of a contract, over all attempts to hold it."""

    class Status(models.TextChoices):
        OPEN = "open", _("nothing is due")
        DUE = "due", _("to be paid")
        HELD = "held", _("paid, and held")

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="credit_payments", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=4, choices=Status, default=Status.OPEN)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_payment_a_credit")
        ]

    def __str__(self) -> str:
        return f"{self.contract} credit {self.number}"


class ChargeQuerySet(models.QuerySet["Charge"]):
    def visible_to(self, user: User) -> "ChargeQuerySet":
        """The two parties of the contract, nobody else."""
        return self.filter(Q(contract__student=user) | Q(contract__coach=user))


class Charge(models.Model):
    """One amount that its payer owes before a session, over all attempts to get it.

    It is tried by itself at `try_at`; None means that it waits for its payer, or that it is being paid.
    `attempt` counts the tries with a saved card, `visits` the hosted pages.
    """

    class Status(models.TextChoices):
        DUE = "due", _("due")
        CHARGING = "charging", _("being charged")
        PAYING = "paying", _("its payer is at the hosted page")
        WAITING = "waiting", _("waits for its payer")
        PAID = "paid", _("paid")
        CALLED_OFF = "called_off", _("called off")

    class Trouble(models.TextChoices):
        """Why a try brought no money."""

        SOFT = "soft", _("declined for now")
        HARD = "hard", _("declined for good")
        CONFIRM = "confirm", _("the bank wants a confirmation")
        NO_CARD = "no_card", _("there is no card")

    LIVE = (Status.DUE, Status.CHARGING, Status.PAYING, Status.WAITING)
    PAYABLE = (Status.DUE, Status.WAITING, Status.PAYING)

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="charges")
    session = models.ForeignKey(CoachingSession, on_delete=models.PROTECT, related_name="charges")
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="charges"
    )
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=Status, default=Status.DUE)
    version = models.PositiveIntegerField(default=1)
    trouble = models.CharField(max_length=7, choices=Trouble, blank=True)
    failure_code = models.CharField(max_length=64, blank=True)
    charge_at = models.DateTimeField()
    pay_by = models.DateTimeField()
    try_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    visits = models.PositiveSmallIntegerField(default=0)
    checkout_id = models.CharField(max_length=255, blank=True)
    checkout_url = models.URLField(max_length=2000, blank=True)
    checkout_ends_at = models.DateTimeField(null=True, blank=True)
    intent_id = models.CharField(max_length=255, blank=True)
    stripe_charge_id = models.CharField(max_length=255, blank=True)
    method_id = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intent_id"], condition=~Q(intent_id=""), name="one_charge_an_intent"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=~Q(status="called_off"), name="one_charge_a_session"
            ),
            models.CheckConstraint(
                name="a_paid_charge_says_by_what",
                condition=(
                    Q(status="paid", paid_at__isnull=False)
                    & ~Q(intent_id="")
                    & ~Q(stripe_charge_id="")
                )
                | (~Q(status="paid") & Q(paid_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="only_what_is_due_is_tried",
                condition=Q(try_at__isnull=True) | Q(status__in=["due", "paying"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["pay_by"],
                condition=Q(status__in=["due", "charging", "paying", "waiting"]),
                name="live_charges",
            )
        ]

    def __str__(self) -> str:
        return f"charge {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("charge-detail", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE


class ChargeLine(models.Model):
    """How much of a charge is for which credit. A credit has one charge that lives or brought money."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="lines")
    credit = models.ForeignKey(CreditPayment, on_delete=models.PROTECT, related_name="lines")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    is_called_off = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit"], condition=Q(is_called_off=False), name="one_charge_a_credit"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_charge_line_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.charge}"
