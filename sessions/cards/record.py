"""What sessions add to a proposal's card: how reliable the coach's booked sessions were."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from accounts.track_record import CLEAN, track_record
from core.cards import CardPart, Contribution
from marketplace.models import Proposal
from sessions.reliability import reliability_of


def record_contribution(proposal: Proposal, viewer: User, now: datetime) -> Contribution:
    """Said to the student for as long as there is something to decide; nothing when nothing counts."""
    decides = viewer.pk == proposal.request.student_id
    if not decides or proposal.status != Proposal.Status.PENDING:
        return Contribution()
    record = proposal.coach.track_record or track_record(proposal.coach, now)
    if not record.words:
        return Contribution()
    return Contribution(parts=(CardPart(template="sessions/_record_part.html", data=record),))


def fetch_records(proposals: Sequence[Proposal], now: datetime) -> None:
    """The records of all coaches who wait for an answer, at once."""
    waiting = [row for row in proposals if row.status == Proposal.Status.PENDING]
    if waiting:
        records = reliability_of({row.coach_id for row in waiting}, now)
        for row in waiting:
            row.coach.track_record = records.get(row.coach_id, CLEAN)
