"""What every event of a session says of it."""

from datetime import datetime
from typing import TypedDict

from accounts.models import User
from sessions.models import CoachingSession


class About(TypedDict):
    at: datetime
    actor_id: int | None
    contract_id: int
    session_id: int
    number: int
    version: int
    student_id: int
    coach_id: int


def about(row: CoachingSession, *, by: User | None, now: datetime) -> About:
    """The fields that all session events share, to be read after the row was saved."""
    return About(
        at=now,
        actor_id=by.pk if by else None,
        contract_id=row.contract_id,
        session_id=row.pk,
        number=row.number,
        version=row.version,
        student_id=row.contract.student_id,
        coach_id=row.contract.coach_id,
    )
