"""What one person sees of a request or a proposal right now, and can do with it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import is_approved_coach
from core.cards import Card, CardAction
from core.money import Split
from marketplace.actions.awarding import is_uncommitted
from marketplace.matching import SharedTime, free_week, shared_time, shown_in
from marketplace.models import (
    LearningRequest,
    PaymentModel,
    PaymentSchedule,
    Proposal,
    ProposalRevision,
)
from marketplace.weekly import WeekRange, week_ranges

Status = LearningRequest.Status
REQUEST_TONES = {
    Status.OPEN: "ok",
    Status.AWARDED: "accent",
    Status.SUSPENDED: "danger",
}
PROPOSAL_TONES = {
    Proposal.Status.PENDING: "warn",
    Proposal.Status.ACCEPTED: "ok",
    Proposal.Status.DECLINED: "danger",
}


@dataclass(frozen=True, kw_only=True)
class PreferredWeek:
    """Preferred times on the viewer's clock this week; `theirs` is the zone they were asked for in."""

    ranges: tuple[WeekRange, ...]
    zone_name: str
    theirs: str

    @property
    def is_moved(self) -> bool:
        return self.zone_name != self.theirs

    @property
    def days(self) -> list[tuple[str, list[WeekRange]]]:
        """Every weekday with its ranges, Monday first."""
        return [
            (str(WEEKDAYS_ABBR[day]), [r for r in self.ranges if r.weekday == day])
            for day in range(7)
        ]


def preferred_week(request: LearningRequest, viewer: User, now: datetime) -> PreferredWeek | None:
    """The preferred times as this viewer's clock shows them; None when the student named none."""
    wanted = week_ranges(request.preferred_times)
    if not wanted:
        return None
    shown = shown_in(wanted, zone_name=request.timezone, viewer_zone=viewer.timezone, now=now)
    return PreferredWeek(ranges=shown, zone_name=viewer.timezone, theirs=request.timezone)


@dataclass(frozen=True, kw_only=True)
class RequestCard(Card):
    request: LearningRequest
    url: str
    tone: str
    is_owner: bool
    skills: tuple[str, ...]
    week: PreferredWeek | None

    @property
    def status_label(self) -> str:
        return self.request.get_status_display()

    @property
    def is_past(self) -> bool:
        return self.request.status not in (Status.DRAFT, Status.OPEN)


def build_request_card(request: LearningRequest, viewer: User, now: datetime) -> RequestCard:
    is_owner = request.student_id == viewer.pk
    return RequestCard(
        dom_id=f"request-{request.pk}-card",
        version=request.version,
        actions=_owner_actions(request) if is_owner else _coach_actions(request, viewer),
        refresh_at=request.expires_at if request.status == Status.OPEN else None,
        request=request,
        url=reverse("job-detail", args=[request.pk]),
        tone=REQUEST_TONES.get(Status(request.status), ""),
        is_owner=is_owner,
        skills=tuple(skill.name for skill in request.skill_tags.all()),
        week=preferred_week(request, viewer, now),
    )


def open_action(request: LearningRequest) -> CardAction:
    return CardAction(
        verb="open",
        label=_("Open the request"),
        url=reverse("job-detail", args=[request.pk]),
        method="get",
        opens="page",
    )


def _owner_actions(request: LearningRequest) -> tuple[CardAction, ...]:
    if request.status == Status.DRAFT:
        url = f"{reverse('post-request')}?draft={request.pk}"
        return (
            CardAction(
                verb="finish", label=_("Finish the draft"), url=url, method="get", opens="page"
            ),
        )
    manage = CardAction(
        verb="manage",
        label=_("Compare proposals"),
        url=reverse("job-manage", args=[request.pk]),
        method="get",
        opens="page",
    )
    return (open_action(request), manage)


