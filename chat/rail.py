"""The context beside a conversation: what it is about, what comes next, what this viewer can do now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Model, Prefetch, When, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Conversation
from contracts.models import Contract
from core.cards import CardAction, build_card, has_card, prepare
from marketplace.models import LearningRequest, Proposal
from sessions.models import CoachingSession


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
    """Drawn by `chat/_rail.html`."""

    conversation_id: int
    other: User
    request: LearningRequest | None
    proposal: Proposal | None
    contract: Contract | None
    dots: tuple[str, ...]
    done: int
    booked: int
    next_session: CoachingSession | None
    groups: tuple[Group, ...]

    @property
    def shortcuts(self) -> tuple[Shortcut, ...]:
        return tuple(shortcut for group in self.groups for shortcut in group.shortcuts)


ORDER = {"primary": 0, "quiet": 1, "danger": 2}
DOTS = {
    "completed": "done",
    "resolved": "done",
    "no_show_student": "done",
    "scheduled": "booked",
    "confirmed": "booked",
    "awaiting_outcome": "booked",
    "disputed": "problem",
    "no_show_coach": "problem",
    "void": "void",
    "unused": "void",
}


# The main answer stands first, the one that ends something last.
TONES = ("primary", "quiet", "danger")


def rail_of(conversation: Conversation, *, viewer: User, now: datetime) -> Rail:
    """The newest deal of the pair and its next session: three queries, and what the cards need."""
    contract = _contract(conversation)
    proposal = contract.proposal if contract else _proposal(conversation)
    sessions = list(_sessions(contract)) if contract else []
    upcoming = [s for s in sessions if s.scheduled_at and s.status in CoachingSession.BLOCKING]
    next_session = min(
        (s for s in upcoming if s.ends_at and s.ends_at > now),
        key=lambda s: s.scheduled_at or now,
        default=None,
    )
    dots = tuple(DOTS.get(status, "open") for status in _newest_attempts(sessions))
    other = conversation.coach if viewer.pk == conversation.student_id else conversation.student
    return Rail(
        conversation_id=conversation.pk,
        other=other,
        request=proposal.request if proposal else None,
        proposal=proposal,
        contract=contract,
        dots=dots,
        done=dots.count("done"),
        booked=dots.count("booked"),
        next_session=next_session,
        groups=_groups(proposal, contract, next_session, viewer=viewer, now=now),
    )


def _contract(conversation: Conversation) -> Contract | None:
    """The live one, else the newest."""
    return (
        Contract.objects.filter(student=conversation.student_id, coach=conversation.coach_id)
        .select_related("agreed_version", "open_version", "proposal__request", "student", "coach")
        .order_by(Case(When(status__in=Contract.LIVE, then=0), default=1), "-pk")
        .first()
    )


def _proposal(conversation: Conversation) -> Proposal | None:
    return (
        Proposal.objects.filter(
            request__student=conversation.student_id, coach=conversation.coach_id
        )
        .select_related("request__student", "coach")
        .order_by(F("decided_at").desc(nulls_first=True), "-pk")
        .first()
    )


def _sessions(contract: Contract) -> list[CoachingSession]:
    """In order of number and attempt; the contract's card reads them there too."""
    prefetch_related_objects(
        [contract], Prefetch("sessions", CoachingSession.objects.select_related("terms"))
    )
    return list(contract.sessions.all())


def _newest_attempts(sessions: list[CoachingSession]) -> list[str]:
    return list({session.number: session.status for session in sessions}.values())


def _groups(
    proposal: Proposal | None,
    contract: Contract | None,
    session: CoachingSession | None,
    *,
    viewer: User,
    now: datetime,
) -> tuple[Group, ...]:
    """What would succeed now, thing by thing; what is dangerous comes last."""
    version = contract and (contract.open_version or contract.agreed_version)
    if contract and version:
        version.contract = contract
    subjects: list[tuple[str, Model | None]] = [
        (_("Contract"), version),
        (_("Session %(number)s") % {"number": session.number} if session else "", session),
        (_("Proposal"), None if contract else proposal),
    ]
    prepare(subject for _about, subject in subjects if subject is not None)
    groups = []
    for about, subject in subjects:
        if subject is not None and has_card(subject):
            card = build_card(subject, viewer=viewer, now=now)
            possible = [action for action in card.actions if action.enabled]
            shortcuts = tuple(
                Shortcut(action=action, dom_id=card.dom_id)
                for action in sorted(possible, key=lambda action: ORDER[action.tone])
            )
            if shortcuts:
                groups.append(Group(about=about, shortcuts=shortcuts))
    return tuple(groups)
