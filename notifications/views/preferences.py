"""Choosing what to hear of: in the settings, or from a mail without a login."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.http import signed_in
from accounts.models import User
from core import payload, throttle
from core.errors import Invalid
from core.http import done, form_page
from notifications import preferences
from notifications.forms import MailsForm, NotificationsForm
from notifications.habits import habits_of, set_habits
from notifications.models import Channel, Habits
from notifications.notices import GROUPS, Group, Notice, notices_in

ONE_CLICK = "List-Unsubscribe"  # what a mail program sends instead of a page's form


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One kind with its two boxes; None where there is none to tick."""

    notice: type[Notice]
    mail: bool | None
    in_app: bool | None


def choices_of(user: User) -> list[tuple[Group, list[Choice]]]:
    """Every kind that people can choose about, by group."""
    not_mailed = preferences.switched_off(user, Channel.MAIL)
    not_shown = preferences.switched_off(user, Channel.IN_APP)
    found = []
    for group in GROUPS:
        rows = [
            Choice(
                notice=notice,
                mail=notice.is_essential() or notice.name not in not_mailed
                if notice.has_mail
                else None,
                in_app=notice.name not in not_shown if notice.notification else None,
            )
            for notice in notices_in(group)
            if notice.title
        ]
        found.append((group, rows))
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    """Event by channel, quiet hours and the digest."""
    assert isinstance(request.user, User)
    user = request.user
    sent = payload.read(request) if request.method == "POST" else None
    form = NotificationsForm(sent, initial=_initial(habits_of(user)))
    if form.is_valid():
        chosen = dict(form.cleaned_data)
        preferences.choose(user, Channel.MAIL, on=chosen.pop("mail"))
        preferences.choose(user, Channel.IN_APP, on=chosen.pop("in_app"))
        set_habits(user, **chosen)
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
    user, notice = found
    if request.method == "POST":
        _leave(user, notice, payload.read(request))
    groups = [
        (group, [row for row in rows if row.mail is not None]) for group, rows in choices_of(user)
    ]
    context = {
        "notice": notice,
        "groups": [(group, rows) for group, rows in groups if rows],
        "saved": request.method == "POST",
        "is_on": preferences.wants(user.pk, notice, Channel.MAIL),
    }
    return render(request, "notifications/unsubscribe.html", context)


def _leave(user: User, notice: type[Notice], sent: Mapping[str, Any]) -> None:
    """Do what the page's two forms and mail programs ask for. Raises Invalid for any other input."""
    if "choose" in sent:
        form = MailsForm(sent)
        if not form.is_valid():
            raise Invalid(fields=form.errors)
        preferences.choose(user, Channel.MAIL, on=form.cleaned_data["mail"])
        return
    if unknown := sent.keys() - {ONE_CLICK}:
        raise Invalid(fields={name: [_("There is no such choice here.")] for name in unknown})
    preferences.switch(user, notice, Channel.MAIL, is_on=False)


@require_http_methods(["GET", "HEAD"])
def unsubscribe_unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/link_lost.html", status=404)
