"""What the views of this app share."""

from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.models import User
from contracts.models import Contract
from core import clock, payload
from core.errors import Invalid
from core.http import done, page_of
from sessions.data import session_data
from sessions.forms import InstantField
from sessions.models import CoachingSession, TimesOffer


def person(request: HttpRequest) -> User:
    """The signed-in person."""
    return cast(User, request.user)


def find_session(request: HttpRequest, session_id: int) -> CoachingSession:
    """The session, if this person is a party; else 404."""
    rows = CoachingSession.objects.visible_to(person(request)).select_related(
        "contract__student", "contract__coach", "contract__agreed_version", "terms"
    )
    return get_object_or_404(rows, pk=session_id)


def find_contract(request: HttpRequest, contract_id: int) -> Contract:
    """The contract, if this person is a party; else 404."""
    rows = Contract.objects.visible_to(person(request)).select_related(
        "student", "coach", "agreed_version"
    )
    return get_object_or_404(rows, pk=contract_id)


def named_offer(request: HttpRequest, session: CoachingSession) -> TimesOffer:
    """The offer of times that the press names; else 404."""
    return get_object_or_404(session.offers, pk=whole_number(request, "offer"))


def whole_number(request: HttpRequest, name: str) -> int:
    """A number from the input. Raises Invalid when it is missing or no number."""
    return payload.whole_number(payload.read(request), name)


def text(request: HttpRequest, name: str) -> str:
    return payload.text(payload.read(request), name)


def instant(request: HttpRequest, name: str) -> datetime | None:
    """An instant from the input, None where it was left out. Raises Invalid when it is none."""
    try:
        return InstantField().to_python(payload.read(request).get(name))
    except ValidationError as error:
        raise Invalid(fields={name: error.messages}) from error


def answered(
    request: HttpRequest, row: CoachingSession, *, message: Any, status: int = 200
) -> HttpResponse:
    """The session after a press that succeeded; from the page of a form on to the session's own."""
    fresh = find_session(request, row.pk)
    data = session_data(fresh, viewer=person(request), now=clock.now())
    return done(
        request,
        to=f"/sessions/{row.pk}",
        message=str(message),
        data={"session": data},
        status=status,
        leave=page_of(request).startswith(f"/sessions/{row.pk}/"),
    )


def other_party(request: HttpRequest, session: CoachingSession) -> User:
    """The one who is not asking."""
    contract = session.contract
    return contract.coach if request.user.pk == contract.student_id else contract.student
