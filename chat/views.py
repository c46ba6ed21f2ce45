"""The workspace's pages, and the HTTP twins of what its socket does."""

from typing import Any, cast
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from chat import actions, commands
from chat.append import MESSAGE_LENGTH_MOST, NewMessage, append
from chat.inbox import Inbox, inbox_of, reading_rows, under
from chat.models import Conversation, Entry
from chat.pages import draw, drawn, reading_entry, reading_markers, reading_part
from chat.queries import sides_of, waiting_places, with_people
from chat.rail import reading_rail
from chat.reading import replay
from chat.searching import find_messages
from chat.starting import start_conversation
from chat.versions import edited_message, versions_of
from core import clock
from core.errors import DomainError, Invalid
from core.http import done, is_htmx, posted, signed_in
from core.together import ask, result_of, side_by_side
from core.zones import LocalTime

NUMBER_MOST = 2**53


def whole_number(request: HttpRequest, name: str) -> int | None:
    """A number of the query string; None if it is not given. Raises Http404 for nonsense."""
    text = request.GET.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > NUMBER_MOST:
        raise Http404
    return int(text)


def viewer_of(request: HttpRequest) -> User:
    """The signed-in person; `signed_in` has seen to it that there is one."""
    return cast(User, request.user)


def own(request: HttpRequest, conversation_id: int) -> QuerySet[Conversation]:
    """That conversation as a queryset, empty for a stranger: what the readers of a page start from."""
    return Conversation.objects.visible_to(viewer_of(request)).filter(pk=conversation_id)


def the_conversation(request: HttpRequest, conversation_id: int) -> Conversation:
    """One's own, with both people, or 404."""
    return get_object_or_404(with_people(own(request, conversation_id)))


@signed_in
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """All conversations."""
    return render(request, "chat/workspace.html", {"inbox": _inbox_of(request)})


def _inbox_of(request: HttpRequest) -> Inbox:
    return inbox_of(viewer_of(request), now=clock.now(), shown=request.GET.get("filter", "all"))


@signed_in
@require_POST
def start(request: HttpRequest, coach_id: int) -> HttpResponse:
    """Open the conversation with a coach one found."""
    coach = get_object_or_404(User, pk=coach_id, is_coach=True, is_active=True)
    opened = start_conversation(coach, by=viewer_of(request), now=clock.now())
    url = reverse("chat-conversation", args=[opened.pk])
    return done(request, to=url, data={"conversation_id": opened.pk}, leave=True)


@signed_in
@require_GET
def conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """The three panes. `before`, `around`: another part of the history; `show=agreements`: no messages."""
    viewer, now, mine = viewer_of(request), clock.now(), own(request, conversation_id)
    agreements_only = request.GET.get("show") == "agreements"
    timeline = reading_part(
        mine,
        now=now,
        before=whole_number(request, "before"),
        around=whole_number(request, "around"),
        agreements_only=agreements_only,
    )
    places, part, reading, rail, rows = result_of(
        side_by_side(
            ask(with_people(mine)),
            timeline,
            reading_markers(mine, viewer=viewer),
            reading_rail(mine, viewer=viewer, now=now),
            reading_rows(viewer, now=now),
        )
    )
    if not places:
        raise Http404
    (place,) = places
    other = sides_of(place).other(viewer.pk)
    shown = under(request.GET.get("filter", "all"), rows)
    context = {
        "inbox": shown,
        "open": place.pk,
        "open_row": shown.row(place.pk),
        "conversation": place,
        "other": other,
        "there": LocalTime(instant=now, zone_name=other.timezone),
        "window": drawn(part, place, viewer=viewer, now=now),
        "reading": reading,
        "rail": rail,
        "commands": commands.offered(rail),
        "agreements_only": agreements_only,
        "new_key": uuid4(),
        "message_length_most": MESSAGE_LENGTH_MOST,
        "signs": actions.SIGNS,
    }
    return render(request, "chat/workspace.html", context)


