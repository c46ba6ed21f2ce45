"""How a session gets its time, or another one: starts that one side proposes to the other."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from calendars.spans import Span
from core.zones import validate_zone
from sessions.models.session import CoachingSession

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable
    from django.db.models.fields.related_descriptors import RelatedManager


class StartsProposal(models.Model):
    """Exact starts for one session that one side put to the other, who takes one of them or none."""

    KIND: ClassVar[Literal["offer", "reschedule"]]
    WAITING: ClassVar[str]  # the status in which it can be answered
    status: "models.CharField[str | int | Combinable, str]"
    starts: "RelatedManager[ProposedStart]"

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    timezone = models.CharField(max_length=64, validators=[validate_zone])
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_waiting(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return self.status == self.WAITING and now < self.expires_at

    @property
    def start_times(self) -> list[datetime]:
        """Ascending."""
        return [start.starts_at for start in self.starts.all()]

    @property
    def chosen_start(self) -> datetime | None:
        return next((start.starts_at for start in self.starts.all() if start.is_chosen), None)


class TimesOffer(StartsProposal):
    """One to five starts for a session that is not booked."""

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SUPERSEDED = "superseded", _("replaced")
        LAPSED = "lapsed", _("lapsed")

    KIND = "offer"
    WAITING = Status.OPEN

    session = models.ForeignKey(CoachingSession, on_delete=models.PROTECT, related_name="offers")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(status="open"), name="one_open_offer_per_session"
            )
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(status="open"), name="offer_to_answer")
        ]


class RescheduleRequest(StartsProposal):
    """One to three new starts for a session that is booked."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting for an answer")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        COUNTERED = "countered", _("answered with other times")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")
        VOID = "void", _("void")

    KIND = "reschedule"
    WAITING = Status.PENDING

    session = models.ForeignKey(
        CoachingSession, on_delete=models.PROTECT, related_name="reschedules"
    )
    counters = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    version = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=500)
    old_start = models.DateTimeField()
    # Whether the chain's first request was made inside the 10-hour cut-off.
    asked_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(status="pending"),
                name="one_pending_reschedule_per_session",
            )
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(status="pending"), name="reschedule_to_answer"
            )
        ]

    @property
    def first(self) -> "RescheduleRequest":
        """The request with which the exchange began: this one, or what it counters in the end."""
        request = self
        while request.counters is not None:
            request = request.counters
        return request

    @property
    def counter_count(self) -> int:
        """How many counters stand between the first request and this one, itself included."""
        count, request = 0, self
        while request.counters is not None:
            count, request = count + 1, request.counters
        return count


AnyProposal = TimesOffer | RescheduleRequest


class ProposedStartQuerySet(models.QuerySet["ProposedStart"]):
    def waiting(self, now: datetime) -> Self:
        """Those that can still be taken, with `session_id`, `student_id` and `coach_id` as columns."""
        of_session = ("session_id", "session__contract__student_id", "session__contract__coach_id")
        session_id, student_id, coach_id = (
            Coalesce(f"offer__{name}", f"reschedule__{name}") for name in of_session
        )
        return self.filter(
            Q(offer__status=TimesOffer.WAITING, offer__expires_at__gt=now)
            | Q(reschedule__status=RescheduleRequest.WAITING, reschedule__expires_at__gt=now),
            starts_at__gt=now,
        ).annotate(session_id=session_id, student_id=student_id, coach_id=coach_id)

    def proposals(self) -> list[AnyProposal]:
        """What they are starts of, each once, with its session. One query."""
        starts = self.select_related("offer__session", "reschedule__session").order_by("pk")
        return list(dict.fromkeys(start.proposal for start in starts))


class ProposedStart(models.Model):
    """One start of an offer of times or of a request for another time."""

    offer = models.ForeignKey(
        TimesOffer, null=True, on_delete=models.CASCADE, related_name="starts"
    )
    reschedule = models.ForeignKey(
        RescheduleRequest, null=True, on_delete=models.CASCADE, related_name="starts"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_chosen = models.BooleanField(default=False)
    # Whether the cards that show it have been told that it was taken elsewhere.
    noted_taken = models.BooleanField(default=False)

    objects = ProposedStartQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["starts_at"], name="proposed_start_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=True) ^ Q(reschedule__isnull=True),
                name="start_of_an_offer_or_a_reschedule",
            ),
            models.UniqueConstraint(
                fields=["offer", "starts_at"], name="offered_starts_are_unique"
            ),
            models.UniqueConstraint(
                fields=["reschedule", "starts_at"], name="rescheduled_starts_are_unique"
            ),
        ]

    @property
    def proposal(self) -> AnyProposal:
        proposal = self.offer or self.reschedule
        assert proposal is not None
        return proposal

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)
