"""What we ask of Stripe, written before it is asked. Only `payments.calls` writes here."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.writes import Write


class StripeCall(models.Model):
    """One write, frozen: its id is the idempotency key, `verb`, `ids` and `params` never change.

    `subject` names the row of ours that it is for. A new decision about the same row is the next `round`.
    While it is open, `due_at` is when it is taken up (again): nobody takes it before.
    """

    class Status(models.TextChoices):
        READY = "ready", _("not sent yet")
        SENT = "sent", _("being sent")
        UNCLEAR = "unclear", _("no answer yet")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        LOST = "lost", _("never arrived")

    OPEN = (Status.READY, Status.SENT, Status.UNCLEAR)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verb = models.CharField(max_length=60)
    ids = models.JSONField(default=list)
    params = models.JSONField(default=dict)
    account = models.CharField(max_length=64, blank=True)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_sent_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result_id = models.CharField(max_length=255, blank=True)
    failure_code = models.CharField(max_length=64, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "verb", "round"], name="one_call_a_round"
            ),
            models.CheckConstraint(
                name="a_call_has_ended_or_is_open",
                condition=Q(status__in=["ready", "sent", "unclear"], ended_at__isnull=True)
                | Q(status__in=["done", "refused", "lost"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="what_was_sent_says_since_when",
                condition=Q(status="ready", first_sent_at__isnull=True)
                | (~Q(status="ready") & Q(first_sent_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["ready", "sent", "unclear"]),
                name="open_stripe_calls",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} for {self.subject_kind} {self.subject_id}, round {self.round}"

    @property
    def write(self) -> Write:
        return Write(self.verb, self.params, tuple(self.ids))
