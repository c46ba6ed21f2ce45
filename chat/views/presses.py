"""What a person does in the workspace: the HTTP twins of what its socket does, and what only HTTP does."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from chat import actions
from chat.append import NewMessage, append
from chat.models import Conversation, Entry
from chat.starting import start_conversation
from chat.views.door import NUMBER_MOST, member_of, the_conversation, viewer_of
from core import clock
from core.errors import DomainError, Invalid
from core.http import done, posted, signed_in


@signed_in
@require_POST
def start(request: HttpRequest, coach_id: int) -> HttpResponse:
    """Open the conversation with a coach one found."""
    coach = get_object_or_404(User, pk=coach_id, is_coach=True, is_active=True)
    opened = start_conversation(coach, by=viewer_of(request), now=clock.now())
    url = reverse("chat-conversation", args=[opened.pk])
    return done(request, to=url, data={"conversation_id": opened.pk}, leave=True)


@signed_in
@require_POST
def send(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Say something. `Idempotency-Key` (or `client_id`) makes a repeat harmless."""
    place = the_conversation(request, conversation_id)
    data = posted(request)
    message = NewMessage(
        conversation_id=place.pk,
        author_id=viewer_of(request).pk,
        client_id=_key(request, data.get("client_id")),
        body=str(data.get("body") or "").replace("\r\n", "\n"),
        at=clock.now(),
        reply_to_seq=_optional_number(data.get("reply")),
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


def _optional_number(given: Any) -> int | None:
    text = str(given or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _address(place: Conversation) -> str:
    return f"/chat/{place.pk}"


@signed_in
@require_http_methods(["GET", "POST"])
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
    body = str(posted(request).get("body") or "").replace("\r\n", "\n")
    changed = actions.edit_message(
        conversation_id, seq, by=member_of(request, conversation_id), body=body, now=clock.now()
    )
    return done(request, to=f"/chat/{conversation_id}", data={"n": changed.changed_n})


@signed_in
@require_POST
def delete(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    changed = actions.delete_message(
        conversation_id, seq, by=member_of(request, conversation_id), now=clock.now()
    )
    return done(request, to=f"/chat/{conversation_id}", data={"n": changed.changed_n})


@signed_in
@require_POST
def react(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    data = posted(request)
    changed = actions.react(
        conversation_id,
        seq,
        by=member_of(request, conversation_id),
        sign=str(data.get("sign", "")),
        on=str(data.get("on", "")) in ("1", "true", "True"),
    )
    return done(request, to=f"/chat/{conversation_id}", data={"n": changed.changed_n})


@signed_in
@require_POST
def read(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Mark as read up to `seq`; without one, all of it."""
    member = member_of(request, conversation_id)
    seq = _optional_number(posted(request).get("seq"))
    marker = actions.mark_read(
        conversation_id, by_id=member.pk, seq=NUMBER_MOST if seq is None else seq
    )
    answer = {"seq": marker.last_read_seq, "unread": marker.unread}
    return done(request, to=f"/chat/{conversation_id}", data=answer)


@signed_in
@require_POST
def put_aside(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Mark as unread."""
    actions.mark_unread(conversation_id, by=member_of(request, conversation_id))
    return done(request, to="chat-inbox", message=_("Marked as unread."), leave=True)


@signed_in
@require_POST
def mute(request: HttpRequest, conversation_id: int) -> HttpResponse:
    muted = str(posted(request).get("muted", "")) == "1"
    actions.set_muted(conversation_id, by=member_of(request, conversation_id), muted=muted)
    message = _("Muted. It still counts here, but sends no mail.") if muted else _("Not muted.")
    return done(request, to=f"/chat/{conversation_id}", message=message, leave=True)


@signed_in
@require_POST
def archive(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """`archived=1` puts the conversation away, `0` brings it back."""
    away = str(posted(request).get("archived", "")) == "1"
    actions.set_archived(
        conversation_id, by=member_of(request, conversation_id), archived=away, now=clock.now()
    )
    message = (
        _("Archived. It comes back when something happens in it.") if away else _("Brought back.")
    )
    return done(request, to="chat-inbox", message=message, leave=True)
