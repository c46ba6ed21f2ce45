"""A contract's credits come to life."""

from contracts.models import Contract
from core.transactions import action
from sessions.models import CoachingSession


@action
def open_credits(contract: Contract) -> list[CoachingSession]:
    """One unscheduled session for each credit of the agreed terms. Doing it again adds nothing."""
    terms = contract.agreed_version
    if terms is None:
        raise ValueError("a contract without agreed terms has no credits")
    there = set(CoachingSession.objects.filter(contract=contract).values_list("number", flat=True))
    rows = [
        CoachingSession(
            contract=contract,
            number=number,
            terms=terms,
            duration_minutes=terms.duration_minutes,
            timezone=terms.timezone,
        )
        for number in range(1, terms.session_count + 1)
        if number not in there
    ]
    return CoachingSession.objects.bulk_create(rows)
