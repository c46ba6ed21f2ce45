"""Offering, picking, confirming, declining and cancelling."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from calendars.slot_pages import slot_page
from core import clock, numbers, payload
from core.errors import Invalid
from core.http import form_page
from core.views import FormPage, form_methods, form_press, press
from core.zones import zone
from sessions import actions, rules
from sessions.access import find_session
from sessions.actions.steps import refuse, require_active, why_not_times
from sessions.forms import CancelForm, DeclineForm, ScheduleForm, StartsForm
from sessions.models import CoachingSession, TimesOffer
from sessions.policy import CancelOutcome, booking_words, policy_for, role_of, side_of
from sessions.scheduling import free_starts
from sessions.views.answers import answer_session
from sessions.views.door import (
    answered,
    instant,
    named_offer,
    other_party,
    person,
    text,
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def offer_times(request: HttpRequest, session_id: int) -> HttpResponse:
    """The form for one to five starts, and putting them to the other side."""
    session = find_session(person(request), session_id)
    me = person(request)
    _show_if_bookable(request, session)
    form = StartsForm(
        payload.read(request) if request.method == "POST" else None,
        zone_name=me.timezone,
        now=clock.now(),
        duration_minutes=session.duration_minutes,
        initial={
            "version": session.version,
            "typed": request.GET.get("typed", ""),
            **_first_row(request, session, me.timezone),
        },
    )
    if request.method == "POST" and form.is_valid():
        offer = press(
            form,
            lambda data: actions.offer_times(
                session,
                by=me,
                starts=data["starts"],
                timezone=data["timezone"],
                version=data["version"],
                now=clock.now(),
            ),
        )
        if offer is not None:
            return answered(request, session, message=_("The times are offered."), status=201)
    return _starts_form(request, form, session)


def _first_row(request: HttpRequest, session: CoachingSession, zone_name: str) -> dict[str, Any]:
    wall = _like(request, session, zone_name)
    return {} if wall is None else {"start_1": wall}


def _like(request: HttpRequest, session: CoachingSession, zone_name: str) -> datetime | None:
    """ "The next one like this": the first later week at the same time on the asker's clock."""
    named = numbers.whole_number(request.GET.get("like"))
    model = session.contract.sessions.filter(pk=named).first() if named else None
    if model is None or model.scheduled_at is None:
        return None
    wall = model.scheduled_at.astimezone(zone(zone_name)).replace(tzinfo=None)
    today = clock.now().astimezone(zone(zone_name)).replace(tzinfo=None)
    while wall <= today:
        wall += timedelta(weeks=1)
    return wall


def _starts_form(request: HttpRequest, form: StartsForm, session: CoachingSession) -> HttpResponse:
    return form_page(
        request,
        form=form,
        page="sessions/offer_times.html",
        fragment="sessions/_offer_times_form.html",
        context={"session": session, "other": other_party(request, session)},
    )


@signed_in
@require_POST
def accept_time(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(person(request), session_id)
    starts_at = instant(request, "starts_at")
    if starts_at is None:
        raise Invalid(fields={"starts_at": [_("Choose one of the offered times.")]})
    actions.accept_time(
        named_offer(request, session), by=person(request), starts_at=starts_at, now=clock.now()
    )
    return answered(request, session, message=_("The session is confirmed."))


@signed_in
@require_POST
def decline_times(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(person(request), session_id)
    actions.decline_times(
        named_offer(request, session),
        by=person(request),
        reason=text(request, "reason"),
        now=clock.now(),
    )
    return answered(request, session, message=_("The times are declined."))


@signed_in
@require_POST
def withdraw_times(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(person(request), session_id)
    actions.withdraw_times(named_offer(request, session), by=person(request), now=clock.now())
    return answered(request, session, message=_("The times are withdrawn."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, session_id: int) -> HttpResponse:
    """A student picks a free start; a coach's pick is an offer of one."""
    session = find_session(person(request), session_id)
    me = person(request)
    if role_of(session.contract, me.pk) == "coach" and request.method != "POST":
        return offer_times(request, session_id)
    _show_if_bookable(request, session)
    form = ScheduleForm(
        payload.read(request) if request.method == "POST" else None,
        zone_name=me.timezone,
        initial={"version": session.version},
    )
    if request.method == "POST" and form.is_valid():
        booked = press(form, lambda data: book(me, session, data))
        if booked is not None:
            return answered(request, session, message=_("The time is chosen."), status=201)
    return _slots_page(request, form, session)


def _show_if_bookable(request: HttpRequest, session: CoachingSession) -> None:
    """No form for what would be refused. Raises NotPossibleNow."""
    if request.method != "POST":
        require_active(session)
        refuse(session, why_not_times(session))


def _slots_page(request: HttpRequest, form: ScheduleForm, session: CoachingSession) -> HttpResponse:
    me, other = person(request), other_party(request, session)
    starts = free_starts(
        session.contract, now=clock.now(), duration_minutes=session.duration_minutes
    )
    wall = _like(request, session, me.timezone)
    tz = zone(me.timezone)
    like = next((s for s in starts if wall and s.astimezone(tz).replace(tzinfo=None) == wall), None)
    page = slot_page(
        starts,
        mine=me.timezone,
        theirs=other.timezone,
        begins_on=_day(request.GET.get("from", "")) or (wall.date() if wall and like else None),
    )
    return form_page(
        request,
        form=form,
        page="sessions/schedule.html",
        fragment="sessions/_schedule_form.html",
        context={
            "session": session,
            "slots": page,
            "chosen": form["starts_at"].value() or (like.isoformat() if like else ""),
            "other": other,
            "rule": booking_words(session, "student"),
        },
    )


def book(me: User, session: CoachingSession, data: dict[str, Any]) -> CoachingSession | TimesOffer:
    """A student's pick books the start; a coach's is an offer of one."""
    if role_of(session.contract, me.pk) == "coach":
        return actions.offer_times(
            session,
            by=me,
            starts=[data["starts_at"]],
            timezone=data["timezone"],
            version=data["version"],
            now=clock.now(),
        )
    return actions.schedule_session(
        session,
        by=me,
        starts_at=data["starts_at"],
        timezone=data["timezone"],
        version=data["version"],
        now=clock.now(),
    )


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
    form = DeclineForm(
        payload.of_post(request),
        zone_name=me.timezone,
        now=now,
        duration_minutes=session.duration_minutes,
        initial={"version": session.version, "typed": request.GET.get("typed", "")},
    )
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
        page=FormPage(
            template="sessions/decline.html",
            context=lambda: {"session": session, "other": session.contract.other_party(me)},
        ),
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
        page=FormPage(
            template="sessions/cancel.html",
            context=lambda: {
                "session": session,
                "other": session.contract.other_party(me),
                "outcome": _cancel_outcome(session, by=me, now=now),
            },
        ),
    )


def _cancel_outcome(session: CoachingSession, *, by: User, now: datetime) -> CancelOutcome | None:
    """What the press would do; nothing beside a form that came too late."""
    if rules.booked(session):
        return None
    return policy_for(session).cancel_outcome(side_of(session.contract, by), now=now)
