"""Sessions as calendar entries. One UID per booked row, every instant in UTC.

SEQUENCE grows with whatever changes the entry: a move, a cancel, another meeting link. What makes them takes
long to import, and only mails and downloads need it: import this where it is used.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vText

from accounts.models import User
from notifications.addresses import absolute
from notifications.calendar_entries import Method, details_of, title_of
from sessions.models import CoachingSession

PRODUCT = "-//Skileez//Sessions//EN"
FRESH_FOR = timedelta(minutes=30)
REMINDED_BEFORE = timedelta(minutes=10)
STATUSES = {"scheduled": "TENTATIVE", "confirmed": "CONFIRMED"}


def invitation(
    session: CoachingSession,
    *,
    reader: User,
    method: Method,
    starts_at: datetime,
    sequence: int,
    now: datetime,
) -> str:
    """The `text/calendar` part of a mail to one of the two; the other's address is never in it."""
    calendar = _calendar(method)
    event = _event(session, reader=reader, starts_at=starts_at, sequence=sequence, now=now)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _organizer())
    event.add("attendee", _attendee(reader))
    calendar.add_component(event)
    return calendar.to_ical().decode()


def published(
    sessions: Iterable[CoachingSession], *, reader: User, now: datetime, name: str = ""
) -> str:
    """A calendar to download or to subscribe to, without anybody to answer."""
    calendar = _calendar("PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", vDuration(FRESH_FOR), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vText(vDuration(FRESH_FOR).to_ical().decode()))
    for session in sessions:
        starts_at, _ends_at = session.span
        event = _event(
            session, reader=reader, starts_at=starts_at, sequence=session.calendar_sequence, now=now
        )
        event.add("status", STATUSES.get(session.status, "CONFIRMED"))
        event.add_component(_alarm(title_of(session, reader)))
        calendar.add_component(event)
    return calendar.to_ical().decode()


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(
    session: CoachingSession, *, reader: User, starts_at: datetime, sequence: int, now: datetime
) -> Event:
    event = Event()
    event.add("uid", f"{session.calendar_uid}@{mail_domain()}")
    event.add("sequence", sequence)
    event.add("dtstamp", session.calendar_changed_at or now)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=session.duration_minutes))
    event.add("summary", title_of(session, reader))
    event.add("description", details_of(session, reader, starts_at))
    event.add("url", absolute(f"/sessions/{session.pk}"))
    if session.meeting_url:
        event.add("location", session.meeting_url)
    return event


def _alarm(title: str) -> Alarm:
    """What the calendar program shows before the session, if its owner lets feeds do so."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMINDED_BEFORE)
    alarm.add("description", title)
    return alarm


def _organizer() -> vCalAddress:
    """A mailbox of ours: answers of calendar programs reach us and no stranger's inbox."""
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["cn"] = vText("Skileez")
    return organizer


def _attendee(reader: User) -> vCalAddress:
    """Agreed already, so that no program asks for an answer that would go nowhere."""
    attendee = vCalAddress(f"mailto:{reader.email}")
    attendee.params["cn"] = vText(reader.display_name)
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def mail_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
