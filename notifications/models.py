"""What people are told outside the conversation: mails to send and lines behind the bell."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import EventRecord


class OutgoingEmail(models.Model):
    """The outbox. A row is written with the change it tells of and sent by a worker after the commit.

    `kind` names the templates; `params` are ids and plain values, the text is made at send time.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("no longer true, not sent")
        DEAD = "dead", _("given up")

    event = models.ForeignKey(EventRecord, null=True, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="outgoing_emails",
    )
    to_address = models.EmailField(max_length=254)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    # Unique: the same fact is mailed to the same person in the same way once.
    dedupe_key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=250, blank=True)  # as sent
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="queued"), name="email_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_address}"


class Notification(models.Model):
    """One line behind the bell, rendered from `kind` and `params` in the reader's language and zone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    event = models.ForeignKey(EventRecord, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "event", "kind"], name="one_notice_per_event")
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]
