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

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from core import payload, throttle
from core.errors import Invalid
from core.views import FormPage, answer, cleaned, form_methods, form_press
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
            if notice.title and notice.is_told()
        ]
        found.append((group, rows))
    return found


@signed_in
@form_methods
def notification_settings(request: PersonRequest) -> HttpResponse:
    """Event by channel, quiet hours and the digest."""
    user = request.person
    return form_press(
        request,
        form=NotificationsForm(payload.of_post(request), initial=_initial(habits_of(user))),
        may=lambda: None,
        act=lambda data: _choose(user, data),
        said=lambda _user: answer(
            request, "notification-settings", _("Your choices are saved."), leave=True
        ),
        page=FormPage(
            template="notifications/settings.html",
            fragment="notifications/settings.html",
            context=lambda: {"groups": choices_of(user)},
        ),
    )


def _choose(user: User, chosen: dict[str, Any]) -> User:
    habits = dict(chosen)
    preferences.choose(user, Channel.MAIL, on=habits.pop("mail"))
    preferences.choose(user, Channel.IN_APP, on=habits.pop("in_app"))
    set_habits(user, **habits)
    return user


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
        preferences.choose(user, Channel.MAIL, on=cleaned(MailsForm(sent))["mail"])
        return
    if unknown := sent.keys() - {ONE_CLICK}:
        raise Invalid(fields={name: [_("There is no such choice here.")] for name in unknown})
    preferences.switch(user, notice, Channel.MAIL, is_on=False)


@require_http_methods(["GET", "HEAD"])
def unsubscribe_unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/link_lost.html", status=404)
