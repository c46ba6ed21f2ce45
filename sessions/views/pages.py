"""The pages of one session and of a contract's sessions."""

from datetime import datetime

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from contracts.models import Contract
from core import payload
from core.cards import build_card, draw, fetch, render_card
from core.http import wants_json
from core.views import cleaned, form_methods, live_page
from sessions import actions
from sessions.access import find_contract, find_credit, find_session
from sessions.data import session_data
from sessions.forms.booking import ScheduleForm
from sessions.models import CoachingSession, RescheduleRequest, WrapUp
from sessions.queries import progress_of
from sessions.views.shared import answer_session


@live_page
@signed_in
@require_safe
def detail(request: PersonRequest, session_id: int) -> HttpResponse:
    """One session: its card, and the earlier and later attempts to hold the same credit."""
    me, now = request.person, request.now
    session = find_session(me, session_id)
    if wants_json(request):
        return JsonResponse({"session": session_data(session, viewer=me, now=now)})
    reschedules = _reschedules(session)
    known = fetch([session, *reschedules], now=now)
    card = build_card(session, viewer=me, now=now, known=known)
    siblings = session.contract.sessions.filter(number=session.number).exclude(pk=session.pk)
    context = {
        "session": session,
        "contract": session.contract,
        "card": card,
        "card_html": draw(session, card, viewer=me, request=request),
        "attempts": siblings.order_by("attempt"),
        "wrap_up": _wrap_up_card(session, viewer=me, now=now, request=request),
        "reschedule_cards": [
            render_card(reschedule, viewer=me, now=now, known=known, request=request)
            for reschedule in reschedules
        ],
        "private_note": session.private_notes.filter(author=me).first(),
    }
    return render(request, "sessions/detail.html", context)


def _wrap_up_card(
    session: CoachingSession, *, viewer: User, now: datetime, request: HttpRequest
) -> str:
    """What was written down, if anything was."""
    wrap_up = WrapUp.objects.filter(session=session).first()
    if wrap_up is None:
        return ""
    wrap_up.session = session
    return render_card(wrap_up, viewer=viewer, now=now, request=request)


def _reschedules(session: CoachingSession) -> list[RescheduleRequest]:
    """The newest first."""
    reschedules = list(session.reschedules.select_related("author").order_by("-id"))
    for reschedule in reschedules:
        reschedule.session = session
    return reschedules


@live_page
@signed_in
@form_methods
def contract_sessions(request: PersonRequest, contract_id: int) -> HttpResponse:
    """Every credit of a contract; a POST picks a start for the credit and version that it names."""
    me, now = request.person, request.now
    contract = find_contract(me, contract_id)
    if request.method == "POST":
        return _book_named(request, contract)
    prefetch_related_objects([contract], "sessions__terms")
    progress = progress_of(contract)
    known = fetch(progress.latest, now=now)
    if wants_json(request):
        rows = [session_data(row, viewer=me, now=now, known=known) for row in progress.latest]
        return JsonResponse({"contract_id": contract.pk, "sessions": rows})
    context = {
        "contract": contract,
        "progress": progress,
        "other": contract.other_party(me),
        "cards": [build_card(row, viewer=me, now=now, known=known) for row in progress.latest],
    }
    return render(request, "sessions/list.html", context)


def _book_named(request: PersonRequest, contract: Contract) -> HttpResponse:
    """The way in without a page: credit `number`, its row's `version`, and an exact `starts_at`."""
    sent = payload.read(request)
    session = find_credit(contract, payload.whole_number(sent, "number"))
    data = cleaned(ScheduleForm(sent, zone_name=request.person.timezone))
    actions.pick_start(
        session,
        by=request.person,
        starts_at=data["starts_at"],
        timezone=data["timezone"],
        version=data["version"],
        now=request.now,
    )
    return answer_session(request, session, _("The time is chosen."), status=201)
