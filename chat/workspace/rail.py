"""The context beside a conversation: what it is about, what comes next, what this viewer can do now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, Model, OuterRef, Prefetch, Q, QuerySet, When
from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Conversation
from contracts.models import Contract
from core.bidi import isolated
from core.cards import CardAction, Known, build_card, fetch, has_card
from marketplace.models import LearningRequest, Proposal
from sessions.models import CoachingSession, RescheduleRequest
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
# A pair has seldom more than one of each under way; who has more finds the others in the timeline.
CONTRACTS_MOST, PROPOSALS_MOST, SESSIONS_MOST = 4, 3, 4
Session = CoachingSession.Status
WAITING = (Session.OFFERED, Session.AWAITING_OUTCOME)


def rail_of(conversation: Conversation, *, viewer: User, now: datetime) -> Rail:
    """What the pair has under way."""
    contracts = list(_contracts(conversation)[:CONTRACTS_MOST])
    proposals: list[Any] = list(_proposals(conversation)[:PROPOSALS_MOST])
    reschedules = list(_reschedules(contracts))
    live = [contract for contract in contracts if contract.status in Contract.LIVE]
    open_proposals = [proposal for proposal in proposals if proposal.is_under_way]
    contract = next(iter(live if live or open_proposals else contracts), None)
    mine_now = latest_attempts(contract.sessions.all() if contract else ())
    next_session = Progress(latest=tuple(_current(live)), total=0).upcoming(now)
    subjects = [
        *_of_contracts(live), *_of_proposals(open_proposals),
        *_of_sessions(live, next_session), *_of_reschedules(live, reschedules),
    ]  # fmt: skip
    known = fetch((subject for _about, subject in subjects), now=now)
    progress = Progress(latest=mine_now, total=_count(contract))
    other = conversation.coach if viewer.pk == conversation.student_id else conversation.student
    return Rail(
        conversation_id=conversation.pk,
        other=other,
        request=_request(contract, proposals),
        contract=contract,
        proposals=tuple(open_proposals),
        dots=tuple(dot for dot in progress.dots if dot != "void"),
        total=progress.total,
        done=progress.completed,
        booked=progress.booked,
        next_session=next_session,
        groups=_groups(subjects, viewer=viewer, now=now, known=known),
    )


def _contracts(conversation: Conversation) -> QuerySet[Contract]:
    """With their sessions. Those that run first, then those in the making, then the newest of the others."""
    rank = Case(
        When(status__in=Contract.AGREED, then=0), When(status__in=Contract.LIVE, then=1), default=2
    )
    return (
        Contract.objects.filter(student=conversation.student_id, coach=conversation.coach_id)
        .select_related(
            "agreed_version", "open_version__based_on", "proposal__request", "student", "coach"
        )
        .prefetch_related(
            Prefetch("sessions", CoachingSession.objects.select_related("terms")),
        )
        .order_by(rank, "-pk")
    )


def _proposals(conversation: Conversation) -> QuerySet[Proposal]:
    """Those that wait for an answer or for their contract first, then the one decided last."""
    stands = Q(status__in=Contract.LIVE) | Q(activated_at__isnull=False)
    led_on = Contract.objects.filter(stands, proposal=OuterRef("pk"))
    waits = Q(status=Proposal.Status.PENDING) | (
        Q(status=Proposal.Status.ACCEPTED) & ~Exists(led_on)
    )
    return (
        Proposal.objects.filter(
            request__student=conversation.student_id, coach=conversation.coach_id
        )
        .select_related("request__student", "coach__calendar")
        .annotate(is_under_way=Case(When(waits, then=True), default=False))
        .order_by("-is_under_way", F("decided_at").desc(nulls_first=True), "-pk")
    )


def _reschedules(contracts: Sequence[Contract]) -> QuerySet[RescheduleRequest]:
    """Those that wait for an answer."""
    rows = RescheduleRequest.objects.filter(
        session__contract__in=contracts, status=RescheduleRequest.Status.PENDING
    )
    return rows.select_related("author").order_by("pk")


def _current(contracts: Iterable[Contract]) -> Iterator[CoachingSession]:
    for contract in contracts:
        yield from latest_attempts(contract.sessions.all())


def _count(contract: Contract | None) -> int:
    """How many sessions are agreed."""
    return contract.agreed_version.session_count if contract and contract.agreed_version else 0


def _request(contract: Contract | None, proposals: Sequence[Proposal]) -> LearningRequest | None:
    proposal = contract.proposal if contract else next(iter(proposals), None)
    return proposal.request if proposal else None


Subject = tuple[str, Model]


def _of_contracts(contracts: Sequence[Contract]) -> Iterator[Subject]:
    """The terms in force with what the contract's page offers besides, and those that wait for an answer."""
    for contract in contracts:
        names = {"number": contract.number}
        one = len(contracts) == 1
        about = _("Contract") if one else _("Contract %(number)s") % names
        for version in (contract.agreed_version, contract.open_version):
            if version is not None:
                version.contract = contract
        if contract.agreed_version:
            yield about, contract.agreed_version
            yield about, contract
            about = _("Amendment") if one else _("Amendment of %(number)s") % names
        if contract.open_version:
            yield about, contract.open_version


def _of_proposals(proposals: Sequence[Proposal]) -> Iterator[Subject]:
    for proposal in proposals:
        names = {"title": isolated(proposal.request.title)}
        yield (
            _("Proposal") if len(proposals) == 1 else _("Proposal for “%(title)s”") % names,
            proposal,
        )


def _of_sessions(
    contracts: Sequence[Contract], upcoming: CoachingSession | None
) -> Iterator[Subject]:
    """The next one, and those that wait for a word."""
    waiting = [row for row in _current(contracts) if row.status in WAITING and row != upcoming]
    for row in [*([upcoming] if upcoming else []), *waiting][:SESSIONS_MOST]:
        yield _("Session %(number)s") % {"number": row.number}, row


def _of_reschedules(
    contracts: Sequence[Contract], reschedules: Sequence[RescheduleRequest]
) -> Iterator[Subject]:
    sessions = {row.pk: row for row in _current(contracts)}
    for reschedule in reschedules[:SESSIONS_MOST]:
        if row := sessions.get(reschedule.session_id):
            reschedule.session = row
            yield _("Moving session %(number)s") % {"number": row.number}, reschedule


def _groups(
    subjects: list[Subject], *, viewer: User, now: datetime, known: Known
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
