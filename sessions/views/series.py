"""The same time every week for the sessions that are still free."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import signed_in
from accounts.models import User
from contracts.models import Contract
from core import clock, payload
from core.http import done, form_page, page_of
from core.views import press
from sessions import actions
from sessions.data import session_data
from sessions.forms import SeriesForm
from sessions.models import CoachingSession
from sessions.policy import role_of
from sessions.queries import Status, progress_of
from sessions.views.door import find_contract, person
from sessions.weeks import WeekPlan, plan_of


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Preview the weeks from a first date and time, then take those that are ticked."""
    contract = find_contract(request, contract_id)
    me, now = person(request), clock.now()
    free = [row for row in progress_of(contract).latest if row.status == Status.UNSCHEDULED]
    form = SeriesForm(
        payload.read(request) if request.method == "POST" else (request.GET or None),
        zone_name=me.timezone,
        most=len(free),
    )
    if request.method == "POST" and form.is_valid():
        booked = press(
            form,
            lambda data: actions.book_series(
                contract, by=me, starts=data["starts"], timezone=data["timezone"], now=now
            ),
        )
        if booked is not None:
            return _taken(request, contract, booked)
    other = contract.coach if me.pk == contract.student_id else contract.student
    context = {
        "contract": contract,
        "free": len(free),
        "role": role_of(contract, me.pk),
        "other": other,
        "plan": _plan(contract, form, free, me=me, now=now),
        "minutes": free[0].duration_minutes if free else 0,
    }
    if request.method != "POST":
        form = SeriesForm(None, zone_name=me.timezone, most=len(free), initial=request.GET.dict())
    return form_page(
        request,
        form=form,
        page="sessions/series.html",
        fragment="sessions/_series_form.html",
        context=context,
    )


def _taken(request: HttpRequest, contract: Contract, booked: list[CoachingSession]) -> HttpResponse:
    fresh = CoachingSession.objects.filter(pk__in=[row.pk for row in booked]).order_by("number")
    data = [session_data(row, viewer=person(request), now=clock.now()) for row in fresh]
    return done(
        request,
        to=f"/contracts/{contract.pk}/sessions",
        message=_("Done, %(count)d sessions.") % {"count": len(booked)},
        data={"sessions": data},
        status=201,
        leave=page_of(request) == request.path,
    )


def _plan(
    contract: Contract, form: SeriesForm, free: list[CoachingSession], *, me: User, now: datetime
) -> WeekPlan:
    first, count = form.first_and_count()
    if first is None or not free:
        return WeekPlan()
    return plan_of(contract, free[0], first=first, count=min(count, len(free)), me=me, now=now)
