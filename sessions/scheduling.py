"""When the two of a contract can meet: its dates, and what the coach's calendar says within them."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from calendars.models import Calendar
from calendars.slots import Bounds, Openings, bookable_starts, bounds_of, openings_around
from calendars.spans import Span
from contracts.models import Contract
from core.zones import zone


def contract_span(contract: Contract) -> Span:
    """The instants between which the contract's sessions lie: its days in its own zone, the last included."""
    terms = contract.agreed_version
    if terms is None or contract.starts_on is None or contract.ends_on is None:
        raise ValueError("a contract that was never accepted has no span")
    opens, closes = (
        datetime.combine(day, time(), tzinfo=zone(terms.timezone)).astimezone(UTC)
        for day in (contract.starts_on, contract.ends_on + timedelta(days=1))
    )
    return Span(opens, closes)


def calendars_of(contract: Contract) -> tuple[Calendar, Calendar]:
    """The student's and the coach's calendar, with their owners."""
    rows = {
        row.user_id: row
        for row in Calendar.objects.select_related("user").filter(
            user_id__in=(contract.student_id, contract.coach_id)
        )
    }
    return rows[contract.student_id], rows[contract.coach_id]


def booking_bounds(contract: Contract, coach: Calendar, *, now: datetime) -> Bounds:
    """What the coach's notice and horizon and the contract's dates allow a student to book."""
    return bounds_of(coach, now=now, within=contract_span(contract))


def openings_of(
    contract: Contract, wanted: Sequence[Span], *, now: datetime, coach: Calendar | None = None
) -> Openings:
    """What the contract's coach offers around these times; reads the calendar of `coach` unless given it."""
    coach = coach or calendars_of(contract)[1]
    return openings_around(coach, wanted, bounds=booking_bounds(contract, coach, now=now))


def free_starts(contract: Contract, *, now: datetime, duration_minutes: int) -> list[datetime]:
    """Every start that the student may book right now, ascending, in a constant number of queries."""
    student, coach = calendars_of(contract)
    return bookable_starts(
        coach,
        student,
        bounds=booking_bounds(contract, coach, now=now),
        length=timedelta(minutes=duration_minutes),
    )
