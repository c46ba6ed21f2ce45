"""Settings and coach profiles."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions import PersonSettings, edit_profile, submit_profile, update_settings
from accounts.forms import SettingsForm
from accounts.http import PersonRequest, signed_in
from accounts.models import CoachProfile
from accounts.profile_forms import CoachProfileForm
from accounts.queries import has_verified_email
from accounts.track_record import track_record
from core import payload
from core.views import FormPage, answer, form_methods, form_press


@signed_in
@form_methods
def settings(request: PersonRequest) -> HttpResponse:
    """Name, zone, language and what one is here for."""
    me = request.person
    return form_press(
        request,
        form=SettingsForm(payload.of_post(request), initial=SettingsForm.initial_of(me)),
        may=lambda: None,
        act=lambda data: update_settings(me, by=me, details=_settings(data), now=request.now),
        said=lambda _saved: answer(request, "settings", _("Your settings are saved."), leave=True),
        page=FormPage(template="accounts/settings.html", fragment="accounts/settings.html"),
    )


def _settings(data: dict[str, Any]) -> PersonSettings:
    role = data.pop("role")
    return PersonSettings(
        **data, is_student=role in ("student", "both"), is_coach=role in ("coach", "both")
    )


@signed_in
@form_methods
def coach_profile(request: PersonRequest) -> HttpResponse:
    """What a coach shows; saving never takes an approved coach offline."""
    me, now = request.person, request.now
    profile = CoachProfile.objects.filter(user=me).first() or CoachProfile(user=me)

    def act(data: dict[str, Any]) -> CoachProfile:
        details = CoachProfileForm.details(data)
        return edit_profile(me, by=me, details=details, version=data["version"], now=now)

    return form_press(
        request,
        form=CoachProfileForm(
            payload.of_post(request), initial=CoachProfileForm.initial_of(profile)
        ),
        may=lambda: None,
        act=act,
        said=lambda _saved: answer(
            request, "settings-coach", _("Your profile is saved."), leave=True
        ),
        page=FormPage(
            template="accounts/coach_profile.html",
            fragment="accounts/coach_profile.html",
            context=lambda: {
                "profile": profile,
                "verified": has_verified_email(me),
                "track_record": track_record(me, now),
            },
        ),
    )


@signed_in
@require_POST
def coach_profile_submit(request: PersonRequest) -> HttpResponse:
    """Ask staff for approval."""
    submit_profile(request.person, by=request.person, now=request.now)
    message = _("Your profile was sent in. We will tell you as soon as somebody has looked at it.")
    return answer(request, "settings-coach", message, leave=True)
