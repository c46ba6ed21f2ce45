"""What people are told outside the conversation: mails to send and notifications behind the bell."""

import uuid

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
        JOINED = "joined", _("told by a later mail")
        DEAD = "dead", _("given up")

    event = models.ForeignKey(
        EventRecord, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="outgoing_emails",
    )
    # Whose words it carries to the recipient; None when it is the platform alone that writes.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
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
    # When the quota of the author's words let it through; a further attempt needs no leave.
    let_through_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=250, blank=True)  # as sent
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="queued"), name="email_due"),
            models.Index(
                fields=["recipient", "author", "-let_through_at"],
                condition=Q(author__isnull=False),
                name="email_words",
            ),
            models.Index(fields=["to_address", "-created_at"], name="email_address"),
            models.Index(
                fields=["created_at"], condition=Q(kind="daily_digest"), name="email_daily"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_address}"


class Notification(models.Model):
    """What stands behind the bell, rendered from `kind` and `params` in the reader's language and zone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
        db_index=False,
    )
    event = models.ForeignKey(
        EventRecord, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=60)
    # Names the fact, such as `event-12`: it is shown to this person once.
    key = models.CharField(max_length=120, default="")
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="one_notice_per_fact")
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]


class Channel(models.TextChoices):
    MAIL = "mail", _("mail")
    IN_APP = "in_app", _("in the app")


class Preference(models.Model):
    """A kind that somebody switched off (or on again) for one channel; without a row it is on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, choices=Channel)
    is_on = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "channel"], name="one_preference_per_kind_and_channel"
            )
        ]


class Habits(models.Model):
    """When a person wants to be written to. The quiet hours are wall-clock minutes in their own zone.

    Quiet hours from 22:00 to 07:00 are 1320 and 420; equal values mean none.
    """

    class Digest(models.TextChoices):
        SOON = "soon", _("ten minutes after the first unread message")
        DAILY = "daily", _("once a day")
        OFF = "off", _("never")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_habits"
    )
    quiet_from_minute = models.PositiveSmallIntegerField(default=0)
    quiet_until_minute = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=8, choices=Digest, default=Digest.SOON)
    # The last day on which somebody looked whether the digest of the day has anything to tell.
    digest_looked_on = models.DateField(null=True, blank=True)
    # What the private calendar feed's address signs, and since when; empty when the feed is closed.
    feed_key = models.CharField(max_length=32, blank=True)
    feed_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user"], condition=Q(digest="daily"), name="habits_daily")]


class ActionLink(models.Model):
    """A press that a mail offers to one person. The token in the mail is `key`, signed.

    `target_id` and `target_version` say which row was meant, as it stood when the mail was written.
    """

    class Action(models.TextChoices):
        CONFIRM_SESSION = "confirm_session", _("confirm a session")
        DECLINE_SESSION = "decline_session", _("decline a session")
        ACCEPT_TIME = "accept_time", _("accept an offered time")
        APPROVE_RESCHEDULE = "approve_reschedule", _("approve another time")
        DECLINE_RESCHEDULE = "decline_reschedule", _("decline another time")
        OPEN_CONTRACT = "open_contract", _("open a contract")
        OPEN_SESSION = "open_session", _("open a session, to propose another time")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="action_links"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.CharField(max_length=20, choices=Action)
    target_id = models.BigIntegerField()
    target_version = models.PositiveIntegerField()
    starts_at = models.DateTimeField(null=True, blank=True)  # the time that is accepted or approved
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "action", "target_id"], name="link_by_target")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} for {self.user}"