@signed_in
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Messages with these words, in one conversation (`conv`) or in all of one's own."""
    number = whole_number(request, "conv")
    place = the_conversation(request, number) if number is not None else None
    query = request.GET.get("q", "").strip()
    viewer = viewer_of(request)
    context = {
        "query": query,
        "conversation": place,
        "other": sides_of(place).other(viewer.pk) if place else None,
        "found": find_messages(viewer, query, conversation_id=number),
    }
    return render(request, "chat/search.html", context)


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
@require_GET
def entries(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """JSON: changes `after` a number (the twin of the socket's resume), or history around or before one."""
    after = whole_number(request, "after")
    if after is not None:
        frame = replay(conversation_id, user_id=viewer_of(request).pk, after=after, now=clock.now())
        if frame is None:
            raise Http404
        return JsonResponse(frame)
    mine, now = own(request, conversation_id), clock.now()
    timeline = reading_part(
        mine,
        now=now,
        before=whole_number(request, "before"),
        after=whole_number(request, "since"),
        around=whole_number(request, "around"),
        agreements_only=request.GET.get("show") == "agreements",
    )
    places, part = result_of(side_by_side(ask(with_people(mine)), timeline))
    if not places:
        raise Http404
    shown = drawn(part, places[0], viewer=viewer_of(request), now=now)
    rows = [{"seq": e.seq, "n": e.n, "html": e.html} for e in shown.entries]
    return JsonResponse({"entries": rows, "older": shown.older, "newer": shown.newer})


@signed_in
def entry(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    """One entry as it stands now: the page asks when time alone has changed its card."""
    mine, now = own(request, conversation_id), clock.now()
    places, found = result_of(
        side_by_side(ask(with_people(mine)), reading_entry(mine, seq, now=now))
    )
    if not found:
        raise Http404
    return HttpResponse(draw(found[0], places[0], viewer=viewer_of(request), now=now).html)


@signed_in
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """JSON: how many conversations hold something unread, for the number in the navigation."""
    return JsonResponse({"conversations": waiting_places(viewer_of(request)).count()})


@signed_in
@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """The list and its filters as the page has them, for a page that is already open."""
    context = {"inbox": _inbox_of(request), "open": whole_number(request, "open")}
    return render(request, "chat/_inbox.html", context)


@signed_in
@require_GET
def rail(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """The context beside the timeline, and the commands that it makes possible."""
    mine = own(request, conversation_id)
    context = result_of(reading_rail(mine, viewer=viewer_of(request), now=clock.now()))
    if context is None:
        raise Http404
    return render(
        request, "chat/_rail.html", {"rail": context, "commands": commands.offered(context)}
    )


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
        conversation_id, seq, by=_member(request, conversation_id), body=body, now=clock.now()
    )
    return done(request, to=f"/chat/{conversation_id}", data={"n": changed.changed_n})


@signed_in
@require_GET
def versions(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    """What an edited message said before: in the drawer, or as a page."""
    place = the_conversation(request, conversation_id)
    message = edited_message(place, seq)
    if message is None:
        raise Http404
    context = {
        "message": message,
        "author": sides_of(place).person(message.author_id or 0),
        "versions": versions_of(message),
    }
    page = "chat/_versions.html" if is_htmx(request) else "chat/versions.html"
    return render(request, page, context)


@signed_in
@require_POST
def delete(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    changed = actions.delete_message(
        conversation_id, seq, by=_member(request, conversation_id), now=clock.now()
    )
    return done(request, to=f"/chat/{conversation_id}", data={"n": changed.changed_n})


@signed_in
@require_POST
def react(request: HttpRequest, conversation_id: int, seq: int) -> HttpResponse:
    data = posted(request)
    changed = actions.react(
        conversation_id,
        seq,
        by=_member(request, conversation_id),
        sign=str(data.get("sign", "")),
        on=str(data.get("on", "")) in ("1", "true", "True"),
    )
    return done(request, to=f"/chat/{conversation_id}", data={"n": changed.changed_n})


@signed_in
@require_POST
def read(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Mark as read up to `seq`; without one, all of it."""
    member = _member(request, conversation_id)
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
    actions.mark_unread(conversation_id, by=_member(request, conversation_id))
    return done(request, to="chat-inbox", message=_("Marked as unread."), leave=True)


@signed_in
@require_POST
def mute(request: HttpRequest, conversation_id: int) -> HttpResponse:
    muted = str(posted(request).get("muted", "")) == "1"
    actions.set_muted(conversation_id, by=_member(request, conversation_id), muted=muted)
    message = _("Muted. It still counts here, but sends no mail.") if muted else _("Not muted.")
    return done(request, to=f"/chat/{conversation_id}", message=message, leave=True)


@signed_in
@require_POST
def archive(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """`archived=1` puts the conversation away, `0` brings it back."""
    away = str(posted(request).get("archived", "")) == "1"
    actions.set_archived(
        conversation_id, by=_member(request, conversation_id), archived=away, now=clock.now()
    )
    message = (
        _("Archived. It comes back when something happens in it.") if away else _("Brought back.")
    )
    return done(request, to="chat-inbox", message=message, leave=True)


def _member(request: HttpRequest, conversation_id: int) -> User:
    """The signed-in person, if it is a participant; else 404."""
    member = viewer_of(request)
    if not Conversation.objects.visible_to(member).filter(pk=conversation_id).exists():
        raise Http404
    return member
