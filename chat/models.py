"""The conversation of one student–coach pair: numbered entries that are never lost or reordered."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contracts.models import ContractVersion
from files.models import File
from marketplace.models import LearningRequest, Proposal
from payments.models import Charge
from sessions.models import CoachingSession, RescheduleRequest, WrapUp

# What a card can show, and the field of the entry that names it.
SUBJECT_OF: dict[type[models.Model], str] = {
    LearningRequest: "request",
    Proposal: "proposal",
    ContractVersion: "contract_version",
    CoachingSession: "session",
    RescheduleRequest: "reschedule",
    WrapUp: "wrap_up",
    Charge: "charge",
}
SUBJECT_FIELDS = tuple(SUBJECT_OF.values())


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User) -> "ConversationQuerySet":
        """The two participants, nobody else."""
        return self.filter(Q(student=user) | Q(coach=user))


class Conversation(models.Model):
    """One per (student, coach) pair, with fixed sides. `counter` is the only source of its numbers."""

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="conversations_as_student",
        db_index=False,
    )
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conversations_as_coach"
    )
    counter = models.PositiveBigIntegerField(default=0)
    last_seq = models.PositiveBigIntegerField(default=0)  # of the newest entry, for the inbox
    last_activity_at = models.DateTimeField()
    created_at = models.DateTimeField()
    # When its student wrote first, with nothing else between the two; None when something else opened it.
    started_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "coach"], name="one_conversation_per_pair"),
            models.CheckConstraint(condition=~Q(student=models.F("coach")), name="two_people"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("chat-conversation", args=[self.pk])


class Participant(models.Model):
    """One side's reading state. `unread` counts the other side's messages, cards and notes."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    last_read_seq = models.PositiveBigIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)
    muted = models.BooleanField(default=False)
    # Put aside by hand; shown as unread until it is opened again. Never changes what was counted.
    marked_unread = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user"], name="one_participant_per_user"
            )
        ]
        indexes = [models.Index(fields=["user", "conversation"], name="participant_by_user")]


class EntryQuerySet(models.QuerySet["Entry"]):
    def for_timeline(self) -> "EntryQuerySet":
        """With what drawing needs of the entry that a note speaks of and a message answers."""
        return self.defer("words").annotate(
            about_seq=models.F("about__seq"),
            quoted_seq=models.F("reply_to__seq"),
            quoted_author_id=models.F("reply_to__author_id"),
            quoted_body=models.F("reply_to__body"),
            quoted_deleted_at=models.F("reply_to__deleted_at"),
        )


class Entry(models.Model):
    """One line of the timeline.

    A new entry takes the conversation's next number as `seq` and `changed_n`; an edit, a deletion or a
    change of its card takes a new number as `changed_n` only. `seq` orders the view, `changed_n` the replay.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message")
        CARD = "card", _("card")
        NOTE = "note", _("note")

    # Keys without an index of their own are asked for by the indexes below, or never: each index is written
    # with each message.
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    seq = models.PositiveBigIntegerField()
    changed_n = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    client_id = models.UUIDField(null=True, blank=True)
    body = models.TextField(blank=True)
    # Of a message: its words as `core.folding` keeps them to be found; written with the body.
    words = models.TextField(blank=True)
    # What happened, such as "session_confirmed": of a note, or why a card was shown.
    event = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict, blank=True)
    # Of a note: the entry whose card it speaks of.
    about = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Of a message: the one it answers.
    reply_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replies",
        db_index=False,
    )
    # Of a message: sign → ids of the people who put it there.
    reactions = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    request = models.ForeignKey(
        LearningRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    contract_version = models.ForeignKey(
        ContractVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    session = models.ForeignKey(
        CoachingSession,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    reschedule = models.ForeignKey(
        RescheduleRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    wrap_up = models.ForeignKey(
        WrapUp, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    charge = models.ForeignKey(
        Charge, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    # Of a message with files, as `timeline.attachments.load_files` found them.
    files: list[File]
    # Set by `for_timeline`.
    about_seq: int | None
    quoted_seq: int | None
    quoted_author_id: int | None
    quoted_body: str | None
    quoted_deleted_at: datetime | None

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "seq"], name="entry_numbers_are_unique"
            ),
            models.UniqueConstraint(
                fields=["conversation", "author", "client_id"], name="one_entry_per_key"
            ),
            models.CheckConstraint(
                name="card_has_exactly_one_subject",
                condition=(~Q(kind="card") & Q(**{f"{f}__isnull": True for f in SUBJECT_FIELDS}))
                | (
                    Q(kind="card")
                    & models.Q(
                        *[
                            Q(**{f"{g}__isnull": g != f for g in SUBJECT_FIELDS})
                            for f in SUBJECT_FIELDS
                        ],
                        _connector=Q.OR,
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "changed_n"], name="entry_replay"),
            models.Index(
                fields=["conversation", "seq"],
                condition=~Q(kind="message"),
                name="entry_agreements",
            ),
            *(
                models.Index(fields=[f], condition=Q(**{f"{f}__isnull": False}), name=f"entry_{f}")
                for f in ("reply_to", *SUBJECT_FIELDS)
            ),
        ]

    @property
    def subject(self) -> models.Model | None:
        """What a card shows; None for a message or a note."""
        return next((row for f in SUBJECT_FIELDS if (row := getattr(self, f)) is not None), None)


class EntryRevision(models.Model):
    """A former text of an edited or deleted message."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField()


class Attachment(models.Model):
    """A file of a message, whose `params["files"]` hold the names: one without files costs nothing."""

    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="attachments", db_index=False
    )
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="attachment")
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "place"], name="one_attachment_per_place")
        ]
