"""Stories of requests and proposals."""

from datetime import datetime, timedelta

from marketplace import actions as market
from tests import factories
from tests.factories import NOW
from tests.marketplace.builders import request_details
from tests.notifications.stories.cast import WHY, Cast, story


@story("new_proposal")
def a_proposal_comes(cast: Cast) -> None:
    factories.pending_proposal(factories.open_request(cast.student), cast.coach)


@story("proposal_declined")
def a_proposal_is_declined(cast: Cast) -> None:
    proposal = factories.pending_proposal(factories.open_request(cast.student), cast.coach)
    market.decline_proposal(proposal, by=cast.student, version=1, reason=WHY, now=NOW)


@story("proposal_not_selected")
def another_is_chosen(cast: Cast) -> None:
    request = factories.open_request(cast.student)
    factories.pending_proposal(request, cast.other_coach)
    best = factories.pending_proposal(request, cast.coach)
    market.accept_proposal(best, by=cast.student, version=1, request_version=1, now=NOW)


@story("proposal_released", "request_open_again")
def the_award_is_released(cast: Cast) -> None:
    another_is_chosen(cast)
    best = cast.coach.proposals.get()
    market.release_proposal(best, by=cast.student, version=best.version, now=NOW)


@story("request_edited")
def the_request_changes(cast: Cast) -> None:
    request = factories.open_request(cast.student)
    factories.pending_proposal(request, cast.coach)
    details = request_details(sessions_needed=8)
    market.edit_request(request, by=cast.student, details=details, version=1, now=NOW)


@story("request_expiring")
def the_request_gets_old(cast: Cast) -> datetime:
    request = factories.open_request(cast.student)
    at = NOW + timedelta(days=25)
    market.warn_of_expiry(request, now=at)
    return at


@story("request_expired")
def the_request_expires(cast: Cast) -> datetime:
    request = factories.open_request(cast.student)
    at = NOW + timedelta(days=30)
    market.expire_request(request, now=at)
    return at


@story("request_suspended")
def the_request_is_suspended(cast: Cast) -> None:
    request = factories.open_request(cast.student)
    market.suspend_request(request, by=cast.staff, reason=WHY, now=NOW)


@story("coach_invited")
def a_coach_is_invited(cast: Cast) -> None:
    request = factories.open_request(cast.student)
    market.invite_coach(request, by=cast.student, coach=cast.coach, now=NOW)
