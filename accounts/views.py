"""Settings and coach profiles."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import PersonSettings, edit_profile, submit_profile, update_settings
from accounts.forms import SettingsForm
from accounts.http import signed_in
from accounts.models import CoachProfile, User
from accounts.profile_forms import CoachProfileForm
from accounts.queries import has_verified_email
from accounts.track_record import track_record
from core import clock, payload
from core.http import done, form_page
from core.views import press


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Name, zone, language and what one is here for."""
    user = _person(request)

    def act(data: dict[str, Any]) -> User:
        return update_settings(user, by=user, details=_settings(data), now=clock.now())

    if request.method == "POST":
        form = SettingsForm(payload.read(request))
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
        form = CoachProfileForm(payload.read(request))
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


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only behind signed_in")
    return request.user
