"""What one person sees of a proposal right now, and can do with it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import is_approved_coach
from calendars.coming_week import SharedTime, free_week
from core.cards import Card, CardAction
from marketplace.actions.awarding import is_uncommitted, takes_no_work
from marketplace.cards.changes import Change, last_changes
from marketplace.cards.request import PreferredWeek
from marketplace.cards.sorting import sorting
from marketplace.matching import shared_time
from marketplace.models import LearningRequest, Proposal
from marketplace.prices import Split

Status = LearningRequest.Status
PROPOSAL_TONES = {
    Proposal.Status.PENDING: "warn",
    Proposal.Status.ACCEPTED: "ok",
    Proposal.Status.DECLINED: "danger",
}


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
    def sorted_as(self) -> str:
        """How the owner sorted it while it waits; the coach never learns."""
        shown = self.is_my_turn and self.proposal.triage
        return self.proposal.get_triage_display() if shown else ""

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
    answers = _answers(proposal, is_owner=is_owner, now=now)
    sorts = is_owner and proposal.status == Proposal.Status.PENDING
    return (*answers, *sorting(proposal)) if sorts else answers


def _answers(proposal: Proposal, *, is_owner: bool, now: datetime) -> tuple[CardAction, ...]:
    request = proposal.request
    if proposal.status == Proposal.Status.ACCEPTED:
        can_release = is_owner and request.status == Status.AWARDED and _is_uncommitted(proposal)
        return (_release(proposal),) if can_release else ()
    waits = proposal.status == Proposal.Status.PENDING and now < proposal.expires_at
    if not waits or request.status != Status.OPEN:
        return ()
    return _owner_answers(proposal) if is_owner else _author_presses(proposal)


def _is_uncommitted(proposal: Proposal) -> bool:
    seen = proposal.seen_uncommitted
    return is_uncommitted(proposal) if seen is None else seen


def _takes_work(proposal: Proposal) -> bool:
    seen = proposal.seen_taking_work
    return is_approved_coach(proposal.coach) if seen is None else seen


def _owner_answers(proposal: Proposal) -> tuple[CardAction, ...]:
    name = proposal.coach.get_short_name()
    versions = (
        ("version", str(proposal.version)),
        ("request_version", str(proposal.request.version)),
    )
    why_not = "" if _takes_work(proposal) else str(takes_no_work(proposal).message)
    return (
        CardAction(
            verb="accept",
            label=_("Accept %(name)s’s proposal") % {"name": name},
            url=reverse("accept-proposal", args=[proposal.pk]),
            tone="primary",
            fields=versions,
            enabled=not why_not,
            why_not=why_not,
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
