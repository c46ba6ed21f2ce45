"""Contracts and requests with unusual figures.

So the figure of one thing is seldom by chance that of another.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from contracts.actions import accept_contract, counter_contract, offer_contract
from contracts.models import Contract
from contracts.terms import terms_from_proposal, terms_of
from marketplace.actions import accept_proposal
from tests.factories import (
    NOW,
    completed_session,
    confirmed_session,
    offered_session,
    open_request,
    opens_every_day,
    pending_proposal,
    resolved_session,
    scheduled_session,
)
from tests.kept import kept

DAY = timedelta(days=1)
LATER = NOW + 9 * DAY  # when the pages are read


def agree(student, coach, *, title, by, **details):
    """A contract from a request of that title to its acceptance, on these terms."""
    request = open_request(
        student, title=title, sessions_needed=details["session_count"],
        budget=details.pop("budget", None),
    )  # fmt: skip
    proposal = pending_proposal(request, coach, **details)
    proposal = accept_proposal(proposal, by=student, version=1, request_version=1, now=NOW)
    contract = offer_contract(
        proposal, by=by, terms=terms_from_proposal(proposal, now=NOW), now=NOW
    )
    other = coach if by == student else student
    return accept_contract(contract, by=other, version_number=1, now=NOW)


@kept
def tell(student, coach, other_student, other_coach, staff):
    """Two running contracts of the coach, one in negotiation, and requests with proposals."""
    opens_every_day(coach)
    first = agree(
        student, coach, title="Old maps of the coast", by=coach, session_count=7,
        price_per_session=Decimal("37.35"), budget=Decimal("263.17"),
    )  # fmt: skip
    one, two, three, four, five, *_rest = first.sessions.order_by("number")
    completed_session(one, starts_at=NOW + DAY)
    resolved_session(
        two, staff=staff, starts_at=NOW + 2 * DAY, outcome="share", amount=Decimal("12.34")
    )
    resolved_session(three, staff=staff, starts_at=NOW + 3 * DAY, outcome="completed")
    confirmed_session(four, starts_at=LATER + 2 * DAY, now=LATER - DAY)
    offered_session(
        five, by=coach, starts=[LATER + n * DAY for n in (3, 4, 5)], now=LATER - timedelta(hours=2)
    )
    second = agree(
        other_student, coach, title="Reading old letters", by=other_student, session_count=11,
        payment_model="per_hour", hourly_rate=Decimal("43.10"), price_per_session=None,
        duration_minutes=45,
    )  # fmt: skip
    scheduled_session(second.sessions.get(number=1), starts_at=LATER + 6 * DAY, now=LATER - DAY)
    recent = LATER - DAY
    wish = open_request(
        student, title="A garden on a balcony", now=recent, budget=Decimal("617.40"),
        sessions_needed=9,
    )  # fmt: skip
    pending_proposal(wish, coach, now=recent, session_count=8, price_per_session=Decimal("71.15"))
    pending_proposal(
        wish, other_coach, now=recent, session_count=9, price_per_session=Decimal("82.25")
    )
    third = open_request(student, title="Bees in a city", now=recent, sessions_needed=13)
    bid = pending_proposal(
        third, other_coach, now=recent, session_count=13, price_per_session=Decimal("19.05")
    )
    bid = accept_proposal(bid, by=student, version=1, request_version=1, now=recent)
    offer = offer_contract(
        bid, by=other_coach, terms=terms_from_proposal(bid, now=recent), now=recent
    )
    counter_contract(
        offer, by=student, version_number=1, now=recent,
        terms=replace(terms_of(offer.open_version), session_count=14),
    )  # fmt: skip
    return tuple(Contract.objects.get(pk=each.pk) for each in (first, second, offer))
