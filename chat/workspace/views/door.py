"""What the views of the workspace share: who asks, and what of it may be seen."""

from functools import wraps
from typing import ParamSpec, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.models import User
from chat.live import limits
from chat.models import Conversation
from chat.timeline.queries import with_people
from core import numbers, throttle
from core.http import View

P = ParamSpec("P")
NUMBER_MOST = 2**53


def whole_number(request: HttpRequest, name: str) -> int | None:
    """A number of the query string; None if it is not given. Raises Http404 for nonsense."""
    text = request.GET.get(name)
    if text is None:
        return None
    number = numbers.whole_number(text)
    if number is None or number > NUMBER_MOST:
        raise Http404
    return number


def viewer_of(request: HttpRequest) -> User:
    """The signed-in person; `signed_in` has seen to it that there is one."""
    return cast(User, request.user)


def own(request: HttpRequest, conversation_id: int) -> QuerySet[Conversation]:
    """That conversation as a queryset, empty for a stranger: what the readers of a page start from."""
    return Conversation.objects.visible_to(viewer_of(request)).filter(pk=conversation_id)


def the_conversation(request: HttpRequest, conversation_id: int) -> Conversation:
    """One's own, with both people, or 404."""
    return get_object_or_404(with_people(own(request, conversation_id)))


def member_of(request: HttpRequest, conversation_id: int) -> User:
    """The signed-in person, if it is a participant; else 404."""
    if not own(request, conversation_id).exists():
        raise Http404
    return viewer_of(request)


def paced(view: View[P]) -> View[P]:
    """A press at the pace that sockets are held to: 429 beyond it, and nothing is done."""

    @wraps(view)
    def held(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST":
            who = f"chat:{viewer_of(request).pk}"
            throttle.count_use(who, most=limits.PRESSES_MOST, seconds=limits.WITHIN_SECONDS)
        return view(request, *args, **kwargs)

    return held
