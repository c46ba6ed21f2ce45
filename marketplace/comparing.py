"""A request and its proposals side by side, for its owner."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

from accounts.models import User
from core.cards import CardAction, build_card, prepare
from marketplace.cards import SORTING_VERBS, ProposalCard, owner_presses
from marketplace.models import Invitation, LearningRequest, Proposal, ScreeningQuestion
from marketplace.queries import proposals_with_people


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One proposal among the others. `answers` follow the questions in force, "" where one is missing."""

    card: ProposalCard
    answers: tuple[tuple[str, str], ...]
    older_answers: tuple[dict[str, str], ...]
    budget_left: Decimal | None

    @property
    def proposal(self) -> Proposal:
        return self.card.proposal

    @property
    def answering(self) -> tuple[CardAction, ...]:
        return tuple(press for press in self.card.actions if press.verb not in SORTING_VERBS)

    @property
    def sorting(self) -> tuple[CardAction, ...]:
        return tuple(press for press in self.card.actions if press.verb in SORTING_VERBS)

    @property
    def over_budget(self) -> Decimal | None:
        """By how much the total is above the budget; None when it is not."""
        return -self.budget_left if self.budget_left is not None and self.budget_left < 0 else None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A request and its proposals side by side: the shortlisted first, the archived and the ended apart."""

    row: LearningRequest
    presses: tuple[CardAction, ...]
    kept: list[Compared]
    archived: list[Compared]
    over: list[Proposal]
    invited: list[Invitation]

    @property
    def dom_id(self) -> str:
        return f"request-{self.row.pk}"


def compared(row: LearningRequest, viewer: User, now: datetime) -> Comparison:
    """What the owner weighs. The number of queries does not grow with the proposals."""
    rows = list(proposals_with_people(row.proposals.all()).order_by("submitted_at", "pk"))
    prepare(rows, now=now)
    questions = list(row.questions.filter(retired_at=None))
    live = []
    for proposal in rows:
        proposal.request = row
        if proposal.status in Proposal.LIVE:
            card = cast(ProposalCard, build_card(proposal, viewer=viewer, now=now))
            live.append(_compared(card, questions))
    kept = [one for one in live if one.proposal.triage != Proposal.Triage.ARCHIVED]
    kept.sort(key=_weight)
    proposed = {proposal.coach_id for proposal in rows}
    invited = row.invitations.exclude(coach__in=proposed).select_related("coach")
    return Comparison(
        row=row,
        presses=owner_presses(row),
        kept=kept,
        archived=[one for one in live if one not in kept],
        over=[proposal for proposal in rows if proposal.status not in Proposal.LIVE],
        invited=list(invited.order_by("invited_at")),
    )


def _weight(one: Compared) -> tuple[bool, bool]:
    """The accepted one first, then the shortlisted; among equals the earlier."""
    accepted = one.proposal.status == Proposal.Status.ACCEPTED
    return (not accepted, one.proposal.triage != Proposal.Triage.SHORTLISTED)


def _compared(card: ProposalCard, questions: list[ScreeningQuestion]) -> Compared:
    proposal, budget = card.proposal, card.request.budget
    given = {answer["question_id"]: answer for answer in proposal.answers}
    in_force = tuple(
        (question.text, given.pop(question.pk, {}).get("answer", "")) for question in questions
    )
    return Compared(
        card=card,
        answers=in_force,
        older_answers=tuple(given.values()),
        budget_left=None if budget is None else budget - proposal.expected_total,
    )
