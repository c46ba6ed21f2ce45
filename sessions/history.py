"""What happened to the sessions of a contract, as lines of the contract's history."""

from functools import partial
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.history import tell

Payload = dict[str, Any]

# By event; `%(number)d` is the session's number, `%(start)s` its start on the reader's clock.
SENTENCES = {
    "OfferedTimeTaken": gettext_lazy(
        "Another booking changed which times offered for session %(number)d are free"
    ),
    "ProposedTimesTaken": gettext_lazy(
        "Another booking changed which new times for session %(number)d are free"
    ),
    "SessionScheduled": gettext_lazy("Picked %(start)s for session %(number)d"),
    "SessionConfirmed": gettext_lazy("Confirmed session %(number)d for %(start)s"),
    "SessionDeclined": gettext_lazy("Session %(number)d was declined and can be booked again"),
    "SessionUnused": gettext_lazy("Session %(number)d was not used in time"),
    "SessionMoved": gettext_lazy("Agreed to move session %(number)d to %(start)s"),
    "SessionStarted": gettext_lazy("Checked in to session %(number)d"),
    "SessionAwaitsOutcome": gettext_lazy("Session %(number)d ended and waits for its outcome"),
    "SessionCompleted": gettext_lazy("Session %(number)d is completed"),
    "SessionNotHeld": gettext_lazy("Session %(number)d was not held and can be booked again"),
    "NoShowClaimed": gettext_lazy("Reported that the other did not come to session %(number)d"),
    "NoShowSettled": gettext_lazy("The report about session %(number)d stands"),
    "SessionDisputed": gettext_lazy("Contested the outcome of session %(number)d"),
    "SessionResolved": gettext_lazy("Staff decided about session %(number)d"),
    "SessionNotesChanged": gettext_lazy("Wrote the wrap-up of session %(number)d"),
    "MeetingLinkChanged": gettext_lazy("Changed the meeting link of session %(number)d"),
}
# By event and the way it came about.
ENDINGS = {
    ("TimesClosed", "declined"): gettext_lazy("Declined the times for session %(number)d"),
    ("TimesClosed", "withdrawn"): gettext_lazy("Withdrew the times for session %(number)d"),
    ("TimesClosed", "superseded"): gettext_lazy("Replaced the times for session %(number)d"),
    ("TimesClosed", "lapsed"): gettext_lazy("The times for session %(number)d lapsed unanswered"),
    ("RescheduleClosed", "declined"): gettext_lazy("Kept the time of session %(number)d"),
    ("RescheduleClosed", "withdrawn"): gettext_lazy(
        "Took back the wish to move session %(number)d"
    ),
    ("RescheduleClosed", "expired"): gettext_lazy(
        "The wish to move session %(number)d went unanswered; the old time stands"
    ),
    ("RescheduleClosed", "void"): gettext_lazy("The wish to move session %(number)d became void"),
    ("SessionCancelled", "cancelled"): gettext_lazy("Cancelled session %(number)d of %(start)s"),
    ("SessionCancelled", "cancelled_late"): gettext_lazy(
        "Cancelled session %(number)d of %(start)s late"
    ),
    ("SessionCancelled", "cancelled_by_coach"): gettext_lazy(
        "Cancelled session %(number)d of %(start)s late, as its coach"
    ),
    ("SessionCancelled", "void"): gettext_lazy("Session %(number)d of %(start)s became void"),
}


def _fill(text: object, payload: Payload) -> str:
    reason = payload.get("reason") or payload.get("note")
    values = {"number": payload["number"], "start": _clock(payload.get("starts_at"))}
    return str(text) % values + (f" “{reason}”" if reason else "")


def _clock(stored: str | None) -> str:
    instant = parse_datetime(stored) if stored else None
    return "" if instant is None else formats.date_format(localtime(instant), "D j M Y, H:i")


@tell("sessions.TimesOffered")
def _times_offered(payload: Payload) -> str:
    times = "; ".join(_clock(start) for start in payload["starts"])
    return _("Offered times for session %(number)d: %(times)s") % {
        "number": payload["number"],
        "times": times,
    }


@tell("sessions.RescheduleRequested")
def _move_asked(payload: Payload) -> str:
    text = (
        _("Answered with other times for session %(number)d")
        if payload["is_counter"]
        else _("Asked to move session %(number)d")
    )
    return _fill(text, payload)


def _tell_all() -> None:
    for name, text in SENTENCES.items():
        tell(f"sessions.{name}")(partial(_fill, text))
    for name in ("TimesClosed", "RescheduleClosed", "SessionCancelled"):
        tell(f"sessions.{name}")(partial(_ending, name))


def _ending(name: str, payload: Payload) -> str:
    way = payload.get("outcome") or payload["status"]
    return _fill(ENDINGS[name, way], payload)


_tell_all()