def owner_presses(request: LearningRequest) -> tuple[CardAction, ...]:
    """What the owner can do on the pages about the request: edit, keep open, withdraw, open again."""
    fields = (("version", str(request.version)),)
    edit = CardAction(
        verb="edit",
        label=_("Edit the request"),
        url=reverse("edit-job", args=[request.pk]),
        method="get",
        opens="page",
    )
    keep = CardAction(
        verb="keep",
        label=_("Keep it open"),
        url=reverse("keep-request", args=[request.pk]),
        fields=fields,
        tone="primary",
        outcome=_("It stays open for another 30 days."),
    )
    withdraw = CardAction(
        verb="withdraw",
        label=_("Withdraw the request"),
        url=reverse("withdraw-request", args=[request.pk]),
        fields=fields,
        tone="danger",
        outcome=_("It is no longer shown, and coaches who wait for your answer are told."),
    )
    reopen = CardAction(
        verb="reopen",
        label=_("Open it again"),
        url=reverse("reopen-request", args=[request.pk]),
        fields=fields,
        tone="primary",
        outcome=_("Coaches can find it and send proposals."),
    )
    if request.status == Status.OPEN:
        return ((keep,) if request.expiry_warned_at else ()) + (edit, withdraw)
    if request.status in (Status.WITHDRAWN, Status.EXPIRED):
        return (reopen,)
    return ()


def _coach_actions(request: LearningRequest, viewer: User) -> tuple[CardAction, ...]:
    mine = request.proposals.live().filter(coach=viewer).first()
    if mine is not None or request.status != Status.OPEN or not is_approved_coach(viewer):
        return (open_action(request),)
    propose = CardAction(
        verb="propose",
        label=_("Send a proposal"),
        url=reverse("submit-proposal", args=[request.pk]),
        method="get",
        opens="page",
        tone="primary",
    )
    return (propose, open_action(request))


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that the last edit changed, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ProposalCard(Card):
    proposal: Proposal
    request: LearningRequest
    url: str
    tone: str
    is_owner: bool
    other: User
    currency: str
    split: Split
    shared: SharedTime | None
    shared_week: PreferredWeek | None
    changes: tuple[Change, ...]

    @property
    def status_label(self) -> str:
        return self.proposal.get_status_display()

    @property
    def is_past(self) -> bool:
        return self.proposal.status not in Proposal.LIVE

    @property
    def is_my_turn(self) -> bool:
        return self.is_owner and self.proposal.status == Proposal.Status.PENDING

    @property
    def is_older_wording(self) -> bool:
        """Whether the request was edited after this proposal was written."""
        return not self.is_past and self.proposal.request_version < self.request.version


def build_proposal_card(proposal: Proposal, viewer: User, now: datetime) -> ProposalCard:
    request = proposal.request
    is_owner = request.student_id == viewer.pk
    pending = proposal.status == Proposal.Status.PENDING
    live = proposal.status in Proposal.LIVE
    shared = proposal_overlap(proposal, now) if live and request.preferred_times else None
    return ProposalCard(
        dom_id=f"proposal-{proposal.pk}-card",
        version=proposal.version,
        actions=proposal_actions(proposal, is_owner=is_owner, now=now),
        refresh_at=proposal.expires_at if pending else None,
        proposal=proposal,
        request=request,
        url=reverse("proposal-detail", args=[proposal.pk]),
        tone=PROPOSAL_TONES.get(Proposal.Status(proposal.status), ""),
        is_owner=is_owner,
        other=proposal.coach if is_owner else request.student,
        currency=request.currency,
        split=proposal.split,
        shared=shared,
        shared_week=_shared_week(shared, request, viewer),
        changes=last_changes(proposal),
    )


def proposal_overlap(proposal: Proposal, now: datetime) -> SharedTime:
    """When the coach's calendar is open at the times the student prefers, in the coming week."""
    return shared_time(proposal.request, free_week(proposal.coach.calendar, now), now)


def _shared_week(
    shared: SharedTime | None, request: LearningRequest, viewer: User
) -> PreferredWeek | None:
    if shared is None or not shared.ranges:
        return None
    return PreferredWeek(
        ranges=shared.wall(viewer.timezone), zone_name=viewer.timezone, theirs=request.timezone
    )


