"""The page on which people say when they can be booked."""

from typing import Any

from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PersonRequest, signed_in
from calendars import actions
from calendars.actions import set_availability
from calendars.forms import (
    AvailabilityForm,
    DateFormSet,
    ZoneForm,
    availability_details,
    dates_of,
)
from calendars.models import Calendar
from calendars.slots import bookable_days
from calendars.span_forms import CloseForm
from core import payload
from core.views import FormPage, answer, form_methods, press, show_form

PREVIEW_DAYS = 14


@signed_in
@form_methods
def availability(request: PersonRequest) -> HttpResponse:
    """Weekly hours, dates that differ, and the rules of booking, with a preview."""
    user, now = request.person, request.now
    calendar = Calendar.objects.select_related("user").get(user=user)
    data = payload.of_post(request)
    form = AvailabilityForm(
        data, initial=AvailabilityForm.initial_of(calendar), own_zone=user.timezone
    )
    dates = DateFormSet(data, initial=dates_of(calendar, now), prefix="dates")

    def act(cleaned: dict[str, Any]) -> Calendar:
        details = availability_details(cleaned, dates.cleaned_data)
        return set_availability(user, by=user, details=details, version=cleaned["version"], now=now)

    if data is not None:
        sound = [form.is_valid(), dates.is_valid()]
        if all(sound) and press(form, act) is not None:
            message = _("Your hours are saved. What is booked stays booked.")
            return answer(request, "settings-availability", message, leave=True)
        _say_wrong_dates(form, dates)
    page = FormPage(
        template="calendars/availability.html",
        fragment="calendars/availability.html",
        context=lambda: {"dates": dates, "preview": _preview(request, calendar)},
    )
    return show_form(request, form, page)


def _say_wrong_dates(form: AvailabilityForm, dates: "BaseFormSet[Any]") -> None:
    """The whole form is wrong when a date is, or their number, for programs and for the status."""
    for text in dates.non_form_errors():
        form.add_error(None, text)
    for row in dates.forms:
        for text in (text for texts in row.errors.values() for text in texts):
            form.add_error(None, _("Dates that differ: %(text)s") % {"text": text})


@signed_in
@require_POST
def close_hours(request: PersonRequest) -> HttpResponse:
    """Take a time out of one's own hours."""
    me, now = request.person, request.now
    form = CloseForm(payload.read(request), zone_name=me.timezone, now=now)
    if press(form, lambda data: actions.close_hours(me, by=me, span=data["span"], now=now)) is None:
        return show_form(request, form, FormPage(template="calendars/close.html"))
    message = _("This time is closed. What is booked in it stays booked.")
    return answer(request, "calendar", message, leave=True)


@signed_in
@require_safe
def availability_preview(request: PersonRequest) -> HttpResponse:
    """The next two weeks as somebody in another zone would see them."""
    calendar = Calendar.objects.select_related("user").get(user=request.person)
    context = {"preview": _preview(request, calendar)}
    return render(request, "calendars/_availability_preview.html", context)


def _preview(request: PersonRequest, calendar: Calendar) -> dict[str, Any]:
    form = ZoneForm(request.GET or None, initial={"zone": calendar.user.timezone})
    zone_name = form.chosen(calendar.user.timezone)
    days = bookable_days(calendar, zone_name=zone_name, now=request.now, days=PREVIEW_DAYS)
    return {"form": form, "zone_name": zone_name, "days": days}
