"""What the cards of many requests and proposals need, read together; one card alone reads it by itself."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from accounts.queries import approved_coaches
from core.together import Children, Reader, ask, children, keep, side_by_side
from marketplace.commitments import uncommitted
from marketplace.models import LearningRequest, Proposal, ScreeningQuestion

Tag = LearningRequest.skill_tags.through


def fetch_requests(requests: Sequence[LearningRequest], _now: datetime) -> Reader[None]:
    """For request cards: their skills and questions, and whose proposals stand in the way of another."""
    tags, in_the_way, questions = yield [
        Tag.objects.filter(learningrequest__in=requests)
        .select_related("skill")
        .order_by("skill__name"),
        Proposal.objects.in_the_way()
        .filter(request__in=requests)
        .values_list("request_id", "coach_id"),
        ScreeningQuestion.objects.filter(request__in=requests),
    ]
    for request in requests:
        own = [tag.skill for tag in tags if tag.learningrequest_id == request.pk]
        keep(request, "skill_tags", own)
        keep(request, "questions", (row for row in questions if row.request_id == request.pk))
        request.closed_to_coach_ids = {
            coach for request_id, coach in in_the_way if request_id == request.pk
        }


def fetch_proposals(proposals: Sequence[Proposal], _now: datetime) -> Reader[None]:
    """For proposal cards: what the last edit changed, the coach's week, and whether a contract binds it
    or its coach takes no work.

    The proposals of one coach share the calendar, so that it is read once.
    """
    by_coach: defaultdict[int, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.status in Proposal.LIVE and proposal.request.preferred_times:
            by_coach[proposal.coach_id].append(proposal)
    calendars = [of_coach[0].coach.calendar for of_coach in by_coach.values()]
    for of_coach, calendar in zip(by_coach.values(), calendars, strict=True):
        for proposal in of_coach:
            proposal.coach.calendar = calendar
    edited = [p for p in proposals if p.status == Proposal.Status.PENDING and p.edited_at]
    accepted = [p.pk for p in proposals if p.status == Proposal.Status.ACCEPTED]
    unbound = uncommitted(Proposal.objects.filter(pk__in=accepted)).values_list("pk", flat=True)
    waiting = {p.coach_id for p in proposals if p.status == Proposal.Status.PENDING}
    approved = approved_coaches().filter(pk__in=waiting).values_list("pk", flat=True)
    _kept, free, working = yield from side_by_side(
        children(
            Children(edited, "revisions"),
            Children(calendars, "weekly_ranges"),
            Children(calendars, "date_overrides"),
        ),
        ask(unbound),
        ask(approved),
    )
    for proposal in proposals:
        proposal.seen_uncommitted = proposal.pk in free
        proposal.seen_taking_work = proposal.coach_id in working
