"""The calendar page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest, signed_in
from calendars.days import today
from calendars.span_forms import SpanForm
from core.numbers import whole_number
from core.views import FormPage, live_page, show_form
from dashboards.calendar_asked import Asked, View, read_day, window_of
from dashboards.calendar_lists import agenda_of, month_of, waiting
from dashboards.calendar_page import board_of
from dashboards.calendar_time import choices_of, why_not_close
from dashboards.schedule import Schedule, people_beside, schedule_of


@live_page
@signed_in
@require_safe
def calendar(request: PersonRequest) -> HttpResponse:
    """What this person's time holds, on their own clock and, if they like, on somebody's beside it."""
    person, now = request.person, request.now
    people = people_beside(person)
    beside = whole_number(request.GET.get("beside"))
    named = request.GET.get("view", "")
    asked = Asked(
        view=next((view for view in View if view == named), View.AUTO),
        on=read_day(request.GET.get("on", ""), today(now, person.timezone)),
        zone_name=person.timezone,
        beside=next((each for each in people if each.id == beside), None),
    )
    schedule = schedule_of(person, window_of(asked.days()), now=now, beside=asked.beside)
    context = {
        "asked": asked,
        "people": people,
        "today": today(now, person.timezone),
        "is_empty": not (schedule.entries or schedule.open),
        "waiting": waiting(schedule.entries),
        **_drawn(asked, schedule, request),
    }
    return render(request, "dashboards/calendar.html", context)


def _drawn(asked: Asked, schedule: Schedule, request: PersonRequest) -> dict[str, Any]:
    if asked.view.is_board:
        return {"board": board_of(asked, schedule, now=request.now)}
    if asked.view == View.MONTH:
        return {"weeks": month_of(asked, schedule, now=request.now)}
    return {"agenda": agenda_of(asked, schedule)}


@signed_in
@require_safe
def calendar_time(request: PersonRequest) -> HttpResponse:
    """What can be done with the time that the address names, or that is typed here."""
    form = SpanForm(request.GET or None, zone_name=request.person.timezone, now=request.now)
    page = FormPage(template="dashboards/calendar_time.html", context=lambda: _deeds(request, form))
    return show_form(request, form, page)


def _deeds(request: PersonRequest, form: SpanForm) -> dict[str, Any]:
    if not (form.is_bound and form.is_valid()):
        return {}
    person, now, span = request.person, request.now, form.cleaned_data["span"]
    return {
        "span": span,
        "choices": choices_of(person, span, now=now),
        "why_not_close": why_not_close(person, span, now=now),
    }
