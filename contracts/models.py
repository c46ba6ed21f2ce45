"""Contracts: what two people agreed, as immutable versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.zones import validate_zone
from marketplace.models import PaymentModel, PaymentSchedule, Proposal
from marketplace.prices import Split, split


class PaidThrough(models.TextChoices):
    """Who takes the student's money: the two between themselves, or the platform before each session."""

    DIRECT = "direct", _("each other, as you agree")
    PLATFORM = "platform", _("Skileez, before each session")


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: User) -> "ContractQuerySet":
        """The two parties, nobody else."""
        return self.filter(Q(student=user) | Q(coach=user))

    def live(self) -> "ContractQuerySet":
        return self.filter(status__in=Contract.LIVE)

    def active(self) -> "ContractQuerySet":
        return self.filter(status=Contract.Status.ACTIVE)


class Contract(models.Model):
    """One deal. `version` counts every change of this row; the terms live in `ContractVersion`."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    LIVE = (Status.OFFERED, Status.ACTIVE, Status.PAUSED)
    AGREED = (Status.ACTIVE, Status.PAUSED)

    number = models.CharField(max_length=14, unique=True)  # SK-YYYY-NNNNNN
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="contracts")
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="contracts_as_student",
        db_index=False,
    )
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="contracts_as_coach",
        db_index=False,
    )
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=Status, default=Status.OFFERED)
    version = models.PositiveIntegerField(default=1)
    # The version in force; None until one was accepted.
    agreed_version = models.ForeignKey(
        "ContractVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The version that waits for an answer: an offer, a counter-offer or an amendment.
    open_version = models.ForeignKey(
        "ContractVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField(null=True, blank=True)  # effective start, from acceptance on
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(max_length=500, blank=True)
    # The last warning given before `ends_on` (14 or 3 days); cleared when the date moves.
    end_warned_days = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(status__in=["offered", "active", "paused"]),
                name="one_live_contract_per_proposal",
            )
        ]
        indexes = [
            models.Index(fields=["student", "coach"], name="contract_of_pair"),
            models.Index(fields=["coach", "student"], name="contract_of_coach"),
            models.Index(fields=["ends_on"], condition=Q(status="active"), name="contract_to_end"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("contract-detail", args=[self.pk])

    def other_party_id(self, user_id: int) -> int:
        """The id of the one who is not this party."""
        return self.coach_id if user_id == self.student_id else self.student_id

    def other_party(self, user: User) -> User:
        """The one who is not this party."""
        return self.coach if user.pk == self.student_id else self.student

    @property
    def in_force(self) -> "ContractVersion":
        """The version that both agreed on. Raises ValueError before anybody accepted."""
        if self.agreed_version is None:
            raise ValueError("the contract was not accepted")
        return self.agreed_version

    def newest_version(self) -> "ContractVersion":
        """The one that was offered last, whatever became of it."""
        return self.versions.latest("number")

    def open_or_newest_version(self) -> "ContractVersion":
        """The version that a press is about: the one that waits for an answer, or the newest."""
        return self.open_version or self.newest_version()

    def open_motion(self) -> "Motion | None":
        """The wish that waits for an answer; read anew unless a card's `fetch` read it."""
        motions = self.motions.all()
        return next((motion for motion in motions if motion.status == Motion.Status.OPEN), None)


class ContractVersion(models.Model):
    """One set of terms, never edited after it was offered. Dates are calendar days in `timezone`."""

    class Kind(models.TextChoices):
        OFFER = "offer", _("offer")
        AMENDMENT = "amendment", _("amendment")

    class Status(models.TextChoices):
        OFFERED = "offered", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        COUNTERED = "countered", _("countered")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")
        VOID = "void", _("void")

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OFFER)
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OFFERED)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=500, blank=True)

    session_count = models.PositiveSmallIntegerField()
    payment_model = models.CharField(max_length=12, choices=PaymentModel)
    hourly_rate = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    price_per_session = models.DecimalField(max_digits=10, decimal_places=2)
    duration_minutes = models.PositiveSmallIntegerField()
    total_amount = models.DecimalField(max_digits=10, decimal_places=2)
    payment_schedule = models.CharField(max_length=12, choices=PaymentSchedule)
    paid_through = models.CharField(
        max_length=8, choices=PaidThrough, default=PaidThrough.DIRECT, db_default="direct"
    )
    start_date = models.DateField()
    end_date = models.DateField()
    # Of an amendment: the day on which the contract ended when it was written. A pause since moves both.
    ends_on_before = models.DateField(null=True, blank=True)
    timezone = models.CharField(max_length=64, validators=[validate_zone])
    late_cancel_percent = models.PositiveSmallIntegerField(default=0)  # 0, 50 or 100 is kept
    cancellation_policy = models.TextField(max_length=1000, blank=True)
    learning_outcomes = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"], name="version_numbers_are_unique"
            ),
            models.CheckConstraint(
                condition=Q(late_cancel_percent__in=[0, 50, 100]),
                name="late_cancel_percent_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(status="offered"), name="version_to_answer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract} v{self.number}"

    @property
    def split(self) -> Split:
        """The total, the platform fee in it and the coach's share."""
        return split(self.total_amount)


class Motion(models.Model):
    """What one party asks of a running contract and the other may agree to; the terms stay as they are.

    An agreed pause lasts from `decided_at` to `resumed_at`.
    """

    class Kind(models.TextChoices):
        PAUSE = "pause", _("pause")
        COMPLETION = "completion", _("early completion")

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")
        VOID = "void", _("void")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="motions")
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["contract", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=Q(status="open"), name="one_open_motion_per_contract"
            )
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(status="open"), name="motion_to_answer"
            ),
            models.Index(
                fields=["decided_at"],
                condition=Q(kind="pause", status="accepted", resumed_at__isnull=True),
                name="pause_that_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.kind}"


class YearCounter(models.Model):
    """The last contract number given in a UTC year; its row lock keeps the numbers free of gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)
