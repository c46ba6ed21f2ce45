"""What a session's card says in its head: the state, whose turn it is, and one sentence about it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.templatetags.money import money
from core.zones import current_zone_name
from sessions.aftermath import aftermath, claim_words
from sessions.cards.session_view import SessionView
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


def badge_of(view: SessionView, offer: TimesOffer | None) -> Badge:
    row = view.row
    if offer is not None:
        return _question(view, asked_by_viewer=offer.author_id == view.viewer.pk)
    if row.status == Status.SCHEDULED:
        return _question(view, asked_by_viewer=view.role == "student")
    if _is_over(view):
        return _outcome_badge(view)
    if _is_running(view):
        return Badge(text=_("Now"), tone="accent")
    return Badge(text=str(row.get_status_display()).capitalize(), tone=TONES.get(row.status, ""))


def _is_over(view: SessionView) -> bool:
    """Held or not, it waits for its outcome, even before the clock has said so."""
    if view.row.status == Status.CONFIRMED:
        return view.now >= view.row.span[1]
    return view.row.status == Status.AWAITING_OUTCOME


def _is_running(view: SessionView) -> bool:
    return view.row.status == Status.CONFIRMED and view.now >= view.row.span[0]


def _question(view: SessionView, *, asked_by_viewer: bool) -> Badge:
    if view.role is None:
        return Badge(text=str(view.row.get_status_display()).capitalize())
    if asked_by_viewer:
        return Badge(text=_("Waiting for %(name)s") % {"name": view.other_name}, turn="theirs")
    return Badge(text=_("Your answer"), tone="warn", turn="mine")


def _outcome_badge(view: SessionView) -> Badge:
    claim = next(iter(open_claims(view.row)), None)
    if claim is None:
        return Badge(text=_("How was it?"), tone="warn", turn="mine" if view.role else "")
    if claim.author_id == view.viewer.pk:
        return Badge(text=_("Reported"), tone="warn", turn="theirs")
    return Badge(text=_("Your answer"), tone="danger", turn="mine" if view.role else "")


def lead_of(view: SessionView, offer: TimesOffer | None) -> str:
    """One sentence on how the session stands for this viewer, or nothing."""
    if offer is not None:
        return _offer_lead(view, offer)
    if _is_running(view) or _is_over(view):
        return _outcome_lead(view)
    if view.row.status == Status.CONFIRMED:
        return _door_lead(view)
    waiting = {
        Status.UNSCHEDULED: _("Not scheduled yet."),
        Status.SCHEDULED: _scheduled_lead(view),
    }.get(Status(view.row.status))
    return waiting or aftermath(view.row, view.role, now=view.now, zone_name=current_zone_name())


def _door_lead(view: SessionView) -> str:
    """Who is there already, while the door is open and the session has not begun; else nothing."""
    if view.role is None or view.now < view.policy.join_opens:
        return ""
    name = {"name": view.other_name}
    am_here = view.row.checked_in_at(view.viewer.pk) is not None
    is_here = view.row.checked_in_at(view.other.pk) is not None
    if am_here and is_here:
        return _("You are both here.")
    if am_here:
        return _("You are here. %(name)s has not checked in yet.") % name
    if is_here:
        return _("%(name)s is here and waits for you.") % name
    return _("The door is open. Say that you are here.")


def _outcome_lead(view: SessionView) -> str:
    """What is known of a session that has begun: who is there, and what is claimed."""
    row, contract = view.row, view.row.contract
    claim = next(iter(open_claims(row)), None)
    if claim is not None:
        author = view.party(claim.author_id)
        absent = view.party(contract.other_party_id(author.pk))
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
    return _("Nobody has checked in yet.") if not _is_over(view) else _("Nobody checked in.")


def _offer_lead(view: SessionView, offer: TimesOffer) -> str:
    if offer.author_id == view.viewer.pk:
        return _("You offered these times. %(name)s takes one, and the session is confirmed.") % {
            "name": view.other_name
        }
    return _("%(name)s offers these times. Take one, and the session is confirmed.") % {
        "name": view.party(offer.author_id).get_short_name()
    }


def _scheduled_lead(view: SessionView) -> str:
    if view.role == "coach":
        return _("%(name)s picked this time. It is held for you until you answer.") % {
            "name": view.other_name
        }
    return _("You picked this time. %(name)s has to confirm it.") % {"name": view.other_name}


def owed_words(view: SessionView) -> str:
    """What the student owes for a session that is over, or nothing."""
    owed = view.row.owed_amount
    if not owed:
        return ""
    return money(owed, view.row.contract.currency)
