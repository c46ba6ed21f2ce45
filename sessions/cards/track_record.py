"""What sessions add to a proposal's card: the coach's track record."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.models import User
from accounts.track_record import TrackRecord, track_records
from core.cards import CardPart, Contribution
from marketplace.models import Proposal

TrackRecords = Mapping[int, TrackRecord]


def track_record_contribution(
    proposal: Proposal, viewer: User, _now: datetime, records: TrackRecords
) -> Contribution:
    """Said to the student for as long as there is something to decide; nothing when nothing counts."""
    decides = viewer.pk == proposal.request.student_id
    if not decides or proposal.status != Proposal.Status.PENDING:
        return Contribution()
    record = records[proposal.coach_id]
    if not record.words:
        return Contribution()
    return Contribution(parts=(CardPart(template="sessions/_track_record_part.html", data=record),))


def fetch_track_records(proposals: Sequence[Proposal], now: datetime) -> TrackRecords:
    """By coach, of all who wait for an answer."""
    waiting = [row for row in proposals if row.status == Proposal.Status.PENDING]
    return track_records({row.coach_id for row in waiting}, now)
