"""Asking for another time, and answering."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import PersonRequest, signed_in
from core import payload
from core.errors import Invalid
from core.views import form_methods, form_press
from sessions import actions, rules
from sessions.access import find_reschedule, find_session
from sessions.actions.rescheduling import MAX_NEW_STARTS
from sessions.forms.starts import CounterForm, RescheduleForm
from sessions.models import CoachingSession
from sessions.policy import policy_for, side_of
from sessions.queries import pending_reschedule
from sessions.views.shared import answer_session, form_page


@signed_in
@form_methods
def reschedule(request: PersonRequest, session_id: int) -> HttpResponse:
    """The form for one to three new starts, with the rule in words, and the request."""
    me, now = request.person, request.now
    session = find_session(me, session_id)
    return form_press(
        request,
        form=RescheduleForm.about(session, request, most=MAX_NEW_STARTS),
        may=lambda: rules.request_reschedule(session, by=me, now=now),
        act=lambda data: actions.request_reschedule(
            session,
            by=me,
            starts=data["starts"],
            timezone=data["timezone"],
            reason=data["reason"],
            version=data["version"],
            now=now,
        ),
        said=lambda _move: answer_session(
            request, session, _("You asked for another time."), status=201
        ),
        page=form_page(
            "reschedule",
            session,
            reader=me,
            context=lambda: _rule_words(request, session, "session-reschedule"),
        ),
    )


@signed_in
@form_methods
def counter_reschedule(request: PersonRequest, session_id: int) -> HttpResponse:
    """Other times instead of those that were asked for."""
    me, now = request.person, request.now
    session = find_session(me, session_id)
    pending = pending_reschedule(session)

    return form_press(
        request,
        form=CounterForm.about(
            session, request, most=MAX_NEW_STARTS, reschedule=pending.pk if pending else None
        ),
        may=lambda: rules.counter_pending(session, pending, by=me, now=now),
        act=lambda data: actions.counter_reschedule(
            find_reschedule(session, data["reschedule"]),
            by=me,
            starts=data["starts"],
            timezone=data["timezone"],
            reason=data["reason"],
            now=now,
        ),
        said=lambda _counter: answer_session(
            request, session, _("You proposed other times."), status=201
        ),
        page=form_page(
            "reschedule",
            session,
            reader=me,
            context=lambda: _rule_words(request, session, "session-counter-reschedule"),
        ),
    )


def _rule_words(request: PersonRequest, session: CoachingSession, url_name: str) -> dict[str, Any]:
    words: tuple[str, ...] = ()
    if rules.booked(session) is None:
        side = side_of(session.contract, request.person)
        words = policy_for(session).words(side, now=request.now, zone_name=request.person.timezone)
    return {"words": words, "url_name": url_name}


@signed_in
@require_POST
def approve_reschedule(request: PersonRequest, session_id: int) -> HttpResponse:
    data = payload.read(request)
    session = find_session(request.person, session_id)
    reschedule = find_reschedule(session, payload.whole_number(data, "reschedule"))
    starts_at = payload.optional_instant(data, "starts_at")
    if starts_at is None and len(reschedule.start_times) == 1:
        starts_at = reschedule.start_times[0]
    if starts_at is None:
        raise Invalid(fields={"starts_at": [_("Choose one of the proposed times.")]})
    actions.approve_reschedule(reschedule, by=request.person, starts_at=starts_at, now=request.now)
    return answer_session(request, session, _("The session is moved."))


@signed_in
@require_POST
def decline_reschedule(request: PersonRequest, session_id: int) -> HttpResponse:
    data = payload.read(request)
    session = find_session(request.person, session_id)
    reschedule = find_reschedule(session, payload.whole_number(data, "reschedule"))
    reason = payload.text(data, "reason")
    actions.decline_reschedule(reschedule, by=request.person, reason=reason, now=request.now)
    return answer_session(request, session, _("The old time stands."))


@signed_in
@require_POST
def withdraw_reschedule(request: PersonRequest, session_id: int) -> HttpResponse:
    session = find_session(request.person, session_id)
    reschedule = find_reschedule(session, payload.whole_number(payload.read(request), "reschedule"))
    actions.withdraw_reschedule(reschedule, by=request.person, now=request.now)
    return answer_session(request, session, _("The request is withdrawn."))
