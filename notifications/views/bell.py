"""The bell: a number, a list, and marking."""

from dataclasses import asdict
from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from contracts.models import Contract
from core import payload
from core.http import is_htmx, wants_json
from core.transactions import action
from core.views import answer
from notifications import bell
from notifications.background import message_notice
from notifications.deep_links import target_of
from notifications.display import groups_for, view_of
from notifications.models import Notification
from sessions.pending import pending_decisions_of

DECISIONS_SHOWN = 5


@signed_in
@require_safe
def notification_list(request: PersonRequest) -> HttpResponse:
    """What waits, and everything that was told by conversation; htmx gets the list alone."""
    groups = groups_for(request.person)
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
    decisions = pending_decisions_of(request.person, request.now)
    context = {
        "decisions": decisions[:DECISIONS_SHOWN],
        "decisions_count": len(decisions),
        "groups": groups,
        "newest": newest,
        "unread": unread,
        "may_ask": _has_a_deal(request),
    }
    return render(request, template, context)


def _has_a_deal(request: PersonRequest) -> bool:
    """Nobody is asked for the browser's permission before there is something to be told of."""
    return Contract.objects.visible_to(request.person).exclude(agreed_version=None).exists()


@signed_in
@require_safe
def notification_count(request: PersonRequest) -> HttpResponse:
    """The bell's number and its newest notification, which pages fetch when they hear of a change."""
    reader = request.person
    newest = Notification.objects.filter(user=reader).first()
    shown = newest and {
        "id": newest.pk,
        "text": view_of(newest, reader).text,
        "url": target_of(newest, reader=reader),
        "read": reverse("notification-read", args=[newest.pk]),
    }
    return JsonResponse({"unread": bell.unread_count(reader), "newest": shown})


@signed_in
@require_safe
def notification_message(request: PersonRequest, conversation_id: int, seq: int) -> HttpResponse:
    """What a page in the background shows of a new message; nothing for a muted or read one."""
    shown = message_notice(request.person, conversation_id=conversation_id, seq=seq)
    return JsonResponse({"message": shown and asdict(shown)})


@signed_in
@require_POST
def notification_open(request: PersonRequest, notification_id: int) -> HttpResponse:
    """Mark one as read and go to the card that it is about."""
    notification = _notification(request, notification_id)
    _mark(notification, now=request.now)
    target = target_of(notification, reader=request.person)
    return HttpResponse(status=303, headers={"Location": target})


@signed_in
@require_POST
def notification_read(request: PersonRequest, notification_id: int) -> HttpResponse:
    """Mark one as read and stay."""
    _mark(_notification(request, notification_id), now=request.now)
    return answer(request, "notification-list", leave=False)


@signed_in
@require_POST
def notification_read_all(request: PersonRequest) -> HttpResponse:
    """Mark everything up to the newest one that the page showed (`up_to`)."""
    up_to = payload.whole_number(payload.read(request), "up_to")
    count = _mark_all(request.person, up_to_id=up_to, now=request.now)
    message = _("Marked as read.")
    return answer(
        request, "notification-list", message, data=lambda: {"marked": count}, leave=False
    )


def _notification(request: PersonRequest, notification_id: int) -> Notification:
    return get_object_or_404(Notification, pk=notification_id, user=request.person)


@action
def _mark(notification: Notification, *, now: datetime) -> None:
    bell.mark_read(notification, now=now)


@action
def _mark_all(reader: User, *, up_to_id: int, now: datetime) -> int:
    return bell.mark_all_read(reader, up_to_id=up_to_id, now=now)
