"""What the views of a session share: the page of a form, and the answer to a press."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse

from accounts.http import PersonRequest
from accounts.models import User
from core.views import FormPage, answer
from sessions.access import find_session
from sessions.data import session_data
from sessions.models import CoachingSession


def form_page(
    template: str,
    session: CoachingSession,
    *,
    reader: User,
    context: Callable[[], Mapping[str, Any]] = dict,
) -> FormPage:
    """The page of a form about this session, of which every template is told whose other person it is."""
    return FormPage(
        template=f"sessions/{template}.html",
        context=lambda: {
            "session": session,
            "other": session.contract.other_party(reader),
            **context(),
        },
    )


def answer_session(
    request: PersonRequest, session: CoachingSession, message: str, *, status: int = 200
) -> HttpResponse:
    """The session as the press left it; a program reads it with what can be done next."""

    def data() -> Mapping[str, Any]:
        fresh = find_session(request.person, session.pk)
        return {"session": session_data(fresh, viewer=request.person, now=request.now)}

    return answer(request, session, message, data=data, status=status)
