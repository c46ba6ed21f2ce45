"""Picking a start, confirming, declining and cancelling."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from calendars.slot_pages import slot_page
from calendars.spans import Span
from core import payload
from core.views import form_methods, form_press
from core.zones import read_instant, zone
from sessions import actions, rules
from sessions.access import find_session
from sessions.blocking import find_clashes
from sessions.forms.booking import CancelForm, ScheduleForm
from sessions.forms.starts import DeclineForm
from sessions.models import CoachingSession
from sessions.policy import CancelOutcome, booking_words, policy_for, role_of, side_of
from sessions.queries import week_after
from sessions.scheduling import free_starts, openings_of
from sessions.views.shared import answer_session, form_page
from sessions.views.times import offer_times


@signed_in
@form_methods
def schedule(request: PersonRequest, session_id: int) -> HttpResponse:
    """A student picks a free start; a coach's pick is an offer of one."""
    me, now = request.person, request.now
    session = find_session(me, session_id)
    if request.method != "POST" and role_of(session.contract, me.pk) == "coach":
        return offer_times(request, session_id)
    form = ScheduleForm(
        payload.of_post(request), zone_name=me.timezone, initial={"version": session.version}
    )
    return form_press(
        request,
        form=form,
        may=lambda: rules.schedule(session, by=me),
        act=lambda data: actions.pick_start(
            session,
            by=me,
            starts_at=data["starts_at"],
            timezone=data["timezone"],
            version=data["version"],
            now=now,
        ),
        said=lambda _row: answer_session(request, session, _("The time is chosen."), status=201),
        page=form_page(
            "schedule", session, reader=me, context=lambda: _free_slots(request, session, form)
        ),
    )


def _free_slots(
    request: PersonRequest, session: CoachingSession, form: ScheduleForm
) -> dict[str, Any]:
    """The days with free starts, from `from` or from the week after the session that is named."""
    me, now = request.person, request.now
    tz = zone(me.timezone)
    starts = free_starts(session.contract, now=now, duration_minutes=session.duration_minutes)
    wall = week_after(session, request.GET.get("like"), zone_name=me.timezone, now=now)
    like = next((s for s in starts if wall and s.astimezone(tz).replace(tzinfo=None) == wall), None)
    asked = _asked_start(request, session, starts)
    begins_on = asked.day or (wall.date() if wall and like else None)
    return {
        "slots": slot_page(
            starts,
            length=session.length,
            mine=me.timezone,
            theirs=session.contract.other_party(me).timezone,
            begins_on=_day(request.GET.get("from", "")) or begins_on,
        ),
        "chosen": form["starts_at"].value() or asked.value or (like.isoformat() if like else ""),
        "why_not": asked.why_not,
        "rule": booking_words(session, "student"),
    }


class AskedStart(NamedTuple):
    """The start that an address names: the day to show, its value if it can be had, else why not."""

    day: date | None = None
    value: str = ""
    why_not: str = ""


def _asked_start(
    request: PersonRequest, session: CoachingSession, free: Sequence[datetime]
) -> AskedStart:
    text = request.GET.get("at", "")
    if not text:
        return AskedStart()
    try:
        starts_at = read_instant(text)
    except ValueError:
        return AskedStart(why_not=_("The address names no time. Choose one of these."))
    tz = zone(request.person.timezone)
    day = starts_at.astimezone(tz).date()
    shown = next((day for start in free if start.astimezone(tz).date() >= day), None)
    if starts_at in free:
        return AskedStart(shown, starts_at.isoformat())
    return AskedStart(shown, why_not=_why_not(session, starts_at, request))


def _why_not(session: CoachingSession, starts_at: datetime, request: PersonRequest) -> str:
    """Why this start cannot be booked, in words."""
    span = Span(starts_at, starts_at + session.length)
    refusal = rules.series_start(
        session,
        starts_at,
        by=request.person,
        now=request.now,
        clash=find_clashes(session.contract, [span])[0],
        openings=openings_of(session.contract, [span], now=request.now),
    )
    return str(refusal.message) if refusal else ""


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@signed_in
@require_POST
def confirm(request: PersonRequest, session_id: int) -> HttpResponse:
    session = find_session(request.person, session_id)
    version = payload.whole_number(payload.read(request), "version")
    actions.confirm_session(session, by=request.person, version=version, now=request.now)
    return answer_session(request, session, _("The session is confirmed."))


@signed_in
@form_methods
def decline(request: PersonRequest, session_id: int) -> HttpResponse:
    """The coach says no to a start, and may offer others in the same press."""
    me, now = request.person, request.now
    session = find_session(me, session_id)
    form = DeclineForm.about(session, request)
    return form_press(
        request,
        form=form,
        may=lambda: rules.decline(session, by=me, now=now),
        act=lambda data: actions.decline_session(
            session,
            by=me,
            version=data["version"],
            reason=data["reason"],
            other_starts=data["starts"],
            timezone=data["timezone"],
            now=now,
        ),
        said=lambda _row: answer_session(request, session, _declined_words(form)),
        page=form_page("decline", session, reader=me),
    )


def _declined_words(form: DeclineForm) -> str:
    if form.cleaned_data["starts"]:
        return _("The session is declined, and your other times are offered.")
    return _("The session is declined. The student can book it again.")


@signed_in
@form_methods
def cancel(request: PersonRequest, session_id: int) -> HttpResponse:
    """A form that asks for an optional reason and says beforehand what the press will do."""
    me, now = request.person, request.now
    session = find_session(me, session_id)
    return form_press(
        request,
        form=CancelForm(payload.of_post(request), initial={"version": session.version}),
        may=lambda: rules.cancel(session, by=me, now=now),
        act=lambda data: actions.cancel_session(
            session,
            by=me,
            version=data["version"],
            reason=data["reason"],
            seen=data["seen"],
            now=now,
        ),
        said=lambda _row: answer_session(request, session, _("The session is cancelled.")),
        page=form_page(
            "cancel",
            session,
            reader=me,
            context=lambda: {"outcome": _cancel_outcome(session, by=me, now=now)},
        ),
    )


def _cancel_outcome(session: CoachingSession, *, by: User, now: datetime) -> CancelOutcome | None:
    """What the press would do; nothing beside a form that came too late."""
    if rules.booked(session) is not None:
        return None
    return policy_for(session).cancel_outcome(side_of(session.contract, by), now=now)
