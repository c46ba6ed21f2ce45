"""What a press on a session is answered with."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from accounts.http import PersonRequest
from core.views import answer
from sessions.access import find_session
from sessions.data import session_data
from sessions.models import CoachingSession


def answer_session(
    request: PersonRequest, session: CoachingSession, message: str, *, status: int = 200
) -> HttpResponse:
    """The session as the press left it; a program reads it with what can be done next."""

    def data() -> Mapping[str, Any]:
        fresh = find_session(request.person, session.pk)
        return {"session": session_data(fresh, viewer=request.person, now=request.now)}

    return answer(request, session, message, data=data, status=status)
