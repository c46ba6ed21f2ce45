"""Which rows of this app a person may see: whatever is not found here is 404."""

from django.shortcuts import get_object_or_404

from accounts.models import CoachProfile, User
from accounts.queries import visible_profiles
from core.actions import check
from marketplace import rules
from marketplace.models import LearningRequest, Proposal, SavedSearch
from marketplace.queries import proposals_with_people


def find_request(person: User, request_id: int) -> LearningRequest:
    """One's own in any state, an open one, or one that this coach has answered, with its student."""
    rows = LearningRequest.objects.visible_to(person).select_related("student")
    return get_object_or_404(rows, pk=request_id)


def find_own_request(person: User, request_id: int) -> LearningRequest:
    """A request that this person posted. Raises NotAllowed to others who may see it."""
    row = find_request(person, request_id)
    check(rules.own_request(row, by=person))
    return row


def find_draft(person: User, request_id: int) -> LearningRequest:
    """What this person wrote, whether it is still a draft or not."""
    return get_object_or_404(LearningRequest, pk=request_id, student=person)


def find_proposal(person: User, proposal_id: int) -> Proposal:
    """A proposal of this person's or on this person's request; anybody else's does not exist."""
    rows = proposals_with_people(Proposal.objects.visible_to(person))
    return get_object_or_404(rows, pk=proposal_id)


def find_search(person: User, search_id: int) -> SavedSearch:
    return get_object_or_404(SavedSearch, pk=search_id, user=person)


def find_coach(coach_id: int) -> User:
    """A coach whom everybody may see."""
    rows = visible_profiles().select_related("user")
    return get_object_or_404(rows, user_id=coach_id).user


def find_profile(person: User, coach_id: int) -> CoachProfile:
    """What everybody sees of a coach; the coach sees the own page before it is approved, too."""
    rows = visible_profiles() if person.pk != coach_id else CoachProfile.objects.all()
    rows = rows.select_related("user__calendar__user").prefetch_related("skills")
    return get_object_or_404(rows, user_id=coach_id)
