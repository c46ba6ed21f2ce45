"""What may become of a meeting that two people agreed on, each as a course of steps in time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from accounts.models import User
from core.zones import to_instant, zone
from devtools.demo.deeds import WrapUp, agree, hold, meet
from sessions import actions
from sessions.models import CoachingSession

# What somebody does, one step after the other; it yields the instant of the next step and waits for it.
Course = Iterator[datetime]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOOKED_BEFORE = 4 * DAY


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A session and the start that the two have in mind for it."""

    session: CoachingSession
    student: User
    coach: User
    start: datetime
    wrap_up: WrapUp
    staff: User
    checks_in: bool = True

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.session.duration_minutes)

    @property
    def version(self) -> int:
        """Of the row as it stands."""
        self.session.refresh_from_db()
        return self.session.version


def book(meeting: Meeting) -> Course:
    at = meeting.start - BOOKED_BEFORE
    yield at
    session, coach, student = meeting.session, meeting.coach, meeting.student
    agree(session, offered_by=coach, taken_by=student, start=meeting.start, now=at)
    yield at + 3 * HOUR


def held(meeting: Meeting) -> Course:
    yield from book(meeting)
    yield meeting.end + HOUR
    hold_as_agreed(meeting, meeting.start)


def hold_as_agreed(meeting: Meeting, start: datetime) -> None:
    meeting.session.refresh_from_db()
    hold(
        meeting.session,
        meeting.coach,
        meeting.student,
        start,
        meeting.wrap_up,
        checks_in=meeting.checks_in,
    )


def unmarked(meeting: Meeting) -> Course:
    """Both come and neither says so; the clock completes it."""
    yield from book(meeting)
    yield meeting.end
    meet(meeting.session, meeting.coach, meeting.student, meeting.start)


def silent(meeting: Meeting) -> Course:
    """Nobody comes, and nobody says anything."""
    yield from book(meeting)
    yield meeting.end


def early(meeting: Meeting) -> Course:
    yield from _cancelled(meeting, meeting.student, 2 * DAY, "I have to travel for work that week.")


def late(meeting: Meeting) -> Course:
    why = "My daughter has a fever, I am so sorry that this comes late."
    yield from _cancelled(meeting, meeting.student, 4 * HOUR, why)


def coach_late(meeting: Meeting) -> Course:
    why = "I lost my voice overnight. This one is on me, of course."
    yield from _cancelled(meeting, meeting.coach, 3 * HOUR, why)


def _cancelled(meeting: Meeting, by: User, before: timedelta, reason: str) -> Course:
    yield from book(meeting)
    at = meeting.start - before
    yield at
    actions.cancel_session(meeting.session, by=by, version=meeting.version, now=at, reason=reason)


def absent(meeting: Meeting) -> Course:
    yield from _alone(meeting, meeting.coach)


def coach_absent(meeting: Meeting) -> Course:
    yield from _alone(meeting, meeting.student)


def _alone(meeting: Meeting, waiting: User) -> Course:
    """One comes, waits, and says that the other did not."""
    yield from book(meeting)
    at = meeting.start + HOUR / 2
    yield at
    actions.check_in(meeting.session, by=waiting, now=meeting.start)
    actions.claim_no_show(meeting.session, by=waiting, version=meeting.version, now=at)


def moved(meeting: Meeting) -> Course:
    """The student asks for the Saturday of that week instead; no two of a coach's meet there."""
    yield from book(meeting)
    start = _saturday(meeting)
    at = meeting.start - 2 * DAY
    yield at
    asked = actions.request_reschedule(
        meeting.session,
        by=meeting.student,
        starts=[start],
        timezone=meeting.student.timezone,
        reason="I have a meeting at work that I cannot move. Would Saturday do?",
        version=meeting.version,
        now=at,
    )
    yield at + 5 * HOUR
    actions.approve_reschedule(asked, by=meeting.coach, starts_at=start, now=at + 5 * HOUR)
    end = start + (meeting.end - meeting.start)
    yield end + HOUR
    hold_as_agreed(meeting, start)


def _saturday(meeting: Meeting) -> datetime:
    local = meeting.start.astimezone(zone(meeting.coach.timezone))
    day = local.date() + (5 - local.weekday()) * DAY
    return to_instant(datetime.combine(day, time(9 + local.weekday())), meeting.coach.timezone)


def declined(meeting: Meeting) -> Course:
    """The student picks the time, and the coach cannot after all."""
    at = meeting.start - BOOKED_BEFORE
    yield at
    pick(meeting, at)
    yield at + 6 * HOUR
    actions.decline_session(
        meeting.session,
        by=meeting.coach,
        version=meeting.version,
        now=at + 6 * HOUR,
        reason="I have an oral exam that morning. Next week is all yours.",
    )


def pick(meeting: Meeting, at: datetime) -> None:
    """The student books the start among the coach's free ones."""
    actions.schedule_session(
        meeting.session,
        by=meeting.student,
        starts_at=meeting.start,
        timezone=meeting.student.timezone,
        version=meeting.version,
        now=at,
    )


def disputed(meeting: Meeting) -> Course:
    """The coach says that it took place, the student that it broke off."""
    yield from book(meeting)
    yield meeting.end
    meet(meeting.session, meeting.coach, meeting.student, meeting.start)
    at = meeting.end + HOUR
    yield at
    actions.complete_session(meeting.session, by=meeting.coach, version=meeting.version, now=at)
    yield at + HOUR
    actions.contest_outcome(
        meeting.session,
        by=meeting.student,
        reason="The line broke after ten minutes and we could not get it back.",
        version=meeting.version,
        now=at + HOUR,
    )


def disputed_back(meeting: Meeting) -> Course:
    yield from _resolved(
        meeting, "credit_back", "The log shows eleven minutes. The session is given back."
    )


def disputed_counts(meeting: Meeting) -> Course:
    yield from _resolved(
        meeting, "completed", "Both were there for 44 of 50 minutes. It counts as held."
    )


def _resolved(meeting: Meeting, outcome: str, note: str) -> Course:
    yield from disputed(meeting)
    at = meeting.end + DAY
    yield at
    actions.resolve_dispute(
        meeting.session,
        by=meeting.staff,
        outcome=outcome,
        note=note,
        version=meeting.version,
        now=at,
    )


FATES: dict[str, Callable[[Meeting], Course]] = {
    each.__name__: each
    for each in (
        held, unmarked, silent, early, late, coach_late, absent, coach_absent, moved, declined, disputed,
        disputed_back, disputed_counts,
    )
}  # fmt: skip
