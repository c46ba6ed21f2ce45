"""Learning requests and the proposals that answer them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Skill, User
from core.bidi import isolated
from core.searching import WordsField
from core.zones import validate_zone
from marketplace.prices import Split, split

PROPOSAL_LIFETIME = timedelta(days=14)
REQUEST_LIFETIME = timedelta(days=30)


class Level(models.TextChoices):
    BEGINNER = "beginner", _("beginner")
    INTERMEDIATE = "intermediate", _("intermediate")
    ADVANCED = "advanced", _("advanced")
    EXPERT = "expert", _("expert")


class PaymentModel(models.TextChoices):
    PER_SESSION = "per_session", _("per session")
    PER_HOUR = "per_hour", _("per hour")


class PaymentSchedule(models.TextChoices):
    PER_SESSION = "per_session", _("after each session")
    FOUR_WEEKLY = "four_weekly", _("every four weeks, for what was held")


class LearningRequestQuerySet(models.QuerySet["LearningRequest"]):
    def visible_to(self, user: User) -> "LearningRequestQuerySet":
        """One's own in any state; to others the open ones, and those they have proposed on."""
        proposed = Proposal.objects.filter(coach=user, request=models.OuterRef("pk"))
        return self.filter(
            Q(student=user) | Q(status=LearningRequest.Status.OPEN) | Q(models.Exists(proposed))
        )

    def open(self) -> "LearningRequestQuerySet":
        return self.filter(status=LearningRequest.Status.OPEN)


