"""What a session's card says in its head: the state, whose turn it is, and one sentence about it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.templatetags.money import money
from sessions.cards.seen import Seen
from sessions.models import CoachingSession, TimesOffer

Status = CoachingSession.Status


@dataclass(frozen=True, kw_only=True)
class Badge:
    """A word and its tone; `turn` is "mine" when this viewer must answer, "theirs" when the other must."""

    text: str
    tone: str = ""
    turn: str = ""


TONES: dict[str, str] = {
    Status.CONFIRMED: "ok",
    Status.COMPLETED: "ok",
    Status.AWAITING_OUTCOME: "warn",
    Status.CANCELLED_LATE: "danger",
    Status.CANCELLED_BY_COACH: "danger",
    Status.NO_SHOW_STUDENT: "danger",
    Status.NO_SHOW_COACH: "danger",
    Status.DISPUTED: "danger",
    Status.RESOLVED: "info",
}


def badge_of(seen: Seen, offer: TimesOffer | None) -> Badge:
    row = seen.row
    if offer is not None:
        return _question(seen, asked_by_viewer=offer.author_id == seen.viewer.pk)
    if row.status == Status.SCHEDULED:
        return _question(seen, asked_by_viewer=seen.role == "student")
    if row.status == Status.CONFIRMED and row.scheduled_at and seen.now >= row.scheduled_at:
        return Badge(text=_("Now"), tone="accent")
    if row.status == Status.AWAITING_OUTCOME:
        return Badge(text=_("How was it?"), tone="warn", turn="mine" if seen.role else "")
    return Badge(text=str(row.get_status_display()).capitalize(), tone=TONES.get(row.status, ""))


def _question(seen: Seen, *, asked_by_viewer: bool) -> Badge:
    if seen.role is None:
        return Badge(text=str(seen.row.get_status_display()).capitalize())
    if asked_by_viewer:
        return Badge(text=_("Waiting for %(name)s") % {"name": seen.other_name}, turn="theirs")
    return Badge(text=_("Your answer"), tone="warn", turn="mine")


def lead_of(seen: Seen, offer: TimesOffer | None) -> str:
    """One sentence on how the session stands for this viewer, or nothing."""
    if offer is not None:
        return _offer_lead(seen, offer)
    return {
        Status.UNSCHEDULED: _("Not scheduled yet."),
        Status.SCHEDULED: _scheduled_lead(seen),
        Status.DECLINED: _("It was not confirmed. The session can be booked again."),
        Status.NOT_HELD: _("Nobody reported that it took place. The session can be booked again."),
        Status.VOID: _("It ended with the contract. Nothing is owed for it."),
        Status.UNUSED: _("It was not used before the contract's end. Nothing is owed for it."),
    }.get(Status(seen.row.status), seen.row.end_reason)


def _offer_lead(seen: Seen, offer: TimesOffer) -> str:
    if offer.author_id == seen.viewer.pk:
        return _("You offered these times. %(name)s takes one, and the session is confirmed.") % {
            "name": seen.other_name
        }
    return _("%(name)s offers these times. Take one, and the session is confirmed.") % {
        "name": offer.author.get_short_name()
    }


def _scheduled_lead(seen: Seen) -> str:
    if seen.role == "coach":
        return _("%(name)s picked this time. It is held for you until you answer.") % {
            "name": seen.other_name
        }
    return _("You picked this time. %(name)s has to confirm it.") % {"name": seen.other_name}


def owed_words(seen: Seen) -> str:
    """What the student owes for a session that is over, or nothing."""
    owed = seen.row.owed_amount
    if not owed:
        return ""
    return money(owed, seen.row.contract.currency)
