"""The card of a reschedule request: old → new times, why, until when, and the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.busy import Calendars
from core.cards import Card, CardAction
from sessions import answers, rules
from sessions.cards.session_view import SessionView
from sessions.cards.times import TimeChoice, time_choices
from sessions.cards.words import Badge
from sessions.models import RescheduleRequest
from sessions.policy import rescheduled_late_after

RequestStatus = RescheduleRequest.Status
TONES = {RequestStatus.APPROVED: "ok", RequestStatus.DECLINED: "danger"}


@dataclass(frozen=True, kw_only=True)
class RescheduleCard(Card):
    """`their_zone` is the other person's IANA zone; the viewer's own is the active one."""

    url: str
    eyebrow: str
    title: str
    badge: Badge
    lead: str
    reason: str
    is_past: bool
    old_start: datetime
    minutes: int
    their_zone: str
    times: tuple[TimeChoice, ...]
    due: datetime | None
    words: str


def build_reschedule_card(
    reschedule: RescheduleRequest, viewer: User, now: datetime, calendars: Calendars
) -> RescheduleCard:
    """The request as this person may see and answer it at this moment."""
    view = SessionView(row=reschedule.session, viewer=viewer, now=now)
    is_open = rules.request_waits(reschedule, now=now) is None
    own = reschedule.author_id == viewer.pk
    return RescheduleCard(
        dom_id=f"reschedule-{reschedule.pk}-card",
        version=reschedule.version,
        actions=tuple(_answers(view, reschedule)),
        refresh_at=_refresh_at(reschedule, now) if is_open else None,
        url=reverse("session-detail", args=[reschedule.session_id]),
        eyebrow=_("Contract %(number)s") % {"number": reschedule.session.contract.number},
        title=_("Move session %(number)d?") % {"number": reschedule.session.number},
        badge=_badge(view, reschedule, is_open=is_open, own=own),
        lead=_lead(view, reschedule, own=own),
        reason=reschedule.reason,
        is_past=not is_open,
        old_start=reschedule.old_start,
        minutes=reschedule.session.duration_minutes,
        their_zone=view.other.timezone,
        times=time_choices(view, reschedule, calendars, is_open=is_open),
        due=reschedule.expires_at if is_open else None,
        words=_words(view, reschedule) if is_open else "",
    )


def _badge(view: SessionView, reschedule: RescheduleRequest, *, is_open: bool, own: bool) -> Badge:
    if not is_open:
        lapsed = reschedule.status == RequestStatus.PENDING
        text = RequestStatus.EXPIRED.label if lapsed else reschedule.get_status_display()
        return Badge(
            text=str(text).capitalize(), tone=TONES.get(RequestStatus(reschedule.status), "")
        )
    if own or view.role is None:
        return Badge(text=_("Waiting for %(name)s") % {"name": view.other_name}, turn="theirs")
    return Badge(text=_("Your answer"), tone="warn", turn="mine")


def _lead(view: SessionView, reschedule: RescheduleRequest, *, own: bool) -> str:
    if own:
        return _("You asked for another time. The old one stands until %(name)s agrees.") % {
            "name": view.other_name
        }
    return _("%(name)s asks for another time. The old one stands until you agree.") % {
        "name": reschedule.author.get_short_name()
    }


def _answers(view: SessionView, reschedule: RescheduleRequest) -> Iterator[CardAction]:
    me, now = view.viewer, view.now
    if rules.withdraw_reschedule(reschedule, by=me, now=now) is None:
        yield view.press(
            "withdraw-reschedule",
            _("Withdraw the request"),
            fields=(("reschedule", str(reschedule.pk)),),
            outcome=_("The session stays where it is."),
        )
    no = answers.decline_reschedule(reschedule, by=me, now=now)
    if no.refusal is None:
        yield view.answer(no, no.name, outcome=no.outcome)
    if rules.counter_reschedule(reschedule, by=me, now=now) is None:
        yield view.form("counter-reschedule", _("Propose other times"))


def _words(view: SessionView, reschedule: RescheduleRequest) -> str:
    """What agreeing will mean for cancelling."""
    if view.role is None:
        return ""
    late = rescheduled_late_after(view.row, reschedule)
    return view.policy.approval_words(view.role, rescheduled_late=late)


def _refresh_at(reschedule: RescheduleRequest, now: datetime) -> datetime | None:
    return min(
        (at for at in (*reschedule.start_times, reschedule.expires_at) if at > now), default=None
    )
