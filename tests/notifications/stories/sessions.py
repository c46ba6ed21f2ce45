"""Stories of sessions: times, bookings, moves, outcomes."""

from datetime import datetime, timedelta

from django.db import transaction

from notifications.emails import send_session_reminder_email
from notifications.notices import notice_named
from sessions import actions as sessions
from sessions.models import CoachingSession, RescheduleRequest
from tests import factories
from tests.factories import NOW
from tests.notifications.stories.cast import START, WHY, Cast, story
from tests.notifications.stories.contracts import active


def credit(cast: Cast) -> CoachingSession:
    return active(cast).sessions.get(number=1)


def confirmed(cast: Cast) -> CoachingSession:
    session = factories.confirmed_session(credit(cast), starts_at=START)
    session.meeting_url = "https://meet.example.test/spanish"
    session.save()
    return session


@story("times_offered")
def times_are_offered(cast: Cast) -> None:
    starts = [START, START + timedelta(days=1), START + timedelta(days=2, hours=9)]
    factories.offered_session(credit(cast), by=cast.coach, starts=starts)


@story("times_closed")
def the_times_are_declined(cast: Cast) -> None:
    session = factories.offered_session(credit(cast), by=cast.coach, starts=[START])
    sessions.decline_times(session.offers.get(), by=cast.student, reason=WHY, now=NOW)


def booked(cast: Cast) -> CoachingSession:
    factories.opens_every_day(cast.coach)
    return factories.scheduled_session(credit(cast), starts_at=START)


@story("session_scheduled")
def a_session_is_booked(cast: Cast) -> None:
    booked(cast)


@story("session_confirmed")
def a_session_is_confirmed(cast: Cast) -> None:
    confirmed(cast)


@story("session_declined")
def a_booking_is_declined(cast: Cast) -> None:
    session = booked(cast)
    sessions.decline_session(session, by=cast.coach, version=session.version, reason=WHY, now=NOW)


@story("session_cancelled")
def a_session_is_cancelled_late(cast: Cast) -> datetime:
    session, late = confirmed(cast), START - timedelta(hours=2)
    sessions.cancel_session(session, by=cast.student, version=session.version, reason=WHY, now=late)
    return late


def asked(cast: Cast) -> RescheduleRequest:
    session = confirmed(cast)
    return sessions.request_reschedule(
        session,
        by=cast.student,
        starts=[START + timedelta(days=1), START + timedelta(days=2, hours=2)],
        timezone=cast.student.timezone,
        reason=WHY,
        version=session.version,
        now=NOW,
    )


@story("reschedule_requested")
def another_time_is_wished_for(cast: Cast) -> None:
    asked(cast)


@story("reschedule_declined")
def the_wish_is_declined(cast: Cast) -> None:
    sessions.decline_reschedule(asked(cast), by=cast.coach, reason=WHY, now=NOW)


@story("reschedule_expired")
def the_wish_runs_out(cast: Cast) -> datetime:
    two_days_later = NOW + timedelta(hours=48)
    sessions.expire_reschedule(asked(cast), now=two_days_later)
    return two_days_later


@story("session_rescheduled")
def the_wish_is_granted(cast: Cast) -> None:
    start = START + timedelta(days=1)
    sessions.approve_reschedule(asked(cast), by=cast.coach, starts_at=start, now=NOW)


@story("meeting_link_changed")
def it_takes_place_elsewhere(cast: Cast) -> None:
    session, link = confirmed(cast), "https://meet.example.test/another-room?a=1&b=2"
    sessions.set_meeting_link(session, by=cast.coach, url=link, version=session.version, now=NOW)


@story("session_reminder_24h")
def it_is_tomorrow(cast: Cast) -> datetime:
    return _reminded(cast, "session_reminder_24h", START - timedelta(hours=24))


@story("session_reminder_1h")
def it_is_soon(cast: Cast) -> datetime:
    return _reminded(cast, "session_reminder_1h", START - timedelta(hours=1))


def _reminded(cast: Cast, kind: str, at: datetime) -> datetime:
    session = confirmed(cast)
    with transaction.atomic():
        send_session_reminder_email(session, reminder=notice_named(kind), now=at)
    return at


@story("session_completed")
def it_is_completed(cast: Cast) -> datetime:
    session, after = held(cast), START + timedelta(hours=1)
    sessions.complete_session(session, by=cast.coach, version=session.version, now=after)
    return after


def held(cast: Cast) -> CoachingSession:
    """Its end has passed and the coach was there."""
    session = confirmed(cast)
    sessions.check_in(session, by=cast.coach, now=START)
    return sessions.await_outcome(session, now=START + timedelta(hours=1))


@story("session_not_held")
def it_was_not_held(cast: Cast) -> datetime:
    session, after = confirmed(cast), START + timedelta(hours=1)
    session = sessions.await_outcome(session, now=after)
    sessions.settle_outcome(session, now=after + timedelta(hours=72))
    return after + timedelta(hours=72)


def claimed(cast: Cast) -> CoachingSession:
    session = held(cast)
    after = START + timedelta(hours=1)
    return sessions.claim_no_show(session, by=cast.coach, version=session.version, now=after)


@story("no_show_claimed")
def a_no_show_is_claimed(cast: Cast) -> datetime:
    claimed(cast)
    return START + timedelta(hours=1)


@story("no_show_settled")
def the_claim_is_final(cast: Cast) -> datetime:
    final = START + timedelta(hours=73)
    sessions.settle_outcome(claimed(cast), now=final)
    return final


def contested(cast: Cast) -> CoachingSession:
    session, after = claimed(cast), START + timedelta(hours=2)
    return sessions.contest_outcome(
        session, by=cast.student, reason=WHY, version=session.version, now=after
    )


@story("session_disputed")
def the_claim_is_contested(cast: Cast) -> datetime:
    contested(cast)
    return START + timedelta(hours=2)


@story("session_resolved")
def staff_decide(cast: Cast) -> datetime:
    session, after = contested(cast), START + timedelta(hours=3)
    sessions.resolve_dispute(
        session,
        by=cast.staff,
        outcome="credit_back",
        note="Both showed that the meeting link was broken.",
        version=session.version,
        now=after,
    )
    return after
