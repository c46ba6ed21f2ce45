"""What a person does in the workspace: the HTTP twins of what its socket does, and what only HTTP does."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import signed_in
from accounts.models import User
from chat.models import Conversation, Entry
from chat.timeline import actions
from chat.timeline.append import NewMessage, append
from chat.workspace.starting import start_conversation
from chat.workspace.views.door import NUMBER_MOST, member_of, paced, the_conversation, viewer_of
from core import clock, payload
from core.errors import DomainError, Invalid
from core.http import done


@signed_in
@require_POST
@paced
def start(request: HttpRequest, coach_id: int) -> HttpResponse:
    """Open the conversation with a coach one found."""
    coach = get_object_or_404(User, pk=coach_id, is_coach=True, is_active=True)
    opened = start_conversation(coach, by=viewer_of(request), now=clock.now())
    url = reverse("chat-conversation", args=[opened.pk])
    return done(request, to=url, data={"conversation_id": opened.pk}, leave=True)


@signed_in
@require_POST
@paced
def send(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Say something. `Idempotency-Key` (or `client_id`) makes a repeat harmless."""
    place = the_conversation(request, conversation_id)
    data = payload.read(request)
    message = NewMessage(
        conversation_id=place.pk,
        author_id=viewer_of(request).pk,
        client_id=_key(request, data.get("client_id")),
        body=_body(data),
        at=clock.now(),
        reply_to_seq=payload.optional_whole_number(data, "reply"),
    )
    (outcome,) = append([message])
    if isinstance(outcome, DomainError):
        raise outcome
    entry = outcome.entry
    answer = {
        "conv": place.pk,
        "n": entry.changed_n,
        "seq": entry.seq,
        "client": str(entry.client_id),
    }
    return done(request, to=_address(place), data=answer, status=200 if outcome.repeated else 201)


def _key(request: HttpRequest, given: Any) -> UUID:
    try:
        return UUID(request.headers.get("Idempotency-Key") or str(given))
    except ValueError:
        raise Invalid(fields={"client_id": [_("A key in the form of a UUID is needed.")]}) from None


def _body(data: Mapping[str, Any]) -> str:
    return payload.text(data, "body").replace("\r\n", "\n")


def _address(place: Conversation) -> str:
    return f"/chat/{place.pk}"


@signed_in
@require_http_methods(["GET", "POST"])
@paced
def edit(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    """GET: the text as it was typed, for the composer. POST: the new one."""
    if request.method == "GET":
        own = Entry.objects.filter(
            conversation=the_conversation(request, conversation_id),
            author=viewer_of(request),
            kind=Entry.Kind.MESSAGE,
            deleted_at__isnull=True,
        )
        return JsonResponse({"body": get_object_or_404(own, seq=seq).body})
    changed = actions.edit_message(
        conversation_id,
        seq,
        by=member_of(request, conversation_id),
        body=_body(payload.read(request)),
        now=clock.now(),
    )
    return done(request, to=f"/chat/{conversation_id}", data={"n": changed.changed_n})


@signed_in
@require_POST
@paced
def delete(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    changed = actions.delete_message(
        conversation_id, seq, by=member_of(request, conversation_id), now=clock.now()
    )
    return done(request, to=f"/chat/{conversation_id}", data={"n": changed.changed_n})


@signed_in
@require_POST
@paced
def react(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    data = payload.read(request)
    changed = actions.react(
        conversation_id,
        seq,
        by=member_of(request, conversation_id),
        sign=payload.text(data, "sign"),
        on=payload.yes(data, "on", default=False),
    )
    return done(request, to=f"/chat/{conversation_id}", data={"n": changed.changed_n})


@signed_in
@require_POST
@paced
def read(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Mark as read up to `seq`; without one, all of it."""
    member = member_of(request, conversation_id)
    seq = payload.optional_whole_number(payload.read(request), "seq")
    marker = actions.mark_read(
        conversation_id, by_id=member.pk, seq=NUMBER_MOST if seq is None else seq
    )
    answer = {"seq": marker.last_read_seq, "unread": marker.unread}
    return done(request, to=f"/chat/{conversation_id}", data=answer)


@signed_in
@require_POST
@paced
def put_aside(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Mark as unread."""
    actions.mark_unread(conversation_id, by=member_of(request, conversation_id))
    return done(request, to="chat-inbox", message=_("Marked as unread."), leave=True)


@signed_in
@require_POST
@paced
def mute(request: HttpRequest, conversation_id: int) -> HttpResponse:
    muted = payload.yes(payload.read(request), "muted", default=False)
    actions.set_muted(conversation_id, by=member_of(request, conversation_id), muted=muted)
    message = _("Muted. It still counts here, but sends no mail.") if muted else _("Not muted.")
    return done(request, to=f"/chat/{conversation_id}", message=message, leave=True)


@signed_in
@require_POST
@paced
def archive(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """`archived=1` puts the conversation away, `0` brings it back."""
    away = payload.yes(payload.read(request), "archived", default=False)
    actions.set_archived(
        conversation_id, by=member_of(request, conversation_id), archived=away, now=clock.now()
    )
    message = (
        _("Archived. It comes back when something happens in it.") if away else _("Brought back.")
    )
    return done(request, to="chat-inbox", message=message, leave=True)
