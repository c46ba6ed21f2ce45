"""The bell: a number, a list, and marking."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import signed_in
from accounts.models import User
from contracts.models import Contract
from core import clock, payload
from core.http import done, is_htmx, wants_json
from core.transactions import action
from notifications import bell
from notifications.background import message_notice
from notifications.deep_links import target_of
from notifications.display import groups_for, view_of
from notifications.models import Notification
from sessions.needs import needs_of

NEEDS_SHOWN = 5


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@signed_in
@require_GET
def notification_list(request: HttpRequest) -> HttpResponse:
    """What waits, and everything that was told by conversation; htmx gets the list alone."""
    groups = groups_for(_reader(request))
    if wants_json(request):
        views = [view for group in groups for view in group.notifications]
        rows = [{"id": x.id, "text": x.text, "at": x.at, "unread": x.is_unread} for x in views]
        return JsonResponse({"notifications": rows})
    newest = max((view.id for group in groups for view in group.notifications), default=0)
    unread = sum(group.unread for group in groups)
    template = (
        "notifications/_notifications.html"
        if is_htmx(request)
        else "notifications/notifications.html"
    )
    needs = needs_of(_reader(request), clock.now())
    context = {
        "needs": needs[:NEEDS_SHOWN],
        "needs_count": len(needs),
        "groups": groups,
        "newest": newest,
        "unread": unread,
        "may_ask": _has_a_deal(request),
    }
    return render(request, template, context)


def _has_a_deal(request: HttpRequest) -> bool:
    """Nobody is asked for the browser's permission before there is something to be told of."""
    return Contract.objects.visible_to(_reader(request)).exclude(agreed_version=None).exists()


@signed_in
@require_GET
def notification_count(request: HttpRequest) -> HttpResponse:
    """The bell's number and its newest notification, which pages fetch when they hear of a change."""
    reader = _reader(request)
    newest = Notification.objects.filter(user=reader).first()
    shown = newest and {
        "id": newest.pk,
        "text": view_of(newest, reader).text,
        "url": target_of(newest, reader=reader),
        "read": reverse("notification-read", args=[newest.pk]),
    }
    return JsonResponse({"unread": bell.unread_count(reader), "newest": shown})


@signed_in
@require_GET
def notification_message(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    """What a page in the background shows of a new message; nothing for a muted or read one."""
    shown = message_notice(_reader(request), conversation_id=conversation_id, seq=seq)
    return JsonResponse({"message": shown and asdict(shown)})


@signed_in
@require_POST
def notification_open(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Mark one as read and go to the card that it is about."""
    notification = _notification(request, notification_id)
    _mark(notification)
    target = target_of(notification, reader=_reader(request))
    return HttpResponse(status=303, headers={"Location": target})


@signed_in
@require_POST
def notification_read(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Mark one as read and stay."""
    _mark(_notification(request, notification_id))
    return done(request, to="notification-list")


@signed_in
@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything up to the newest one that the page showed (`up_to`)."""
    count = _mark_all(
        _reader(request), up_to_id=payload.whole_number(payload.read(request), "up_to")
    )
    return done(
        request, to="notification-list", message=_("Marked as read."), data={"marked": count}
    )


def _notification(request: HttpRequest, notification_id: int) -> Notification:
    return get_object_or_404(Notification, pk=notification_id, user=_reader(request))


@action
def _mark(notification: Notification) -> None:
    bell.mark_read(notification, now=clock.now())


@action
def _mark_all(reader: User, *, up_to_id: int) -> int:
    return bell.mark_all_read(reader, up_to_id=up_to_id, now=clock.now())
