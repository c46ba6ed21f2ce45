"""Offering exact starts, and answering the offer."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import PersonRequest, signed_in
from core import payload
from core.errors import Invalid
from core.views import form_methods, form_press
from sessions import actions, rules
from sessions.access import find_offer, find_session
from sessions.forms.starts import StartsForm
from sessions.queries import week_after
from sessions.views.shared import answer_session, form_page


@signed_in
@form_methods
def offer_times(request: PersonRequest, session_id: int) -> HttpResponse:
    """The form for one to five starts, and putting them to the other side."""
    me, now = request.person, request.now
    session = find_session(me, session_id)
    like = week_after(session, request.GET.get("like"), zone_name=me.timezone, now=now)
    return form_press(
        request,
        form=StartsForm.about(session, request, start_1=like),
        may=lambda: rules.offer_times(session, by=me),
        act=lambda data: actions.offer_times(
            session,
            by=me,
            starts=data["starts"],
            timezone=data["timezone"],
            version=data["version"],
            now=now,
        ),
        said=lambda _offer: answer_session(
            request, session, _("The times are offered."), status=201
        ),
        page=form_page("offer_times", session, reader=me),
    )


@signed_in
@require_POST
def accept_time(request: PersonRequest, session_id: int) -> HttpResponse:
    data = payload.read(request)
    session = find_session(request.person, session_id)
    starts_at = payload.optional_instant(data, "starts_at")
    if starts_at is None:
        raise Invalid(fields={"starts_at": [_("Choose one of the offered times.")]})
    offer = find_offer(session, payload.whole_number(data, "offer"))
    actions.accept_time(offer, by=request.person, starts_at=starts_at, now=request.now)
    return answer_session(request, session, _("The session is confirmed."))


@signed_in
@require_POST
def decline_times(request: PersonRequest, session_id: int) -> HttpResponse:
    data = payload.read(request)
    session = find_session(request.person, session_id)
    offer = find_offer(session, payload.whole_number(data, "offer"))
    reason = payload.text(data, "reason")
    actions.decline_times(offer, by=request.person, reason=reason, now=request.now)
    return answer_session(request, session, _("The times are declined."))


@signed_in
@require_POST
def withdraw_times(request: PersonRequest, session_id: int) -> HttpResponse:
    session = find_session(request.person, session_id)
    offer = find_offer(session, payload.whole_number(payload.read(request), "offer"))
    actions.withdraw_times(offer, by=request.person, now=request.now)
    return answer_session(request, session, _("The times are withdrawn."))
