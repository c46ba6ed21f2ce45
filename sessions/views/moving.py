"""Asking for another time, and answering."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import signed_in
from core import clock, payload
from core.errors import Invalid, NotPossibleNow
from core.http import form_page
from core.views import press
from sessions import actions
from sessions.actions.moving import (
    MAX_NEW_STARTS,
    require_other_side,
    why_not_answer,
    why_not_ask,
)
from sessions.actions.steps import pending_move, refuse, require_party
from sessions.forms import CounterForm, MoveForm
from sessions.models import CoachingSession, RescheduleRequest
from sessions.policy import policy_for, role_of
from sessions.views.door import (
    answered,
    find_session,
    instant,
    other_party,
    person,
    text,
    whole_number,
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: HttpRequest, session_id: int) -> HttpResponse:
    """The form for one to three new starts, with the rule in words, and the request."""
    session = find_session(request, session_id)
    me = person(request)
    if request.method != "POST":
        refuse(session, why_not_ask(session, require_party(session, me), now=clock.now()))
    form = MoveForm(
        payload.read(request) if request.method == "POST" else None,
        zone_name=me.timezone,
        most=MAX_NEW_STARTS,
        now=clock.now(),
        duration_minutes=session.duration_minutes,
        initial={"version": session.version, "typed": request.GET.get("typed", "")},
    )
    if request.method == "POST" and form.is_valid():
        move = press(
            form,
            lambda data: actions.request_reschedule(
                session,
                by=me,
                new_starts=data["starts"],
                timezone=data["timezone"],
                reason=data["reason"],
                version=data["version"],
                now=clock.now(),
            ),
        )
        if move is not None:
            return answered(request, session, message=_("You asked for another time."), status=201)
    return _form(request, form, session, "session-reschedule")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def counter_reschedule(request: HttpRequest, session_id: int) -> HttpResponse:
    """Other times instead of those that were asked for."""
    session = find_session(request, session_id)
    me = person(request)
    move = pending_move(session) if request.method != "POST" else None
    form = CounterForm(
        payload.read(request) if request.method == "POST" else None,
        zone_name=me.timezone,
        most=MAX_NEW_STARTS,
        now=clock.now(),
        duration_minutes=session.duration_minutes,
        initial={
            "version": session.version,
            "typed": request.GET.get("typed", ""),
            "reschedule": move.pk if move else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        counter = press(
            form,
            lambda data: actions.counter_reschedule(
                get_object_or_404(session.reschedules, pk=data["reschedule"]),
                by=me,
                new_starts=data["starts"],
                timezone=data["timezone"],
                reason=data["reason"],
                now=clock.now(),
            ),
        )
        if counter is not None:
            return answered(request, session, message=_("You proposed other times."), status=201)
    if request.method != "POST":
        if move is None:
            raise NotPossibleNow(_("No request for another time is open."), subject=session)
        require_other_side(session, move, me)
        refuse(session, why_not_answer(session, move, now=clock.now()))
    return _form(request, form, session, "session-counter-reschedule")


def _form(
    request: HttpRequest, form: MoveForm, session: CoachingSession, url_name: str
) -> HttpResponse:
    role = role_of(session.contract, request.user.pk)
    words: tuple[str, ...] = ()
    if role is not None and session.status in CoachingSession.BLOCKING:
        words = policy_for(session).words(role, now=clock.now(), zone_name=person(request).timezone)
    return form_page(
        request,
        form=form,
        page="sessions/reschedule.html",
        fragment="sessions/_reschedule_form.html",
        context={
            "session": session,
            "other": other_party(request, session),
            "words": words,
            "url_name": url_name,
        },
    )


@signed_in
@require_POST
def approve_reschedule(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(request, session_id)
    move = _named_move(request, session)
    starts_at = instant(request, "starts_at")
    if starts_at is None and len(move.start_times) == 1:
        starts_at = move.start_times[0]
    if starts_at is None:
        raise Invalid(fields={"starts_at": [_("Choose one of the proposed times.")]})
    actions.approve_reschedule(move, by=person(request), starts_at=starts_at, now=clock.now())
    return answered(request, session, message=_("The session is moved."))


@signed_in
@require_POST
def decline_reschedule(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(request, session_id)
    actions.decline_reschedule(
        _named_move(request, session),
        by=person(request),
        reason=text(request, "reason"),
        now=clock.now(),
    )
    return answered(request, session, message=_("The old time stands."))


@signed_in
@require_POST
def withdraw_reschedule(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(request, session_id)
    actions.withdraw_reschedule(_named_move(request, session), by=person(request), now=clock.now())
    return answered(request, session, message=_("The request is withdrawn."))


def _named_move(request: HttpRequest, session: CoachingSession) -> RescheduleRequest:
    """The request that the press names, else 404."""
    return get_object_or_404(session.reschedules, pk=whole_number(request, "reschedule"))
