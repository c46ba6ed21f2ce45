"""The context beside a conversation: what it is about, what comes next, what this viewer can do now."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from chat.models import Conversation
from chat.workspace.under_way import Subject, UnderWay, under_way
from contracts.models import Contract
from core.cards import CardAction, Known, build_card, fetch, has_card
from marketplace.models import LearningRequest, Proposal
from sessions.models import CoachingSession
from sessions.queries import Progress, latest_attempts


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """An action of one of the cards."""

    action: CardAction
    dom_id: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """What can be done with one thing, named by `about`."""

    about: str
    shortcuts: tuple[Shortcut, ...]


@dataclass(frozen=True, kw_only=True)
class Rail:
    """Drawn by `chat/_rail.html`. `contract` is the one that runs, else the one in the making."""

    conversation_id: int
    other: User
    request: LearningRequest | None
    contract: Contract | None
    proposals: tuple[Proposal, ...]  # that wait for an answer or for their contract
    dots: tuple[str, ...]
    total: int
    done: int
    booked: int
    next_session: CoachingSession | None
    groups: tuple[Group, ...]

    @property
    def shortcuts(self) -> tuple[Shortcut, ...]:
        return tuple(shortcut for group in self.groups for shortcut in group.shortcuts)


# The main answer stands first, the one that ends something last.
ORDER = {"primary": 0, "quiet": 1, "danger": 2}


def rail_of(
    conversation: Conversation,
    *,
    viewer: User,
    now: datetime,
    found: UnderWay | None = None,
    known: Known | None = None,
) -> Rail:
    """What the pair has under way. `found` and what its cards need are read here unless they were already."""
    found = found or under_way(conversation, now=now)
    known = known or fetch(found.cards(), now=now)
    settled = not (found.live or found.open_proposals)
    contract = next(iter(found.contracts if settled else found.live), None)
    mine_now = latest_attempts(contract.sessions.all() if contract else ())
    progress = Progress(latest=mine_now, total=_count(contract))
    other = conversation.coach if viewer.pk == conversation.student_id else conversation.student
    return Rail(
        conversation_id=conversation.pk,
        other=other,
        request=_request(contract, found.proposals),
        contract=contract,
        proposals=tuple(found.open_proposals),
        dots=tuple(dot for dot in progress.dots if dot != "void"),
        total=progress.total,
        done=progress.completed,
        booked=progress.booked,
        next_session=found.next_session,
        groups=_groups(found.subjects, viewer=viewer, now=now, known=known),
    )


def _count(contract: Contract | None) -> int:
    """How many sessions are agreed."""
    return contract.agreed_version.session_count if contract and contract.agreed_version else 0


def _request(contract: Contract | None, proposals: Sequence[Proposal]) -> LearningRequest | None:
    proposal = contract.proposal if contract else next(iter(proposals), None)
    return proposal.request if proposal else None


def _groups(
    subjects: Sequence[Subject], *, viewer: User, now: datetime, known: Known
) -> tuple[Group, ...]:
    """What would succeed now, thing by thing, each once; what is dangerous comes last."""
    found: dict[str, dict[str, Shortcut]] = defaultdict(dict)
    for about, subject in subjects:
        if has_card(subject):
            card = build_card(subject, viewer=viewer, now=now, known=known)
            for action in card.actions:
                if action.enabled:
                    shortcut = Shortcut(action=action, dom_id=card.dom_id)
                    found[about].setdefault(action.verb, shortcut)
    return tuple(
        Group(
            about=about,
            shortcuts=tuple(sorted(shortcuts.values(), key=lambda each: ORDER[each.action.tone])),
        )
        for about, shortcuts in found.items()
    )
