"""What Stripe tells us. Only `payments.inbox` writes here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StripeEvent(models.Model):
    """That something happened to one object. `payload` is kept as it came and never acted upon.

    `asked_at` is when the object was asked for, whose answer was acted upon instead. While it is open,
    `due_at` is when it is taken up (again).
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("received")
        WAITING = "waiting", _("about nothing of ours yet")
        DONE = "done", _("done")
        IGNORED = "ignored", _("ignored")
        DEAD = "dead", _("about nothing of ours")

    class Via(models.TextChoices):
        WEBHOOK = "webhook", _("told")
        POLL = "poll", _("asked for")
        LOOK = "look", _("looked at by ourselves")

    OPEN = (Status.RECEIVED, Status.WAITING)

    event_id = models.CharField(max_length=255, unique=True)
    account = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=255, blank=True)
    livemode = models.BooleanField()
    api_version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    received_at = models.DateTimeField()
    via = models.CharField(max_length=8, choices=Via)
    payload = models.TextField(blank=True)
    status = models.CharField(max_length=8, choices=Status)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_event_has_ended_or_is_open",
                condition=Q(status__in=["received", "waiting"], ended_at__isnull=True)
                | Q(status__in=["done", "ignored", "dead"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["received", "waiting"]),
                name="open_stripe_events",
            ),
            models.Index(fields=["object_id", "asked_at"], name="stripe_events_of_an_object"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class EventPoll(models.Model):
    """Up to when all events of one account (empty: our own) were asked for."""

    account = models.CharField(max_length=64, unique=True, blank=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account or 'ours'} until {self.until}"
