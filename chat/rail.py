"""The context beside a conversation: what it is about, what comes next, what this viewer can do now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Model, QuerySet, When
from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Conversation
from chat.queries import with_people
from contracts.models import Contract
from core.cards import CardAction, build_card, has_card, preparing
from core.together import Reader, keep
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


# The main answer stands first, the one that ends something last.
ORDER = {"primary": 0, "quiet": 1, "danger": 2}


def reading_rail(
    mine: QuerySet[Conversation], *, viewer: User, now: datetime
) -> Reader[Rail | None]:
    """The newest deal of the pair and its next session; None if there is no such conversation.

    `mine` is one conversation as a queryset, found through `visible_to`. Two statements: what the deal
    is, then what its cards need.
    """
    newest = _contracts(mine)[:1]
    places, contracts, proposals, sessions = yield [
        with_people(mine), newest, _proposals(mine)[:1], _sessions(newest),
    ]  # fmt: skip
    if not places:
        return None
    (conversation,) = places
    contract = next(iter(contracts), None)
    proposal = contract.proposal if contract else next(iter(proposals), None)
    if contract:
        for session in sessions:
            session.contract = contract
        keep(contract, "sessions", sessions)
    upcoming = [s for s in sessions if s.scheduled_at and s.status in CoachingSession.BLOCKING]
    next_session = min(
        (s for s in upcoming if s.ends_at and s.ends_at > now),
        key=lambda s: s.scheduled_at or now,
        default=None,
    )
    subjects = _subjects(proposal, contract, next_session)
    yield from preparing([subject for _about, subject in subjects], now=now)
    progress = Progress(latest=latest_attempts(sessions), total=len(sessions))
    other = conversation.coach if viewer.pk == conversation.student_id else conversation.student
    return Rail(
        conversation_id=conversation.pk,
        other=other,
        request=proposal.request if proposal else None,
        proposal=proposal,
        contract=contract,
        dots=progress.dots,
        done=progress.completed,
        booked=progress.booked,
        next_session=next_session,
        groups=_groups(subjects, viewer=viewer, now=now),
    )


def _contracts(mine: QuerySet[Conversation]) -> QuerySet[Contract]:
    """A live one first, then the newest."""
    return (
        Contract.objects.filter(student__in=mine.values("student"), coach__in=mine.values("coach"))
        .select_related(
            "agreed_version", "open_version__based_on", "proposal__request", "student", "coach"
        )
        .order_by(Case(When(status__in=Contract.LIVE, then=0), default=1), "-pk")
    )


def _proposals(mine: QuerySet[Conversation]) -> QuerySet[Proposal]:
    """One that waits first, then the one decided last."""
    return (
        Proposal.objects.filter(
            request__student__in=mine.values("student"), coach__in=mine.values("coach")
        )
        .select_related("request__student", "coach__calendar")
        .order_by(F("decided_at").desc(nulls_first=True), "-pk")
    )


def _sessions(contracts: QuerySet[Contract]) -> QuerySet[CoachingSession]:
    """In order of number and attempt."""
    rows = CoachingSession.objects.filter(contract__in=contracts.values("pk"))
    return rows.select_related("terms").order_by("number", "attempt")


def _subjects(
    proposal: Proposal | None, contract: Contract | None, session: CoachingSession | None
) -> list[tuple[str, Model]]:
    """What can be acted on, by its name: the contract and its next session, or before it the proposal."""
    if contract is None:
        return [(_("Proposal"), proposal)] if proposal else []
    found: list[tuple[str, Model]] = []
    if version := contract.open_version or contract.agreed_version:
        version.contract = contract
        found.append((_("Contract"), version))
    if session:
        found.append((_("Session %(number)s") % {"number": session.number}, session))
    return found


def _groups(subjects: list[tuple[str, Model]], *, viewer: User, now: datetime) -> tuple[Group, ...]:
    """What would succeed now, thing by thing; what is dangerous comes last."""
    groups = []
    for about, subject in subjects:
        if has_card(subject):
            card = build_card(subject, viewer=viewer, now=now)
            possible = [action for action in card.actions if action.enabled]
            shortcuts = tuple(
                Shortcut(action=action, dom_id=card.dom_id)
                for action in sorted(possible, key=lambda action: ORDER[action.tone])
            )
            if shortcuts:
                groups.append(Group(about=about, shortcuts=shortcuts))
    return tuple(groups)