class LearningRequest(models.Model):
    """What a student wants to learn. `version` grows with every edit that proposers should know of."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        AWARDED = "awarded", _("awarded")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")
        SUSPENDED = "suspended", _("suspended")

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="learning_requests"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    status_before_suspension = models.CharField(max_length=10, choices=Status, blank=True)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=100)
    description = models.TextField(max_length=5000)
    skill_tags = models.ManyToManyField(Skill, blank=True, related_name="requests")
    level = models.CharField(max_length=12, choices=Level, default=Level.BEGINNER)
    budget = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    sessions_needed = models.PositiveSmallIntegerField(default=1)
    timeframe = models.CharField(max_length=120, blank=True)
    # How the student would like prices to be named; empty is either way.
    payment_model = models.CharField(max_length=12, choices=PaymentModel, blank=True, default="")
    # Weekly wall-clock ranges in `timezone`: [{"weekday": 0, "starts": "17:00", "ends": "19:00"}, …]
    preferred_times = models.JSONField(default=list, blank=True)
    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField()
    expiry_warned_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.CharField(max_length=500, blank=True)
    # Of title, description and skills, for finding work; the title's also apart, to put the best fit first.
    words = WordsField(blank=True)
    title_words = WordsField(blank=True)
    # Of a draft: the form as it was typed, right or wrong. Emptied when the request opens.
    draft_input = models.JSONField(default=dict, blank=True)

    objects = LearningRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "-opened_at", "-id"], name="request_listing"),
            models.Index(
                fields=["last_activity_at"], condition=Q(status="open"), name="request_to_expire"
            ),
        ]

    def __str__(self) -> str:
        return isolated(self.title)

    def get_absolute_url(self) -> str:
        return reverse("job-detail", args=[self.pk])

    @property
    def expires_at(self) -> datetime:
        return self.last_activity_at + REQUEST_LIFETIME


class ScreeningQuestion(models.Model):
    """One wording of one question. An edit retires the row and adds another, so answers stay true."""

    request = models.ForeignKey(LearningRequest, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=250)
    request_version = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> "ProposalQuerySet":
        """Its author and the owner of the request; nobody else, least of all a rival."""
        return self.filter(Q(coach=user) | Q(request__student=user))

    def live(self) -> "ProposalQuerySet":
        return self.filter(status__in=Proposal.LIVE)

    def pending(self) -> "ProposalQuerySet":
        return self.filter(status=Proposal.Status.PENDING)

    def barring(self) -> "ProposalQuerySet":
        """The declined ones that no invitation came after: their coach may not try again."""
        later = Invitation.objects.filter(
            request=OuterRef("request"),
            coach=OuterRef("coach"),
            invited_at__gt=OuterRef("decided_at"),
        )
        return self.filter(~Exists(later), status=Proposal.Status.DECLINED)

    def in_the_way(self) -> "ProposalQuerySet":
        """Those for which their coach cannot send another one now."""
        return self.live() | self.barring()


class Proposal(models.Model):
    """A coach's answer to a request. `version` grows with each edit and each change of status."""

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")
        NOT_SELECTED = "not_selected", _("not selected")
        RELEASED = "released", _("released")

    class Triage(models.TextChoices):
        NONE = "", _("unsorted")
        SHORTLISTED = "shortlisted", _("shortlisted")
        ARCHIVED = "archived", _("archived")

    LIVE = (Status.PENDING, Status.ACCEPTED)

    request = models.ForeignKey(LearningRequest, on_delete=models.PROTECT, related_name="proposals")
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="proposals",
        db_index=False,
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING)
    version = models.PositiveIntegerField(default=1)
    request_version = models.PositiveIntegerField()  # the wording of the request that it answers
    cover_letter = models.TextField(max_length=2000)
    approach_summary = models.TextField(max_length=1000)
    availability_match = models.BooleanField(default=False)  # as claimed by the coach
    payment_model = models.CharField(
        max_length=12, choices=PaymentModel, default=PaymentModel.PER_SESSION
    )
    hourly_rate = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    price_per_session = models.DecimalField(max_digits=10, decimal_places=2)
    session_count = models.PositiveSmallIntegerField()
    duration_minutes = models.PositiveSmallIntegerField(default=60)
    expected_total = models.DecimalField(max_digits=10, decimal_places=2)
    payment_schedule = models.CharField(
        max_length=12, choices=PaymentSchedule, default=PaymentSchedule.PER_SESSION
    )
    # [{"question_id": 3, "question": "as worded then", "answer": "…"}, …]
    answers = models.JSONField(default=list, blank=True)
    submitted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    # The terms as they stood at acceptance: contracts.terms_from_proposal reads them, nothing edits them.
    accepted_terms = models.JSONField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=500, blank=True)
    # How the owner of the request sorted it; the author never learns.
    triage = models.CharField(max_length=12, choices=Triage, default=Triage.NONE, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "coach"],
                condition=Q(status__in=["pending", "accepted"]),
                name="one_live_proposal_per_coach",
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(status="accepted"), name="one_accepted_proposal"
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(status="pending"), name="proposal_to_answer"
            ),
            models.Index(
                fields=["accepted_at"], condition=Q(status="accepted"), name="proposal_to_commit"
            ),
            models.Index(fields=["coach", "status"], name="proposal_of_coach"),
        ]

    def __str__(self) -> str:
        return f"proposal of {self.coach} for {self.request}"

    def get_absolute_url(self) -> str:
        return reverse("proposal-detail", args=[self.pk])

    @property
    def split(self) -> Split:
        """The expected total, the platform fee in it and the coach's share."""
        return split(self.expected_total)


class ProposalRevision(models.Model):
    """What an edit replaced: the former values of the changed fields, as plain text values."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()  # the version that had these values
    former = models.JSONField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "version"], name="one_revision_per_version")
        ]


class RequestOpening(models.Model):
    """That a request was opened for proposals, for the first time or again."""

    request = models.ForeignKey(LearningRequest, on_delete=models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField()


class Invitation(models.Model):
    """A student asked this coach to propose. It also lets a declined coach propose once more."""

    request = models.ForeignKey(
        LearningRequest, on_delete=models.CASCADE, related_name="invitations"
    )
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations"
    )
    invited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "coach"], name="one_invitation_per_coach")
        ]


class SavedRequest(models.Model):
    """A request that somebody wants to find again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_requests"
    )
    request = models.ForeignKey(LearningRequest, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "request"], name="saved_once")]


class SavedSearch(models.Model):
    """A search for work that tells its owner of requests opened since `checked_at`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)  # the address's query, without order and page
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "query"], name="one_search_per_query")
        ]

    def __str__(self) -> str:
        return isolated(self.name)


class SearchFind(models.Model):
    """That a saved search told its owner of a request; one that opened again is told of again."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="finds")
    request = models.ForeignKey(LearningRequest, on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "found_at", "request"], name="found_once_at_a_time"
            )
        ]
