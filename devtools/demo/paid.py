"""A contract that is paid through the platform, for a demo in which money moves, if only test money.

Nobody's card can be saved beforehand: it is typed on the hosted page. So the story ends where its student is
asked for one, with times on the table that can be taken once it is saved.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from contracts.actions import accept_contract, offer_contract
from contracts.models import Contract, PaidThrough
from contracts.terms import terms_from_proposal
from devtools.demo.deeds import next_weekday_hour, propose, say, weekly
from marketplace.actions import accept_proposal, post_request
from marketplace.details import ProposalDetails, RequestDetails
from marketplace.models import Proposal
from sessions.actions import offer_times


def tell_paid(sofia: User, carmen: User, now: datetime) -> None:
    request = post_request(by=sofia, details=CONVERSATION, now=now - timedelta(days=4))
    proposal = propose(request, carmen, CARMENS_THIRD_OFFER, now - timedelta(days=3, hours=20))
    accept_proposal(
        proposal, by=sofia, version=proposal.version, request_version=request.version,
        now=now - timedelta(days=3),
    )  # fmt: skip
    proposal.refresh_from_db()
    contract = _sign(proposal, sofia, carmen, now - timedelta(days=2))
    say(sofia, carmen, now - timedelta(hours=5), [
        (carmen, "These hours go through Skileez, so save a card first; then take whichever time suits you."),
    ])  # fmt: skip
    first = contract.sessions.get(number=1)
    coming = next_weekday_hour(now + timedelta(days=3), 18, sofia.timezone)
    offer_times(
        first, by=carmen, starts=[coming, coming + timedelta(days=1)], timezone=carmen.timezone,
        version=first.version, now=now - timedelta(hours=4),
    )  # fmt: skip


def _sign(proposal: Proposal, sofia: User, carmen: User, now: datetime) -> Contract:
    terms = replace(
        terms_from_proposal(proposal, now=now),
        paid_through=PaidThrough.PLATFORM,
        late_cancel_percent=50,
    )
    contract = offer_contract(proposal, by=carmen, terms=terms, now=now)
    return accept_contract(contract, by=sofia, version_number=1, now=now + timedelta(hours=3))


CONVERSATION = RequestDetails(
    title="Spanish conversation, half an hour at a time",
    description=(
        "Beside the lessons I would like to talk more often, about whatever the day brought, and be "
        "corrected only where I am not understood."
    ),
    skill_tags=("Spanish", "Conversation"),
    level="intermediate",
    currency="EUR",
    sessions_needed=6,
    timeframe="over the winter",
    preferred_times=weekly(2, 4),
    timezone="Europe/London",
)
CARMENS_THIRD_OFFER = ProposalDetails(
    cover_letter=(
        "With pleasure, Sofia. Half an hour in the evening, one subject, and three sentences of notes from "
        "me afterwards: more than that only stops you from talking."
    ),
    approach_summary=(
        "Six short conversations about your week. I write down what made me stop, and we begin the next one "
        "with it."
    ),
    session_count=6,
    duration_minutes=30,
    price_per_session=Decimal(18),
    availability_match=True,
)
