"""Sessions in the timeline: times, bookings, reschedules, outcomes and wrap-ups."""

from typing import Any

from chat.timeline.receivers.writers import TimelineWriter, note_name, touch_contract, writer_of
from core.events import on
from core.models import EventRecord
from sessions import events as session
from sessions.models import CoachingSession, RescheduleRequest, WrapUp


def session_writer(event: session.SessionEvent) -> TimelineWriter:
    return writer_of(event, student_id=event.student_id, coach_id=event.coach_id)


@on(session.TimesOffered, session.SessionScheduled, session.SessionConfirmed)
def show_session(event: session.SessionEvent, _record: EventRecord) -> None:
    """The session's card appears at its first offer or booking; later ones are said by a note."""
    writer = session_writer(event)
    touch_contract(writer, event.contract_id, besides=event.session_id)
    params: dict[str, Any] = {"number": event.number}
    if isinstance(event, session.TimesOffered):
        params["count"] = len(event.starts)
    elif isinstance(event, session.SessionScheduled | session.SessionConfirmed):
        params |= {"starts": event.starts_at.isoformat(), "minutes": event.minutes}
    card, new = writer.show(CoachingSession(pk=event.session_id), note_name(event), params)
    if not new:
        writer.note(note_name(event), card, **params)


@on(session.TimesClosed)
def close_times(event: session.TimesClosed, _record: EventRecord) -> None:
    """What supersedes an offer speaks for itself."""
    change_session_card(event, "" if event.outcome == "superseded" else note_name(event))


@on(
    session.SessionDeclined,
    session.SessionStarted,
    session.SessionCompleted,
    session.SessionNotHeld,
    session.NoShowClaimed,
    session.NoShowSettled,
    session.SessionDisputed,
    session.SessionResolved,
    session.MeetingLinkChanged,
)
def change_session(event: session.SessionEvent, _record: EventRecord) -> None:
    change_session_card(event, note_name(event))


@on(session.SessionNotesChanged)
def show_wrap_up(event: session.SessionNotesChanged, _record: EventRecord) -> None:
    """Its card stands where it was first written; a change is said by a note."""
    change_session_card(event, "")
    writer = session_writer(event)
    params = {"number": event.number}
    card, new = writer.show(WrapUp(pk=event.wrap_up_id), note_name(event), params)
    if not new:
        writer.note(note_name(event), card, **params)


@on(session.SessionAwaitsOutcome, session.SessionUnused)
def change_session_silently(event: session.SessionEvent, _record: EventRecord) -> None:
    """The card says it; nobody did anything that would need a line."""
    change_session_card(event, "")


@on(session.SessionCancelled)
def cancel_session(event: session.SessionCancelled, _record: EventRecord) -> None:
    """A session that its contract's end made void is told by the contract's own note."""
    late = event.status in ("cancelled_late", "cancelled_by_coach")
    name = "session_cancelled_late" if late else "session_cancelled"
    change_session_card(
        event,
        "" if event.status == "void" else name,
        starts=event.starts_at.isoformat(),
        minutes=event.minutes,
    )


def change_session_card(event: session.SessionEvent, name: str, **params: Any) -> None:
    """The session's card and its contract's change; a note tells it where `name` is given."""
    writer = session_writer(event)
    touch_contract(writer, event.contract_id, besides=event.session_id)
    card = writer.touch(CoachingSession(pk=event.session_id))
    if reason := getattr(event, "reason", ""):
        params["reason"] = reason
    if name:
        writer.note(name, card, number=event.number, **params)


@on(session.RescheduleRequested)
def show_reschedule(event: session.RescheduleRequested, _record: EventRecord) -> None:
    writer = session_writer(event)
    writer.touch(CoachingSession(pk=event.session_id))
    reschedule = RescheduleRequest.objects.get(pk=event.reschedule_id)
    if reschedule.counters_id:
        writer.touch(RescheduleRequest(pk=reschedule.counters_id))
    writer.show(reschedule, note_name(event), {"number": event.number})


@on(session.AvailabilityNoted)
def change_starts_silently(event: session.AvailabilityNoted, _record: EventRecord) -> None:
    """The card on which the starts can be taken: the request's own, or the session's."""
    if event.reschedule_id is None:
        change_session_card(event, "")
    else:
        session_writer(event).touch(RescheduleRequest(pk=event.reschedule_id))


@on(session.SessionRescheduled)
def move_session(event: session.SessionRescheduled, _record: EventRecord) -> None:
    writer = session_writer(event)
    touch_contract(writer, event.contract_id, besides=event.session_id)
    writer.touch(RescheduleRequest(pk=event.reschedule_id))
    card = writer.touch(CoachingSession(pk=event.session_id))
    writer.note(
        "session_rescheduled",
        card,
        number=event.number,
        old=event.old_start.isoformat(),
        starts=event.starts_at.isoformat(),
        minutes=event.minutes,
    )


@on(session.RescheduleClosed)
def close_reschedule(event: session.RescheduleClosed, _record: EventRecord) -> None:
    """A request that ends with its session, or is answered by other times, needs no line of its own."""
    writer = session_writer(event)
    writer.touch(RescheduleRequest(pk=event.reschedule_id))
    card = writer.touch(CoachingSession(pk=event.session_id))
    if event.outcome in ("declined", "withdrawn", "expired"):
        writer.note(note_name(event), card, number=event.number)
