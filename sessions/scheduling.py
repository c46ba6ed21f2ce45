"""When the two of a contract can meet: its dates, and the coach's hours minus what blocks either side."""

from datetime import UTC, datetime, time, timedelta

from calendars.models import Calendar
from calendars.slots import Bounds, busy_spans, open_spans, starts_in, subtracted
from contracts.models import Contract
from core.zones import zone


def contract_span(contract: Contract) -> tuple[datetime, datetime]:
    """The instants between which the contract's sessions lie: its days in its own zone, the last included."""
    terms = contract.agreed_version
    if terms is None or contract.starts_on is None or contract.ends_on is None:
        raise ValueError("a contract that was never accepted has no span")
    opens, closes = (
        datetime.combine(day, time(), tzinfo=zone(terms.timezone)).astimezone(UTC)
        for day in (contract.starts_on, contract.ends_on + timedelta(days=1))
    )
    return opens, closes


def calendars_of(contract: Contract) -> tuple[Calendar, Calendar]:
    """The student's and the coach's calendar, with their owners."""
    rows = {
        row.user_id: row
        for row in Calendar.objects.select_related("user").filter(
            user_id__in=(contract.student_id, contract.coach_id)
        )
    }
    return rows[contract.student_id], rows[contract.coach_id]


def booking_bounds(contract: Contract, calendar: Calendar, *, now: datetime) -> Bounds:
    """What the coach's notice and horizon and the contract's dates allow a student to book."""
    opens, closes = contract_span(contract)
    return Bounds(
        earliest=max(now + timedelta(minutes=calendar.notice_minutes), opens),
        latest=now + timedelta(days=calendar.horizon_days),
        ends_by=closes,
    )


def free_starts(
    contract: Contract,
    *,
    now: datetime,
    duration_minutes: int,
    ignore_session_id: int | None = None,
) -> list[datetime]:
    """Every start that the student may book right now, ascending, in a constant number of queries."""
    student, coach = calendars_of(contract)
    bounds = booking_bounds(contract, coach, now=now)
    end = min(bounds.latest + timedelta(minutes=duration_minutes), bounds.ends_by)
    if end <= bounds.earliest:
        return []
    busy = busy_spans(
        (student, coach), start=bounds.earliest, end=end, ignore_session_id=ignore_session_id
    )
    free = subtracted(open_spans(coach, start=bounds.earliest, end=end), busy)
    return list(starts_in(free, bounds=bounds, duration_minutes=duration_minutes))
