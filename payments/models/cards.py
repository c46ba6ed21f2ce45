"""Who pays, and with which cards. Only `payments.actions.cards` writes here."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StripeCustomer(models.Model):
    """A person as Stripe knows them; `customer_id` is empty until it was made."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stripe_customer"
    )
    customer_id = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id"], condition=~Q(customer_id=""), name="one_person_a_customer"
            )
        ]

    def __str__(self) -> str:
        return f"customer {self.user_id}"


class CardSetup(models.Model):
    """One visit to the hosted page that keeps a card; `mandate` is what its owner was told before."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("a card was saved")
        OVER = "over", _("no card was saved")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="card_setups"
    )
    status = models.CharField(max_length=4, choices=Status, default=Status.OPEN)
    mandate = models.TextField()
    asked_at = models.DateTimeField()
    checkout_id = models.CharField(max_length=255, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(status="open"), name="one_open_card_setup"
            )
        ]

    def __str__(self) -> str:
        return f"card setup {self.pk}"


class SavedCardQuerySet(models.QuerySet["SavedCard"]):
    def usable(self, *, now: datetime) -> "SavedCardQuerySet":
        """Not taken away, and not over: a card is good until the end of its month."""
        ends_later = Q(exp_year__gt=now.year) | Q(exp_year=now.year, exp_month__gte=now.month)
        return self.filter(ends_later, removed_at__isnull=True)


class SavedCard(models.Model):
    """A card as people recognise it. Its number is Stripe's alone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_cards"
    )
    method_id = models.CharField(max_length=255, unique=True)
    brand = models.CharField(max_length=30)
    last4 = models.CharField(max_length=4)
    exp_month = models.PositiveSmallIntegerField()
    exp_year = models.PositiveSmallIntegerField()
    is_default = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = SavedCardQuerySet.as_manager()

    class Meta:
        ordering = ["-is_default", "-saved_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="one_default_card"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(removed_at__isnull=True),
                name="a_default_card_is_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand.title()} {self.last4}"

    def is_over(self, *, now: datetime) -> bool:
        """Whether its last month has passed."""
        return (self.exp_year, self.exp_month) < (now.year, now.month)
