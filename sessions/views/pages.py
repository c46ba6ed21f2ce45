"""The pages of one session and of a contract's sessions."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import signed_in
from contracts.models import Contract
from core import clock, payload
from core.cards import build_card, draw, fetch, render_card
from core.errors import Invalid
from core.http import wants_json
from core.views import live_page
from sessions.data import session_data
from sessions.forms import ScheduleForm
from sessions.models import CoachingSession, RescheduleRequest, WrapUp
from sessions.queries import progress_of
from sessions.views.booking import book
from sessions.views.door import answered, find_contract, find_session, person, whole_number


@live_page
@signed_in
@require_safe
def detail(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session: its card, and the earlier and later attempts to hold the same credit."""
    session = find_session(request, session_id)
    now = clock.now()
    if wants_json(request):
        return JsonResponse({"session": session_data(session, viewer=person(request), now=now)})
    moves = _moves(session)
    known = fetch([session, *moves], now=now)
    card = build_card(session, viewer=person(request), now=now, known=known)
    siblings = session.contract.sessions.filter(number=session.number).exclude(pk=session.pk)
    context = {
        "session": session,
        "contract": session.contract,
        "card": card,
        "card_html": draw(session, card, viewer=person(request), request=request),
        "attempts": siblings.order_by("attempt"),
        "wrap_up": _wrap_up_card(request, session),
        "move_cards": [
            render_card(move, viewer=person(request), now=now, known=known, request=request)
            for move in moves
        ],
        "private_note": session.private_notes.filter(author=person(request)).first(),
    }
    return render(request, "sessions/detail.html", context)


def _wrap_up_card(request: HttpRequest, session: CoachingSession) -> str:
    """What was written down, if anything was."""
    wrap_up = WrapUp.objects.filter(session=session).first()
    if wrap_up is None:
        return ""
    wrap_up.session = session
    return render_card(wrap_up, viewer=person(request), now=clock.now(), request=request)


def _moves(session: CoachingSession) -> list[RescheduleRequest]:
    """Every wish to move it, the newest first."""
    moves = list(session.reschedules.select_related("author").order_by("-id"))
    for move in moves:
        move.session = session
    return moves


@live_page
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def contract_sessions(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Every credit of a contract; a POST picks a start for the credit and version that it names."""
    contract = find_contract(request, contract_id)
    if request.method == "POST":
        return _book_named(request, contract)
    me, now = person(request), clock.now()
    prefetch_related_objects([contract], "sessions__terms")
    progress = progress_of(contract)
    known = fetch(progress.latest, now=now)
    if wants_json(request):
        rows = [session_data(row, viewer=me, now=now, known=known) for row in progress.latest]
        return JsonResponse({"contract_id": contract.pk, "sessions": rows})
    context = {
        "contract": contract,
        "progress": progress,
        "other": contract.coach if me.pk == contract.student_id else contract.student,
        "cards": [build_card(row, viewer=me, now=now, known=known) for row in progress.latest],
    }
    return render(request, "sessions/list.html", context)


def _book_named(request: HttpRequest, contract: Contract) -> HttpResponse:
    """The form-less door: credit `number`, its row's `version`, and an exact `starts_at`."""
    number = whole_number(request, "number")
    row = contract.sessions.filter(number=number).order_by("attempt").last()
    session = get_object_or_404(CoachingSession, pk=row.pk if row else 0)
    session.contract = contract
    form = ScheduleForm(payload.read(request), zone_name=person(request).timezone)
    if not form.is_valid():
        raise Invalid(fields=_texts(form))
    book(person(request), session, form.cleaned_data)
    return answered(request, session, message=_("The time is chosen."), status=201)


def _texts(form: ScheduleForm) -> dict[str, list[Any]]:
    return {name: list(errors) for name, errors in form.errors.items()}
