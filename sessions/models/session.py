"""A coaching session: an attempt to hold one credit of a contract, and what was said about it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from calendars.spans import Span
from contracts.models import Contract, ContractVersion
from core.zones import validate_zone

# What is over, by name: the conditions of indexes are written where `CoachingSession` is not there yet.
ENDED_NAMES = (
    "completed", "declined", "cancelled", "cancelled_late", "cancelled_by_coach", "not_held",
    "no_show_student", "no_show_coach", "resolved", "void", "unused",
)  # fmt: skip


class CoachingSessionQuerySet(models.QuerySet["CoachingSession"]):
    def visible_to(self, user: User) -> "CoachingSessionQuerySet":
        """The two parties of the contract, nobody else."""
        return self.filter(Q(contract__student=user) | Q(contract__coach=user))

    def blocking(self) -> "CoachingSessionQuerySet":
        """Those that take time out of both calendars."""
        return self.filter(status__in=CoachingSession.BLOCKING)


class CoachingSession(models.Model):
    """One attempt to hold credit `number` of a contract.

    A returned credit closes its row as terminal and opens the next `attempt`. `version` counts every
    change of the row, `sequence` its moves and cancels, `link_changes` the changes of its meeting link after
    it was confirmed.
    """

    class Status(models.TextChoices):
        UNSCHEDULED = "unscheduled", _("not scheduled")
        OFFERED = "offered", _("times offered")
        SCHEDULED = "scheduled", _("waiting for the coach")
        CONFIRMED = "confirmed", _("confirmed")
        AWAITING_OUTCOME = "awaiting_outcome", _("waiting for the outcome")
        COMPLETED = "completed", _("completed")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")
        CANCELLED_LATE = "cancelled_late", _("cancelled late")
        CANCELLED_BY_COACH = "cancelled_by_coach", _("cancelled late by the coach")
        NOT_HELD = "not_held", _("not held")
        NO_SHOW_STUDENT = "no_show_student", _("student did not come")
        NO_SHOW_COACH = "no_show_coach", _("coach did not come")
        DISPUTED = "disputed", _("disputed")
        RESOLVED = "resolved", _("resolved by staff")
        VOID = "void", _("void")
        UNUSED = "unused", _("not used in time")

    BLOCKING = (Status.SCHEDULED, Status.CONFIRMED)
    # Nothing was agreed yet: the row can still be booked.
    BOOKABLE = (Status.UNSCHEDULED, Status.OFFERED)
    # Neither waiting to be booked nor over.
    UNDER_WAY = (Status.CONFIRMED, Status.AWAITING_OUTCOME, Status.DISPUTED)
    ENDED = tuple(map(Status, ENDED_NAMES))

    WRAP_UP = ("outcome_summary", "shared_notes", "homework", "next_step")

    class Resolution(models.TextChoices):
        COMPLETED = "completed", _("counts as completed")
        CREDIT_BACK = "credit_back", _("the credit goes back")
        SHARE = "share", _("a share is owed")

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="sessions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    terms = models.ForeignKey(
        ContractVersion, on_delete=models.PROTECT, related_name="sessions", db_index=False
    )
    status = models.CharField(max_length=18, choices=Status, default=Status.UNSCHEDULED)
    version = models.PositiveIntegerField(default=1)
    sequence = models.PositiveIntegerField(default=0)
    link_changes = models.PositiveIntegerField(default=0, db_default=0)
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(default=60)
    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    booked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    confirmed_by_coach = models.BooleanField(default=False)
    # When the present start was agreed on by both.
    agreed_at = models.DateTimeField(null=True, blank=True)
    meeting_url = models.URLField(max_length=500, blank=True)
    link_changed_at = models.DateTimeField(null=True, blank=True)
    # Moved by a student who asked inside the 10-hour cut-off: no longer cancellable free.
    rescheduled_late = models.BooleanField(default=False)
    student_checked_in_at = models.DateTimeField(null=True, blank=True)
    coach_checked_in_at = models.DateTimeField(null=True, blank=True)
    # Who ended this attempt, when and why; nobody when the clock did.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    # The end of the last window in which the outcome can still be contested.
    final_at = models.DateTimeField(null=True, blank=True)
    # What the student owes for this attempt, in the contract's currency; None until it has an outcome.
    owed_amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    dispute_reason = models.CharField(max_length=500, blank=True)
    resolution = models.CharField(max_length=12, choices=Resolution, blank=True)
    resolution_note = models.TextField(max_length=1000, blank=True)
    # The wrap-up, seen by both; a `WrapUp` row says that there is one.
    outcome_summary = models.TextField(max_length=1000, blank=True)
    shared_notes = models.TextField(max_length=1000, blank=True)
    homework = models.TextField(max_length=1000, blank=True)
    next_step = models.TextField(max_length=1000, blank=True)

    objects = CoachingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "number", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number", "attempt"], name="one_row_per_attempt"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["scheduled", "confirmed"]) | Q(scheduled_at__isnull=False),
                name="booked_session_has_a_start",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(agreed_at__isnull=False),
                name="confirmed_session_was_agreed_on",
            ),
        ]
        # The clock asks for those that live, which are few, by what falls due.
        indexes = [
            models.Index(
                fields=["scheduled_at"], condition=Q(status="confirmed"), name="session_to_come"
            ),
            models.Index(
                fields=["ends_at"],
                condition=Q(status__in=["confirmed", "awaiting_outcome"]),
                name="session_to_end",
            ),
            models.Index(
                fields=["answer_by"], condition=Q(status="scheduled"), name="session_to_answer"
            ),
            models.Index(fields=["final_at"], name="session_final"),
            models.Index(fields=["ended_at"], name="session_ended"),
            models.Index(
                fields=["contract", "status"],
                condition=~Q(status__in=ENDED_NAMES),
                name="session_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} session {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("session-detail", args=[self.pk])

    @property
    def total(self) -> int:
        """How many sessions the contract has by now; `terms` says how many it had at the booking."""
        return (self.contract.agreed_version or self.terms).session_count

    @property
    def number_of_total(self) -> str:
        """Such as `2 of 4`; a number that an amendment left over stands alone."""
        if self.number > self.total:
            return str(self.number)
        return gettext("%(number)s of %(total)s") % {"number": self.number, "total": self.total}

    @property
    def is_wrapped_up(self) -> bool:
        return any(getattr(self, name) for name in self.WRAP_UP)

    @property
    def is_bookable(self) -> bool:
        return self.status in self.BOOKABLE

    @property
    def calendar_changed_at(self) -> datetime | None:
        """When what stands in calendars last changed; None while nothing stands there."""
        changes = (self.booked_at, self.agreed_at, self.link_changed_at, self.ended_at)
        return max(filter(None, changes), default=None)

    @property
    def calendar_sequence(self) -> int:
        """How often what stands in calendars has changed: their SEQUENCE."""
        return self.sequence + self.link_changes

    @property
    def span(self) -> Span:
        """The time it takes. Raises ValueError while the session has none."""
        if self.scheduled_at is None or self.ends_at is None:
            raise ValueError("this session has no start")
        return Span(self.scheduled_at, self.ends_at)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.duration_minutes)

    @property
    def is_ended(self) -> bool:
        return self.status in self.ENDED

    def checked_in_at(self, user_id: int) -> datetime | None:
        """When that party said "I am here"."""
        if user_id == self.contract.student_id:
            return self.student_checked_in_at
        return self.coach_checked_in_at


class WrapUp(models.Model):
    """That somebody wrote down what came of a session, for its card; the texts are the session's."""

    session = models.OneToOneField(
        CoachingSession, on_delete=models.PROTECT, related_name="wrap_up"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.session} wrap-up"


class NoShowClaim(models.Model):
    """One party says that the other did not come; it becomes true unless contested by `contest_by`."""

    class Status(models.TextChoices):
        OPEN = "open", _("waiting")
        STANDS = "stands", _("stands")
        CONTESTED = "contested", _("contested")
        TAKEN_BACK = "taken_back", _("taken back")

    session = models.ForeignKey(
        CoachingSession, on_delete=models.PROTECT, related_name="no_show_claims"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    claimed_at = models.DateTimeField()
    contest_by = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="one_claim_per_party")
        ]
        indexes = [
            models.Index(fields=["contest_by"], condition=Q(status="open"), name="claim_to_answer")
        ]


class PrivateNote(models.Model):
    """What one party wrote down about a session for itself alone."""

    session = models.ForeignKey(
        CoachingSession, on_delete=models.PROTECT, related_name="private_notes"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=1000)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="one_private_note_each")
        ]
