"""The page on which people say when they can be booked."""

from typing import Any, cast

from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import signed_in
from accounts.models import User
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
from core import clock, payload
from core.http import done, form_page
from core.views import press

PREVIEW_DAYS = 14


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest) -> HttpResponse:
    """Weekly hours, dates that differ, and the rules of booking, with a preview."""
    user = _me(request)
    calendar = Calendar.objects.select_related("user").get(user=user)
    now = clock.now()
    data = payload.read(request) if request.method == "POST" else None
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
            return done(request, to="settings-availability", message=message, leave=True)
        _say_wrong_dates(form, dates)
    context = {"dates": dates, "preview": _preview(request, calendar)}
    return form_page(request, form=form, page="calendars/availability.html", context=context)


def _say_wrong_dates(form: AvailabilityForm, dates: "BaseFormSet[Any]") -> None:
    """The whole form is wrong when a date is, or their number, for programs and for the status."""
    for text in dates.non_form_errors():
        form.add_error(None, text)
    for row in dates.forms:
        for text in (text for texts in row.errors.values() for text in texts):
            form.add_error(None, _("Dates that differ: %(text)s") % {"text": text})


@signed_in
@require_GET
def availability_preview(request: HttpRequest) -> HttpResponse:
    """The next two weeks as somebody in another zone would see them."""
    calendar = Calendar.objects.select_related("user").get(user=_me(request))
    context = {"preview": _preview(request, calendar)}
    return render(request, "calendars/_availability_preview.html", context)


def _preview(request: HttpRequest, calendar: Calendar) -> dict[str, Any]:
    form = ZoneForm(request.GET or None, initial={"zone": calendar.user.timezone})
    zone_name = form.chosen(calendar.user.timezone)
    days = bookable_days(calendar, zone_name=zone_name, now=clock.now(), days=PREVIEW_DAYS)
    return {"form": form, "zone_name": zone_name, "days": days}


def _me(request: HttpRequest) -> User:
    """The person behind a view that `signed_in` guards."""
    return cast(User, request.user)
