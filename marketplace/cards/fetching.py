"""What the cards of many requests and proposals need beyond the rows."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from accounts.queries import approved_coaches
from marketplace.commitments import uncommitted
from marketplace.models import LearningRequest, Proposal


@dataclass(frozen=True, kw_only=True)
class KnownOfRequests:
    """`closed_to` are, by request, the coaches whose proposals stand in the way of another one."""

    closed_to: Mapping[int, AbstractSet[int]]


@dataclass(frozen=True, kw_only=True)
class KnownOfProposals:
    """Ids: of the accepted proposals that no contract holds, and of the coaches who take work now."""

    uncommitted: AbstractSet[int]
    taking_work: AbstractSet[int]


def fetch_requests(requests: Sequence[LearningRequest], _now: datetime) -> KnownOfRequests:
    """Their skills and questions are prefetched."""
    prefetch_related_objects(requests, "skill_tags", "questions")
    in_the_way = Proposal.objects.in_the_way().filter(request__in=requests)
    closed_to: dict[int, set[int]] = {request.pk: set() for request in requests}
    for request_id, coach_id in in_the_way.values_list("request_id", "coach_id"):
        closed_to[request_id].add(coach_id)
    return KnownOfRequests(closed_to=closed_to)


def fetch_proposals(proposals: Sequence[Proposal], _now: datetime) -> KnownOfProposals:
    """What the last edit changed, and the coach's week, are prefetched."""
    live = [p for p in proposals if p.status in Proposal.LIVE and p.request.preferred_times]
    edited = [p for p in proposals if p.status == Proposal.Status.PENDING and p.edited_at]
    prefetch_related_objects(edited, "revisions")
    prefetch_related_objects(
        live, "coach__calendar__weekly_ranges", "coach__calendar__date_overrides"
    )
    accepted = [p.pk for p in proposals if p.status == Proposal.Status.ACCEPTED]
    waiting = {p.coach_id for p in proposals if p.status == Proposal.Status.PENDING}
    free = uncommitted(Proposal.objects.filter(pk__in=accepted))
    working = approved_coaches().filter(pk__in=waiting)
    return KnownOfProposals(
        uncommitted=set(free.values_list("pk", flat=True)),
        taking_work=set(working.values_list("pk", flat=True)),
    )
