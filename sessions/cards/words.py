"""What a session's card says in its head: the state, whose turn it is, and one sentence about it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.templatetags.money import money
from core.zones import current_zone_name
from sessions.aftermath import aftermath, claim_words
from sessions.cards.seen import Seen
from sessions.models import CoachingSession, TimesOffer
from sessions.queries import open_claims

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
    if _is_over(seen):
        return _outcome_badge(seen)
    if _is_running(seen):
        return Badge(text=_("Now"), tone="accent")
    return Badge(text=str(row.get_status_display()).capitalize(), tone=TONES.get(row.status, ""))


def _is_over(seen: Seen) -> bool:
    """Held or not, it waits for its outcome, even before the clock has said so."""
    if seen.row.status == Status.CONFIRMED:
        return seen.now >= seen.row.span[1]
    return seen.row.status == Status.AWAITING_OUTCOME


def _is_running(seen: Seen) -> bool:
    return seen.row.status == Status.CONFIRMED and seen.now >= seen.row.span[0]


def _question(seen: Seen, *, asked_by_viewer: bool) -> Badge:
    if seen.role is None:
        return Badge(text=str(seen.row.get_status_display()).capitalize())
    if asked_by_viewer:
        return Badge(text=_("Waiting for %(name)s") % {"name": seen.other_name}, turn="theirs")
    return Badge(text=_("Your answer"), tone="warn", turn="mine")


def _outcome_badge(seen: Seen) -> Badge:
    claim = next(iter(open_claims(seen.row)), None)
    if claim is None:
        return Badge(text=_("How was it?"), tone="warn", turn="mine" if seen.role else "")
    if claim.author_id == seen.viewer.pk:
        return Badge(text=_("Reported"), tone="warn", turn="theirs")
    return Badge(text=_("Your answer"), tone="danger", turn="mine" if seen.role else "")


def lead_of(seen: Seen, offer: TimesOffer | None) -> str:
    """One sentence on how the session stands for this viewer, or nothing."""
    if offer is not None:
        return _offer_lead(seen, offer)
    if _is_running(seen) or _is_over(seen):
        return _outcome_lead(seen)
    if seen.row.status == Status.CONFIRMED:
        return _door_lead(seen)
    waiting = {
        Status.UNSCHEDULED: _("Not scheduled yet."),
        Status.SCHEDULED: _scheduled_lead(seen),
    }.get(Status(seen.row.status))
    return waiting or aftermath(seen.row, seen.role, now=seen.now, zone_name=current_zone_name())


def _door_lead(seen: Seen) -> str:
    """Who is there already, while the door is open and the session has not begun; else nothing."""
    if seen.role is None or seen.now < seen.policy.join_opens:
        return ""
    name = {"name": seen.other_name}
    am_here = seen.row.checked_in_at(seen.viewer.pk) is not None
    is_here = seen.row.checked_in_at(seen.other.pk) is not None
    if am_here and is_here:
        return _("You are both here.")
    if am_here:
        return _("You are here. %(name)s has not checked in yet.") % name
    if is_here:
        return _("%(name)s is here and waits for you.") % name
    return _("The door is open. Say that you are here.")


def _outcome_lead(seen: Seen) -> str:
    """What is known of a session that has begun: who is there, and what is claimed."""
    row, contract = seen.row, seen.row.contract
    claim = next(iter(open_claims(row)), None)
    if claim is not None:
        author = seen.party(claim.author_id)
        absent = seen.party(contract.other_party_id(author.pk))
        reported = _("%(name)s reported that %(absent)s did not come.") % {
            "name": author.get_short_name(),
            "absent": absent.get_short_name(),
        }
        what = claim_words(
            row,
            absent="student" if absent.pk == contract.student_id else "coach",
            until=claim.contest_by,
            zone_name=current_zone_name(),
        )
        return f"{reported} {what}"
    here = [
        person.get_short_name()
        for person, at in (
            (contract.student, row.student_checked_in_at),
            (contract.coach, row.coach_checked_in_at),
        )
        if at is not None
    ]
    if here:
        return _("Checked in: %(names)s.") % {"names": ", ".join(here)}
    return _("Nobody has checked in yet.") if not _is_over(seen) else _("Nobody checked in.")


def _offer_lead(seen: Seen, offer: TimesOffer) -> str:
    if offer.author_id == seen.viewer.pk:
        return _("You offered these times. %(name)s takes one, and the session is confirmed.") % {
            "name": seen.other_name
        }
    return _("%(name)s offers these times. Take one, and the session is confirmed.") % {
        "name": seen.party(offer.author_id).get_short_name()
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
