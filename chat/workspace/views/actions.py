"""What a person does in the workspace: the HTTP twins of what its socket does, and what only HTTP does."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import PersonRequest, signed_in
from chat.live import limits
from chat.models import Conversation, Entry
from chat.timeline import actions
from chat.timeline.append import append
from chat.timeline.statements import NewMessage
from chat.workspace.access import find_coach, find_conversation, find_own_message
from chat.workspace.starting import start_conversation
from core import payload, throttle
from core.errors import DomainError, Invalid
from core.views import answer, form_methods

P = ParamSpec("P")
View = Callable[Concatenate[PersonRequest, P], HttpResponse]
THE_LAST = 2**53  # beyond every number of an entry


def paced(view: View[P]) -> View[P]:
    """A press at the pace that sockets are held to: 429 beyond it, and nothing is done."""

    @wraps(view)
    def held(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST":
            who = f"chat:{request.person.pk}"
            throttle.count_use(who, most=limits.PRESSES_MOST, seconds=limits.WITHIN_SECONDS)
        return view(request, *args, **kwargs)

    return held


@signed_in
@require_POST
@paced
def start(request: PersonRequest, coach_id: int) -> HttpResponse:
    """Open the conversation with a coach one found."""
    opened = start_conversation(find_coach(coach_id), by=request.person, now=request.now)
    return answer(request, opened, data=lambda: {"conversation_id": opened.pk}, leave=True)


@signed_in
@require_POST
@paced
def send(request: PersonRequest, conversation_id: int) -> HttpResponse:
    """Say something. `Idempotency-Key` (or `client_id`) makes a repeat harmless."""
    conversation = find_conversation(request.person, conversation_id)
    data = payload.read(request)
    message = NewMessage(
        conversation_id=conversation.pk,
        author_id=request.person.pk,
        client_id=_key(request, data.get("client_id")),
        body=_body(data),
        at=request.now,
        reply_to_seq=payload.optional_whole_number(data, "reply"),
        files=payload.whole_numbers(data, "files"),
    )
    (outcome,) = append([message])
    if isinstance(outcome, DomainError):
        raise outcome
    entry = outcome.entry
    return answer(
        request,
        conversation,
        data=lambda: {
            "conv": conversation.pk,
            "n": entry.changed_n,
            "seq": entry.seq,
            "client": str(entry.client_id),
        },
        status=200 if outcome.repeated else 201,
    )


def _key(request: PersonRequest, given: object) -> UUID:
    try:
        return UUID(request.headers.get("Idempotency-Key") or str(given))
    except ValueError:
        raise Invalid(fields={"client_id": [_("A key in the form of a UUID is needed.")]}) from None


def _body(data: Mapping[str, Any]) -> str:
    return payload.text(data, "body", lines=True)


@signed_in
@form_methods
@paced
def edit(request: PersonRequest, conversation_id: int, seq: int) -> HttpResponse:
    """A look: the text as it was typed, for the composer. A press: the new one."""
    conversation = find_conversation(request.person, conversation_id)
    if request.method != "POST":
        return JsonResponse({"body": find_own_message(request.person, conversation, seq).body})
    changed = actions.edit_message(
        conversation.pk, seq, by=request.person, body=_body(payload.read(request)), now=request.now
    )
    return _answer(request, conversation, changed)


@signed_in
@require_POST
@paced
def delete(request: PersonRequest, conversation_id: int, seq: int) -> HttpResponse:
    conversation = find_conversation(request.person, conversation_id)
    changed = actions.delete_message(conversation.pk, seq, by=request.person, now=request.now)
    return _answer(request, conversation, changed)


@signed_in
@require_POST
@paced
def react(request: PersonRequest, conversation_id: int, seq: int) -> HttpResponse:
    conversation = find_conversation(request.person, conversation_id)
    data = payload.read(request)
    changed = actions.react(
        conversation.pk,
        seq,
        by=request.person,
        sign=payload.text(data, "sign"),
        on=payload.yes(data, "on", default=False),
    )
    return _answer(request, conversation, changed)


def _answer(request: PersonRequest, conversation: Conversation, changed: Entry) -> HttpResponse:
    """With the number at which the entry changed."""
    return answer(request, conversation, data=lambda: {"n": changed.changed_n})


@signed_in
@require_POST
@paced
def read(request: PersonRequest, conversation_id: int) -> HttpResponse:
    """Mark as read up to `seq`; without one, all of it."""
    conversation = find_conversation(request.person, conversation_id)
    seq = payload.optional_whole_number(payload.read(request), "seq")
    marker = actions.mark_read(
        conversation.pk, by_id=request.person.pk, seq=THE_LAST if seq is None else seq
    )
    return answer(
        request, conversation, data=lambda: {"seq": marker.last_read_seq, "unread": marker.unread}
    )


@signed_in
@require_POST
@paced
def put_aside(request: PersonRequest, conversation_id: int) -> HttpResponse:
    """Mark as unread."""
    conversation = find_conversation(request.person, conversation_id)
    actions.mark_unread(conversation.pk, by=request.person)
    return answer(request, "chat-inbox", _("Marked as unread."), leave=True)


@signed_in
@require_POST
@paced
def mute(request: PersonRequest, conversation_id: int) -> HttpResponse:
    conversation = find_conversation(request.person, conversation_id)
    muted = payload.yes(payload.read(request), "muted", default=False)
    actions.set_muted(conversation.pk, by=request.person, muted=muted)
    message = _("Muted. It still counts here, but sends no mail.") if muted else _("Not muted.")
    return answer(request, conversation, message, leave=True)


@signed_in
@require_POST
@paced
def archive(request: PersonRequest, conversation_id: int) -> HttpResponse:
    """`archived=1` puts the conversation away, `0` brings it back."""
    conversation = find_conversation(request.person, conversation_id)
    away = payload.yes(payload.read(request), "archived", default=False)
    actions.set_archived(conversation.pk, by=request.person, archived=away, now=request.now)
    message = (
        _("Archived. It comes back when something happens in it.") if away else _("Brought back.")
    )
    return answer(request, "chat-inbox", message, leave=True)
