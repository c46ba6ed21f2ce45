"""What a session that is over, or is said to be, means in money and credit: the same for card and mail."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from contracts.models import Contract
from core.templatetags.money import money
from sessions.models import CoachingSession
from sessions.policy import Role, words_for

Status = CoachingSession.Status


def aftermath(session: CoachingSession, role: Role | None, *, now: datetime, zone_name: str) -> str:
    """What its end means for this side, with instants on this zone's clock; nothing while it is not over."""
    if session.status == Status.COMPLETED:
        return _completed(session, role, now=now, zone_name=zone_name)
    say = _WORDS.get(session.status)
    return say(session, role) if say else ""


def claim_words(session: CoachingSession, *, absent: Role, until: datetime, zone_name: str) -> str:
    """What a report that one side did not come leads to, unless it is contested in time."""
    at = words_for(until, zone_name)
    if absent == "student":
        return _("Unless contested before %(at)s it is final, and %(price)s is owed.") % {
            "at": at,
            "price": money(session.terms.price_per_session, session.contract.currency),
        }
    return _(
        "Unless contested before %(at)s it is final: nothing is owed, the session goes back to the"
        " student, and it counts in the coach’s record."
    ) % {"at": at}


def _completed(
    session: CoachingSession, role: Role | None, *, now: datetime, zone_name: str
) -> str:
    owed = _owes(session, role)
    if session.final_at is None or now >= session.final_at:
        return _("It was held. %(owed)s") % {"owed": owed}
    at = words_for(session.final_at, zone_name)
    if role == "student":
        return _("It was held, says the coach. %(owed)s You can disagree until %(at)s.") % {
            "owed": owed,
            "at": at,
        }
    return _("It was held, says the coach. %(owed)s The student can disagree until %(at)s.") % {
        "owed": owed,
        "at": at,
    }


def _cancelled(session: CoachingSession, _role: Role | None) -> str:
    if session.ended_by_id is None:
        return _("It was not paid in time. %(again)s") % {"again": _again(session)}
    return _again(session)


def _declined(session: CoachingSession, _role: Role | None) -> str:
    return _("It was not confirmed. %(again)s") % {"again": _again(session)}


def _cancelled_late(session: CoachingSession, role: Role | None) -> str:
    if not session.owed_amount:
        return _("It was cancelled late, but this contract keeps nothing. %(again)s") % {
            "again": _again(session)
        }
    words = _("It was cancelled late, so the session is used. %(owed)s") % {
        "owed": _owes(session, role)
    }
    if session.owed_amount < session.terms.price_per_session:
        return f"{words} {_('The rest is never charged.')}"
    return words


def _cancelled_by_coach(session: CoachingSession, role: Role | None) -> str:
    if role == "coach":
        return _("You cancelled it late, which counts in your record. %(again)s") % {
            "again": _again(session)
        }
    return _("The coach cancelled it late. %(again)s") % {"again": _again(session)}


def _not_held(session: CoachingSession, _role: Role | None) -> str:
    return _("Nobody reported that it took place. %(again)s") % {"again": _again(session)}


def _student_absent(session: CoachingSession, role: Role | None) -> str:
    return _("The student did not come. %(owed)s") % {"owed": _owes(session, role)}


def _coach_absent(session: CoachingSession, _role: Role | None) -> str:
    return _("The coach did not come. %(again)s") % {"again": _again(session)}


def _disputed(_session: CoachingSession, _role: Role | None) -> str:
    return _(
        "You see it differently. Nothing is charged until our staff have decided; they tell you both."
    )


def _resolved(session: CoachingSession, role: Role | None) -> str:
    if session.resolution == CoachingSession.Resolution.CREDIT_BACK:
        return _("Our staff decided. %(again)s") % {"again": _again(session)}
    return _("Our staff decided. %(owed)s") % {"owed": _owes(session, role)}


def _void(_session: CoachingSession, _role: Role | None) -> str:
    return _("It ended with the contract. Nothing is owed for it.")


def _unused(_session: CoachingSession, _role: Role | None) -> str:
    return _("It was not used before the contract's end. Nothing is owed for it.")


def _owes(session: CoachingSession, role: Role | None) -> str:
    if not session.owed_amount:
        return _("Nothing is owed for it.")
    values = {"owed": money(session.owed_amount, session.contract.currency)}
    if role == "student":
        return _("You owe %(owed)s for it.") % values
    return _("%(owed)s is owed for it.") % values


def _again(session: CoachingSession) -> str:
    """Whether the credit is there to be booked: it comes back only while the contract lives."""
    if session.contract.status in (Contract.Status.ACTIVE, Contract.Status.PAUSED):
        return _("The session can be booked again, and nothing is owed for this one.")
    return _("Nothing is owed for it.")


_WORDS: dict[str, Callable[[CoachingSession, Role | None], str]] = {
    Status.CANCELLED: _cancelled,
    Status.DECLINED: _declined,
    Status.CANCELLED_LATE: _cancelled_late,
    Status.CANCELLED_BY_COACH: _cancelled_by_coach,
    Status.NOT_HELD: _not_held,
    Status.NO_SHOW_STUDENT: _student_absent,
    Status.NO_SHOW_COACH: _coach_absent,
    Status.DISPUTED: _disputed,
    Status.RESOLVED: _resolved,
    Status.VOID: _void,
    Status.UNUSED: _unused,
}
