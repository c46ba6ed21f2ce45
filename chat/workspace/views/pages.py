"""The workspace's pages, and the parts of them that an open page fetches anew. Nothing here changes a row."""

from uuid import uuid4

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest, signed_in
from chat.live.reading import replay
from chat.timeline import actions
from chat.timeline.attachments import FILES_MOST
from chat.timeline.queries import sides_of, waiting_places
from chat.timeline.rules import MESSAGE_LENGTH_MOST
from chat.timeline.versions import edited_message, versions_of
from chat.workspace import commands
from chat.workspace.access import find_conversation, find_reading
from chat.workspace.file_pages import files_sent
from chat.workspace.inbox import Inbox, inbox_of
from chat.workspace.pages import draw, entry_of, part_of, window_of
from chat.workspace.rail import rail_of
from chat.workspace.searching import find_messages
from chat.workspace.under_way import under_way
from core import numbers
from core.http import is_htmx
from core.search_bounds import searches
from core.texts import one_line
from core.views import hub_page
from core.zones import LocalTime
from files.rules import FILE_MOST

NUMBER_MOST = 2**53


def _asked_number(request: PersonRequest, name: str) -> int | None:
    """A number of the query string; None if it is not given. Raises Http404 for nonsense."""
    text = request.GET.get(name)
    if text is None:
        return None
    number = numbers.whole_number(text)
    if number is None or number > NUMBER_MOST:
        raise Http404
    return number


@hub_page
@signed_in
@require_safe
def inbox(request: PersonRequest) -> HttpResponse:
    """All conversations."""
    return render(request, "chat/workspace.html", {"inbox": _inbox_of(request)})


def _inbox_of(request: PersonRequest, open_id: int | None = None) -> Inbox:
    shown = request.GET.get("filter", "all")
    return inbox_of(
        request.person,
        now=request.now,
        shown=shown,
        open_id=open_id,
        limit=_asked_number(request, "rows"),
    )


@hub_page
@signed_in
@require_safe
def show_conversation(request: PersonRequest, conversation_id: int) -> HttpResponse:
    """The three panes. `before`, `around`, `at`: a part of the history; `show=agreements`: no messages."""
    viewer, now = request.person, request.now
    reading = find_reading(viewer, conversation_id)
    conversation = reading.conversation
    beside = under_way(conversation, now=now)
    agreements_only = request.GET.get("show") == "agreements"
    part = part_of(
        conversation,
        now=now,
        before=_asked_number(request, "before"),
        around=_asked_number(request, "around"),
        at=_asked_number(request, "at"),
        agreements_only=agreements_only,
        beside=beside,
    )
    shown = _inbox_of(request, conversation.pk)
    rail = rail_of(conversation, viewer=viewer, now=now, found=beside, known=part.known)
    other = sides_of(conversation).other(viewer.pk)
    context = {
        "inbox": shown,
        "open": conversation.pk,
        "open_row": shown.row(conversation.pk),
        "conversation": conversation,
        "other": other,
        "there": LocalTime(instant=now, zone_name=other.timezone),
        "window": window_of(part, conversation, viewer=viewer, now=now, reading=reading),
        "reading": reading,
        "rail": rail,
        "commands": commands.offered(rail),
        "command_names": " ".join(commands.NAMES),
        "agreements_only": agreements_only,
        "new_key": uuid4(),
        "message_length_most": MESSAGE_LENGTH_MOST,
        "signs": actions.SIGNS,
        "files_most": FILES_MOST,
        "file_most": FILE_MOST,
    }
    return render(request, "chat/workspace.html", context)


@hub_page
@signed_in
@require_safe
@searches
def search(request: PersonRequest) -> HttpResponse:
    """Messages with these words, in one conversation (`conv`) or in all of one's own."""
    number = _asked_number(request, "conv")
    conversation = find_conversation(request.person, number) if number is not None else None
    query = one_line(request.GET.get("q", ""))
    viewer = request.person
    context = {
        "query": query,
        "conversation": conversation,
        "other": sides_of(conversation).other(viewer.pk) if conversation else None,
        "found": find_messages(viewer, query, conversation_id=number),
    }
    return render(request, "chat/search.html", context)


@signed_in
@require_safe
def entries(request: PersonRequest, conversation_id: int) -> HttpResponse:
    """JSON: changes `after` a number (the twin of the socket's resume), or history around or before one."""
    after = _asked_number(request, "after")
    if after is not None:
        frame = replay(conversation_id, user_id=request.person.pk, after=after, now=request.now)
        if frame is None:
            raise Http404
        return JsonResponse(frame)
    conversation, now = find_conversation(request.person, conversation_id), request.now
    part = part_of(
        conversation,
        now=now,
        before=_asked_number(request, "before"),
        after=_asked_number(request, "since"),
        around=_asked_number(request, "around"),
        agreements_only=request.GET.get("show") == "agreements",
    )
    shown = window_of(part, conversation, viewer=request.person, now=now)
    rows = [{"seq": e.seq, "n": e.n, "html": e.html} for e in shown.entries]
    return JsonResponse({"entries": rows, "older": shown.older, "newer": shown.newer})


@signed_in
@require_safe
def entry(request: PersonRequest, conversation_id: int, seq: int) -> HttpResponse:
    """One entry as it stands now: the page asks when time alone has changed its card."""
    conversation, now = find_conversation(request.person, conversation_id), request.now
    found = entry_of(conversation, seq)
    if found is None:
        raise Http404
    return HttpResponse(draw(found, conversation, viewer=request.person, now=now).html)


@signed_in
@require_safe
def waiting(request: PersonRequest) -> HttpResponse:
    """JSON: how many conversations hold something unread, for the number in the navigation."""
    return JsonResponse({"conversations": waiting_places(request.person).count()})


@signed_in
@require_safe
def rows(request: PersonRequest) -> HttpResponse:
    """The list and its filters as the page has them, for a page that is already open."""
    number = _asked_number(request, "open")
    context = {"inbox": _inbox_of(request, number), "open": number}
    return render(request, "chat/_inbox.html", context)


@signed_in
@require_safe
def rail(request: PersonRequest, conversation_id: int) -> HttpResponse:
    """The context beside the timeline, and the commands that it makes possible."""
    conversation = find_conversation(request.person, conversation_id)
    context = rail_of(conversation, viewer=request.person, now=request.now)
    return render(
        request, "chat/_rail.html", {"rail": context, "commands": commands.offered(context)}
    )


@signed_in
@require_safe
def files(request: PersonRequest, conversation_id: int) -> HttpResponse:
    """What was sent there, a page at a time (`before`)."""
    conversation = find_conversation(request.person, conversation_id)
    sent, older = files_sent(conversation, before=_asked_number(request, "before"))
    other = sides_of(conversation).other(request.person.pk)
    context = {"conversation": conversation, "other": other, "sent": sent, "older": older}
    return render(request, "chat/files.html", context)


@signed_in
@require_safe
def versions(request: PersonRequest, conversation_id: int, seq: int) -> HttpResponse:
    """What an edited message said before: in the drawer, or as a page."""
    conversation = find_conversation(request.person, conversation_id)
    message = edited_message(conversation, seq)
    if message is None:
        raise Http404
    context = {
        "message": message,
        "author": sides_of(conversation).person(message.author_id or 0),
        "versions": versions_of(message),
    }
    page = "chat/_versions.html" if is_htmx(request) else "chat/versions.html"
    return render(request, page, context)
