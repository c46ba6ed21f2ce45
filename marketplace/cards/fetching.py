"""What the cards of many requests and proposals need, read for all; one card alone reads it by itself."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects

from accounts.queries import approved_coaches
from marketplace.commitments import uncommitted
from marketplace.models import LearningRequest, Proposal


def fetch_requests(requests: Sequence[LearningRequest], _now: datetime) -> None:
    """For request cards: their skills and questions, and whose proposals stand in the way of another."""
    prefetch_related_objects(requests, "skill_tags", "questions")
    in_the_way = Proposal.objects.in_the_way().filter(request__in=requests)
    closed_to: defaultdict[int, set[int]] = defaultdict(set)
    for request_id, coach_id in in_the_way.values_list("request_id", "coach_id"):
        closed_to[request_id].add(coach_id)
    for request in requests:
        request.closed_to_coach_ids = closed_to[request.pk]


def fetch_proposals(proposals: Sequence[Proposal], _now: datetime) -> None:
    """For proposal cards: what the last edit changed, the coach's week, and whether a contract binds it
    or its coach takes no work.
    """
    live = [p for p in proposals if p.status in Proposal.LIVE and p.request.preferred_times]
    edited = [p for p in proposals if p.status == Proposal.Status.PENDING and p.edited_at]
    prefetch_related_objects(edited, "revisions")
    prefetch_related_objects(
        live, "coach__calendar__weekly_ranges", "coach__calendar__date_overrides"
    )
    accepted = [p.pk for p in proposals if p.status == Proposal.Status.ACCEPTED]
    free = set(uncommitted(Proposal.objects.filter(pk__in=accepted)).values_list("pk", flat=True))
    waiting = {p.coach_id for p in proposals if p.status == Proposal.Status.PENDING}
    working = set(approved_coaches().filter(pk__in=waiting).values_list("pk", flat=True))
    for proposal in proposals:
        proposal.seen_uncommitted = proposal.pk in free
        proposal.seen_taking_work = proposal.coach_id in working
