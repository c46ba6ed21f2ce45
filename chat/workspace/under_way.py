"""What a pair has under way: read once, for the cards of the timeline and for the context beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, Model, OuterRef, Prefetch, Q, QuerySet, When
from django.utils.translation import gettext as _

from chat.models import Conversation
from contracts.models import Contract
from core.bidi import isolated
from marketplace.models import Proposal
from sessions.models import CoachingSession, RescheduleRequest
from sessions.queries import Progress, latest_attempts

# A pair has seldom more than one of each under way; who has more finds the others in the timeline.
CONTRACTS_MOST, PROPOSALS_MOST, SESSIONS_MOST = 4, 3, 4
Session = CoachingSession.Status
WAITING = (Session.OFFERED, Session.AWAITING_OUTCOME)
Subject = tuple[str, Model]


@dataclass(frozen=True, kw_only=True)
class UnderWay:
    """`subjects` are what something can be done with now, each under the name of what it is about."""

    contracts: Sequence[Contract]
    proposals: Sequence[Proposal]
    live: Sequence[Contract]
    open_proposals: Sequence[Proposal]  # that wait for an answer or for their contract
    reschedules: Sequence[RescheduleRequest]
    next_session: CoachingSession | None
    subjects: Sequence[Subject]

    def rows(self) -> Iterator[Model]:
        """All that was read of what a card can show, with what such a card looks at."""
        for contract in self.contracts:
            yield from _versions(contract)
            yield from contract.sessions.all()
        for proposal in self.proposals:
            yield proposal
            yield proposal.request
        yield from self.reschedules

    def cards(self) -> Iterator[Model]:
        """Those of `subjects` alone."""
        return (subject for _about, subject in self.subjects)


def under_way(conversation: Conversation, *, now: datetime) -> UnderWay:
    """Four statements."""
    contracts = list(_contracts(conversation)[:CONTRACTS_MOST])
    proposals: list[Any] = list(_proposals(conversation)[:PROPOSALS_MOST])
    reschedules = list(_reschedules(contracts))
    for contract in contracts:
        _complete(contract)
    _join_sessions(reschedules, contracts)
    live = [contract for contract in contracts if contract.status in Contract.LIVE]
    open_proposals = [proposal for proposal in proposals if proposal.is_under_way]
    next_session = Progress(latest=tuple(_current(live)), total=0).upcoming(now)
    return UnderWay(
        contracts=contracts,
        proposals=proposals,
        live=live,
        open_proposals=open_proposals,
        reschedules=reschedules,
        next_session=next_session,
        subjects=[
            *_of_contracts(live), *_of_proposals(open_proposals),
            *_of_sessions(live, next_session), *_of_reschedules(live, reschedules),
        ],
    )  # fmt: skip


def _contracts(conversation: Conversation) -> QuerySet[Contract]:
    """With their sessions. Those that run first, then those in the making, then the newest of the others."""
    rank = Case(
        When(status__in=Contract.AGREED, then=0), When(status__in=Contract.LIVE, then=1), default=2
    )
    return (
        Contract.objects.filter(student=conversation.student_id, coach=conversation.coach_id)
        .select_related(
            "agreed_version__based_on",
            "open_version__based_on",
            "proposal__request",
            "student",
            "coach",
        )
        .prefetch_related(
            Prefetch("sessions", CoachingSession.objects.select_related("terms")),
        )
        .order_by(rank, "-pk")
    )


def _versions(contract: Contract) -> Iterator[Any]:
    """The terms in force and those on offer."""
    found = (contract.agreed_version, contract.open_version)
    return (version for version in found if version is not None)


def _complete(contract: Contract) -> None:
    """Join its versions to it and to whoever of the two wrote them."""
    people = {person.pk: person for person in (contract.student, contract.coach)}
    for version in _versions(contract):
        version.contract = contract
        if version.author_id in people:
            version.author = people[version.author_id]


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


def _join_sessions(reschedules: Iterable[RescheduleRequest], contracts: Iterable[Contract]) -> None:
    """One that was made since the sessions were read keeps to itself."""
    sessions = {row.pk: row for contract in contracts for row in contract.sessions.all()}
    for reschedule in reschedules:
        if row := sessions.get(reschedule.session_id):
            reschedule.session = row


def _current(contracts: Iterable[Contract]) -> Iterator[CoachingSession]:
    for contract in contracts:
        yield from latest_attempts(contract.sessions.all())


def _of_contracts(contracts: Sequence[Contract]) -> Iterator[Subject]:
    """The terms in force with what the contract's page offers besides, and those that wait for an answer."""
    for contract in contracts:
        names = {"number": contract.number}
        one = len(contracts) == 1
        about = _("Contract") if one else _("Contract %(number)s") % names
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
    current = set(_current(contracts))
    for reschedule in reschedules[:SESSIONS_MOST]:
        if reschedule.session in current:
            number = {"number": reschedule.session.number}
            yield _("Moving session %(number)s") % number, reschedule
