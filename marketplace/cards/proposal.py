"""What one person sees of a proposal right now, and can do with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.coming_week import SharedTime, free_week
from core.cards import Card, CardAction, card_action
from marketplace import rules
from marketplace.cards.changes import Change, last_changes
from marketplace.cards.fetching import KnownOfProposals
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


def build_proposal_card(
    proposal: Proposal, viewer: User, now: datetime, known: KnownOfProposals
) -> ProposalCard:
    request = proposal.request
    is_owner = request.student_id == viewer.pk
    pending = proposal.status == Proposal.Status.PENDING
    live = proposal.status in Proposal.LIVE
    shared = proposal_overlap(proposal, now) if live and request.preferred_times else None
    return ProposalCard(
        dom_id=f"proposal-{proposal.pk}-card",
        version=proposal.version,
        actions=tuple(_actions(proposal, viewer, now, known)),
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
    if shared is None or not shared.spans:
        return None
    return PreferredWeek(
        ranges=shared.wall(viewer.timezone), zone_name=viewer.timezone, theirs=request.timezone
    )


def _actions(
    proposal: Proposal, viewer: User, now: datetime, known: KnownOfProposals
) -> Iterator[CardAction]:
    """What this side can press now; nothing that would be refused but for the coach's own reasons."""
    if proposal.request.student_id != viewer.pk:
        if rules.edit_proposal(proposal, by=viewer, now=now) is None:
            yield from (_edit(proposal), _withdraw(proposal))
        return
    if proposal.status == Proposal.Status.ACCEPTED:
        is_free = proposal.pk in known.uncommitted
        if rules.release_proposal(proposal, by=viewer, is_uncommitted=is_free) is None:
            yield _release(proposal)
        return
    if rules.decline_proposal(proposal, by=viewer, now=now) is None:
        takes_work = proposal.coach_id in known.taking_work
        yield _accept(proposal, viewer, now, takes_work=takes_work)
        yield _decline(proposal)
    if rules.sort_proposal(proposal, by=viewer) is None:
        yield from sorting(proposal)


def _accept(proposal: Proposal, viewer: User, now: datetime, *, takes_work: bool) -> CardAction:
    name = proposal.coach.get_short_name()
    return card_action(
        "accept",
        _("Accept %(name)s’s proposal") % {"name": name},
        reverse("accept-proposal", args=[proposal.pk]),
        refusal=rules.accept_proposal(proposal, by=viewer, now=now, takes_work=takes_work),
        tone="primary",
        fields=(
            ("version", str(proposal.version)),
            ("request_version", str(proposal.request.version)),
        ),
        outcome=_(
            "The request goes to %(name)s and other coaches are told. Nothing is charged: "
            "the contract comes next."
        )
        % {"name": name},
    )


def _decline(proposal: Proposal) -> CardAction:
    return card_action(
        "decline",
        _("Decline"),
        reverse("decline-proposal", args=[proposal.pk]),
        opens="drawer",
        tone="danger",
    )


def _edit(proposal: Proposal) -> CardAction:
    url = reverse("edit-proposal", args=[proposal.pk])
    return card_action("edit", _("Edit the proposal"), url, opens="drawer")


def _withdraw(proposal: Proposal) -> CardAction:
    return card_action(
        "withdraw",
        _("Withdraw the proposal"),
        reverse("withdraw-proposal", args=[proposal.pk]),
        tone="danger",
        fields=(("version", str(proposal.version)),),
        outcome=_("The student is told. You can send another while the request is open."),
    )


def _release(proposal: Proposal) -> CardAction:
    return card_action(
        "release",
        _("Release the award"),
        reverse("release-proposal", args=[proposal.pk]),
        tone="danger",
        fields=(("version", str(proposal.version)),),
        outcome=_("No contract was made, so the request opens again and other coaches are told."),
    )