def proposal_actions(
    proposal: Proposal, *, is_owner: bool, now: datetime
) -> tuple[CardAction, ...]:
    """What this side can press now; nothing that would be refused."""
    request = proposal.request
    if proposal.status == Proposal.Status.ACCEPTED:
        can_release = is_owner and request.status == Status.AWARDED and is_uncommitted(proposal)
        return (_release(proposal),) if can_release else ()
    waits = proposal.status == Proposal.Status.PENDING and now < proposal.expires_at
    if not waits or request.status != Status.OPEN:
        return ()
    return _owner_answers(proposal) if is_owner else _author_presses(proposal)


def _owner_answers(proposal: Proposal) -> tuple[CardAction, ...]:
    name = proposal.coach.get_short_name()
    versions = (
        ("version", str(proposal.version)),
        ("request_version", str(proposal.request.version)),
    )
    return (
        CardAction(
            verb="accept",
            label=_("Accept %(name)s’s proposal") % {"name": name},
            url=reverse("accept-proposal", args=[proposal.pk]),
            tone="primary",
            fields=versions,
            outcome=_(
                "The request goes to %(name)s and other coaches are told. Nothing is charged: "
                "the contract comes next."
            )
            % {"name": name},
        ),
        CardAction(
            verb="decline",
            label=_("Decline"),
            url=reverse("decline-proposal", args=[proposal.pk]),
            method="get",
            opens="drawer",
            tone="danger",
        ),
    )


def _author_presses(proposal: Proposal) -> tuple[CardAction, ...]:
    return (
        CardAction(
            verb="edit",
            label=_("Edit the proposal"),
            url=reverse("edit-proposal", args=[proposal.pk]),
            method="get",
            opens="drawer",
        ),
        CardAction(
            verb="withdraw",
            label=_("Withdraw the proposal"),
            url=reverse("withdraw-proposal", args=[proposal.pk]),
            tone="danger",
            fields=(("version", str(proposal.version)),),
            outcome=_("The student is told. You can send another while the request is open."),
        ),
    )


def _release(proposal: Proposal) -> CardAction:
    return CardAction(
        verb="release",
        label=_("Release the award"),
        url=reverse("release-proposal", args=[proposal.pk]),
        tone="danger",
        fields=(("version", str(proposal.version)),),
        outcome=_("No contract was made, so the request opens again and other coaches are told."),
    )


def last_changes(proposal: Proposal) -> tuple[Change, ...]:
    """What the last edit changed, for a proposal that still waits."""
    if proposal.status != Proposal.Status.PENDING or not proposal.edited_at:
        return ()
    revisions = list(proposal.revisions.all())
    return tuple(_changes(proposal, revisions[-1])) if revisions else ()


def _changes(proposal: Proposal, revision: ProposalRevision) -> list[Change]:
    labels = {
        "cover_letter": _("Letter"),
        "approach_summary": _("Approach"),
        "availability_match": _("Preferred times"),
        "payment_model": _("Price model"),
        "hourly_rate": _("Rate per hour"),
        "price_per_session": _("Price per session"),
        "session_count": _("Sessions"),
        "duration_minutes": _("Minutes each"),
        "expected_total": _("Total"),
        "payment_schedule": _("Paid"),
        "answers": _("Answers"),
    }
    return [
        Change(
            label=labels[name],
            before=_shown(proposal, name, before),
            after=_shown(proposal, name, getattr(proposal, name)),
        )
        for name, before in revision.former.items()
    ]


def _shown(proposal: Proposal, name: str, value: object) -> str:
    """A value of a changed field in words; long texts are only said to be rewritten."""
    if name in ("cover_letter", "approach_summary", "answers"):
        return _("rewritten") if value == getattr(proposal, name) else ""
    if name == "availability_match":
        return _("suits them") if value else _("not claimed")
    if value is None:
        return "–"
    if name in ("hourly_rate", "price_per_session", "expected_total"):
        return f"{proposal.request.currency} {Decimal(str(value)):.2f}"
    if name in ("payment_model", "payment_schedule"):
        labels = {**dict(PaymentModel.choices), **dict(PaymentSchedule.choices)}
        return str(labels.get(str(value), value))
    return str(value)
