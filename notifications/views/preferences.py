"""Choosing what to hear of: in the settings, or from a mail without a login."""

from dataclasses import dataclass
from datetime import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.http import done, form_page, signed_in
from notifications import preferences, throttle
from notifications.forms import HabitsForm
from notifications.kinds import GROUPS, Group, Kind, kinds_in
from notifications.models import Channel, Habits
from notifications.titles import TITLES


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One kind with its two boxes; None where there is none to tick."""

    kind: Kind
    title: Promise
    mail: bool | None
    in_app: bool | None


def choices_of(user: User) -> list[tuple[Group, list[Choice]]]:
    """Every kind that people can choose about, by group."""
    no_mail = preferences.switched_off(user, Channel.MAIL)
    no_line = preferences.switched_off(user, Channel.IN_APP)
    found = []
    for group in GROUPS:
        kinds = [kind for kind in kinds_in(group.name) if kind.name in TITLES]
        rows = [
            Choice(
                kind=kind,
                title=TITLES[kind.name],
                mail=(kind.name not in no_mail or kind.is_essential) if kind.has_mail else None,
                in_app=kind.name not in no_line if kind.line else None,
            )
            for kind in kinds
        ]
        found.append((group, rows))
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    """Event by channel, quiet hours and the digest."""
    assert isinstance(request.user, User)
    user = request.user
    form = HabitsForm(request.POST or None, initial=_initial(preferences.habits_of(user)))
    if request.method == "POST" and form.is_valid():
        preferences.choose(user, Channel.MAIL, on=request.POST.getlist("mail"))
        preferences.choose(user, Channel.IN_APP, on=request.POST.getlist("in_app"))
        preferences.set_habits(user, **form.cleaned_data)
        return done(
            request, to="notification-settings", message=_("Your choices are saved."), leave=True
        )
    context = {"groups": choices_of(user)}
    return form_page(request, form=form, page="notifications/settings.html", context=context)


def _initial(habits: Habits) -> dict[str, object]:
    start, end = habits.quiet_from_minute, habits.quiet_until_minute
    if start == end:
        return {"digest": habits.digest}
    return {"quiet_from": _clock(start), "quiet_until": _clock(end), "digest": habits.digest}


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


# Mail programs post here by themselves (RFC 8058), without a CSRF token: the signed address stands for it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what can be switched off; POST switches this kind off, or saves the ticked ones."""
    throttle.count(request, "unsubscribe", most=60, seconds=600)
    found = preferences.unsubscriber(token)
    if found is None:
        return redirect("unsubscribe-unknown")
    user, kind = found
    if request.method == "POST":
        if "choose" in request.POST:
            preferences.choose(user, Channel.MAIL, on=request.POST.getlist("mail"))
        else:
            preferences.switch(user, kind, Channel.MAIL, is_on=False)
    groups = [
        (group, [row for row in rows if row.mail is not None]) for group, rows in choices_of(user)
    ]
    context = {
        "kind": kind,
        "title": TITLES[kind.name],
        "groups": [(group, rows) for group, rows in groups if rows],
        "saved": request.method == "POST",
        "is_on": preferences.wants(user.pk, kind, Channel.MAIL),
    }
    return render(request, "notifications/unsubscribe.html", context)


@require_http_methods(["GET", "HEAD"])
def unsubscribe_unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/link_lost.html", status=404)
