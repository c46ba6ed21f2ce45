"""Settings, coach profiles and the list of coaches."""

from typing import Any

from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import (
    PersonSettings,
    edit_profile,
    set_availability,
    submit_profile,
    update_settings,
)
from accounts.availability import bookable_days
from accounts.coach_search import find_coaches, visible_profiles
from accounts.forms import CoachSearchForm, SettingsForm, ZoneForm
from accounts.models import Calendar, CoachProfile, User
from accounts.profile_forms import (
    AvailabilityForm,
    CoachProfileForm,
    DateFormSet,
    availability_details,
    dates_of,
)
from accounts.queries import has_verified_email
from accounts.track_record import track_record
from core import clock
from core.http import done, form_page, is_htmx, posted, press, signed_in

PREVIEW_DAYS = 14


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Name, zone, language and what one is here for."""
    user = _person(request)

    def act(data: dict[str, Any]) -> User:
        return update_settings(user, by=user, details=_settings(data), now=clock.now())

    if request.method == "POST":
        form = SettingsForm(posted(request))
        if form.is_valid() and press(form, act) is not None:
            return done(request, to="settings", message=_("Your settings are saved."), leave=True)
    else:
        form = SettingsForm(initial=SettingsForm.initial_of(user))
    return form_page(request, form=form, page="accounts/settings.html")


def _settings(data: dict[str, Any]) -> PersonSettings:
    role = data.pop("role")
    return PersonSettings(
        **data, is_student=role in ("student", "both"), is_coach=role in ("coach", "both")
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def coach_profile(request: HttpRequest) -> HttpResponse:
    """What a coach shows; saving never takes an approved coach offline."""
    user = _person(request)
    profile = CoachProfile.objects.filter(user=user).first() or CoachProfile(user=user)

    def act(data: dict[str, Any]) -> CoachProfile:
        details = CoachProfileForm.details(data)
        return edit_profile(
            user, by=user, details=details, version=data["version"], now=clock.now()
        )

    if request.method == "POST":
        form = CoachProfileForm(posted(request))
        if form.is_valid() and press(form, act) is not None:
            return done(
                request, to="settings-coach", message=_("Your profile is saved."), leave=True
            )
    else:
        form = CoachProfileForm(initial=CoachProfileForm.initial_of(profile))
    context = {
        "profile": profile,
        "verified": has_verified_email(user),
        "record": track_record(user, clock.now()),
    }
    return form_page(request, form=form, page="accounts/coach_profile.html", context=context)


@signed_in
@require_POST
def coach_profile_submit(request: HttpRequest) -> HttpResponse:
    """Ask staff for approval."""
    user = _person(request)
    submit_profile(user, by=user, now=clock.now())
    message = _("Your profile was sent in. We will tell you as soon as somebody has looked at it.")
    return done(request, to="settings-coach", message=message, leave=True)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest) -> HttpResponse:
    """Weekly hours, dates that differ, and the rules of booking, with a preview."""
    user = _person(request)
    calendar = Calendar.objects.select_related("user").get(user=user)
    now = clock.now()
    data = posted(request) if request.method == "POST" else None
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
    return form_page(request, form=form, page="accounts/availability.html", context=context)


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
    calendar = Calendar.objects.select_related("user").get(user=_person(request))
    context = {"preview": _preview(request, calendar)}
    return render(request, "accounts/_availability_preview.html", context)


def _preview(request: HttpRequest, calendar: Calendar) -> dict[str, Any]:
    form = ZoneForm(request.GET or None, initial={"zone": calendar.user.timezone})
    zone_name = form.chosen(calendar.user.timezone)
    days = bookable_days(calendar, zone_name=zone_name, now=clock.now(), days=PREVIEW_DAYS)
    return {"form": form, "zone_name": zone_name, "days": days}


@signed_in
@require_GET
def coach_list(request: HttpRequest) -> HttpResponse:
    """Find coaches."""
    form = CoachSearchForm(request.GET)
    page = find_coaches(form.search(), viewer=_person(request), now=clock.now())
    template = "accounts/_coach_results.html" if is_htmx(request) else "accounts/coach_list.html"
    filtered = any(request.GET.get(name) for name in form.fields if name != "q")
    return render(request, template, {"form": form, "page": page, "filtered": filtered})


@signed_in
@require_GET
def coach_detail(request: HttpRequest, coach_id: int) -> HttpResponse:
    """One coach as everybody sees them; the coach sees the own page before it is approved, too."""
    viewer = _person(request)
    shown = visible_profiles() if viewer.pk != coach_id else CoachProfile.objects.all()
    profile = get_object_or_404(
        shown.select_related("user__calendar__user").prefetch_related("skills"), user_id=coach_id
    )
    calendar, now = profile.user.calendar, clock.now()
    context = {
        "profile": profile,
        "coach": profile.user,
        "days": bookable_days(calendar, zone_name=viewer.timezone, now=now, days=7),
        "record": track_record(profile.user, now),
        "own": viewer.pk == coach_id,
        "verified": has_verified_email(viewer),
    }
    return render(request, "accounts/coach_detail.html", context)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only behind signed_in")
    return request.user
