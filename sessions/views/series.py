"""The same time every week for the sessions that are still free."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from contracts.models import Contract
from core import payload
from core.views import FormPage, answer, form_methods, form_press
from sessions import actions, rules
from sessions.access import find_contract
from sessions.data import session_data
from sessions.forms.booking import SeriesForm
from sessions.models import CoachingSession
from sessions.policy import role_of
from sessions.queries import Status, progress_of
from sessions.weeks import WeekPlan, plan_of


@signed_in
@form_methods
def series(request: PersonRequest, contract_id: int) -> HttpResponse:
    """Preview the weeks from a first date and time, then take those that are ticked."""
    me, now = request.person, request.now
    contract = find_contract(me, contract_id)
    free = [row for row in progress_of(contract).latest if row.status == Status.UNSCHEDULED]
    sent = payload.of_post(request)
    asked = SeriesForm(sent or request.GET, zone_name=me.timezone, most=len(free))
    shown = SeriesForm(zone_name=me.timezone, most=len(free), initial=request.GET.dict())
    form = asked if sent is not None or asked.errors else shown
    return form_press(
        request,
        form=form,
        may=lambda: rules.book_series(contract, by=me),
        act=lambda data: actions.book_series(
            contract, by=me, starts=data["starts"], timezone=data["timezone"], now=now
        ),
        said=lambda booked: _answer(request, contract, booked),
        page=FormPage(
            template="sessions/series.html",
            context=lambda: {
                "contract": contract,
                "free": len(free),
                "role": role_of(contract, me.pk),
                "other": contract.other_party(me),
                "plan": _plan(contract, asked, free, me=me, now=now),
                "minutes": free[0].duration_minutes if free else 0,
            },
        ),
    )


def _answer(
    request: PersonRequest, contract: Contract, booked: Sequence[CoachingSession]
) -> HttpResponse:
    """The contract's sessions; a program reads those that were booked or offered."""

    def data() -> Mapping[str, Any]:
        fresh = CoachingSession.objects.filter(pk__in=[row.pk for row in booked]).order_by("number")
        rows = [session_data(row, viewer=request.person, now=request.now) for row in fresh]
        return {"sessions": rows}

    message = _("Done, %(count)d sessions.") % {"count": len(booked)}
    page = reverse("session-list", args=[contract.pk])
    return answer(request, page, message, data=data, status=201)


def _plan(
    contract: Contract, form: SeriesForm, free: list[CoachingSession], *, me: User, now: datetime
) -> WeekPlan:
    first, count = form.first_and_count()
    if first is None or not free:
        return WeekPlan()
    return plan_of(contract, free[0], first=first, count=min(count, len(free)), me=me, now=now)
