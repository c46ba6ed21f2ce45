"""Being there, what came of it, notes and the meeting link."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from core import payload
from core.transactions import action
from core.views import form_methods, form_press
from sessions import actions, rules
from sessions.access import find_session
from sessions.forms.outcome import ContestForm, LinkForm, NotesForm
from sessions.models import CoachingSession
from sessions.views.shared import answer_session, form_page


@signed_in
@require_POST
def check_in(request: PersonRequest, session_id: int) -> HttpResponse:
    session = find_session(request.person, session_id)
    actions.check_in(session, by=request.person, now=request.now)
    return answer_session(request, session, _("You are checked in."))


@signed_in
@require_POST
def complete(request: PersonRequest, session_id: int) -> HttpResponse:
    session = find_session(request.person, session_id)
    version = payload.whole_number(payload.read(request), "version")
    actions.complete_session(session, by=request.person, version=version, now=request.now)
    return answer_session(request, session, _("The session is marked as held."))


@signed_in
@require_POST
def no_show(request: PersonRequest, session_id: int) -> HttpResponse:
    session = find_session(request.person, session_id)
    version = payload.whole_number(payload.read(request), "version")
    actions.claim_no_show(session, by=request.person, version=version, now=request.now)
    return answer_session(request, session, _("You reported it. The other side can contest."))


@signed_in
@form_methods
def contest(request: PersonRequest, session_id: int) -> HttpResponse:
    me, now = request.person, request.now
    session = find_session(me, session_id)
    return form_press(
        request,
        form=ContestForm(payload.of_post(request), initial={"version": session.version}),
        may=lambda: rules.contest(session, by=me, now=now),
        act=lambda data: actions.contest_outcome(
            session, by=me, reason=data["reason"], version=data["version"], now=now
        ),
        said=lambda _row: answer_session(
            request, session, _("Our staff will decide and tell you both.")
        ),
        page=form_page("contest", session, reader=me),
    )


@signed_in
@form_methods
def link(request: PersonRequest, session_id: int) -> HttpResponse:
    me, now = request.person, request.now
    session = find_session(me, session_id)
    initial = {"version": session.version, "meeting_url": session.meeting_url}
    return form_press(
        request,
        form=LinkForm(payload.of_post(request), initial=initial),
        may=lambda: rules.set_meeting_link(session, by=me, now=now),
        act=lambda data: actions.set_meeting_link(
            session, by=me, url=data["meeting_url"], version=data["version"], now=now
        ),
        said=lambda _row: answer_session(request, session, _("The meeting link is saved.")),
        page=form_page("link", session, reader=me),
    )


@signed_in
@form_methods
def notes(request: PersonRequest, session_id: int) -> HttpResponse:
    """The wrap-up and one's own note; what is not sent stays as it is."""
    me, now = request.person, request.now
    session = find_session(me, session_id)
    form = NotesForm(payload.of_post(request), initial=_notes_so_far(session, me))
    return form_press(
        request,
        form=form,
        may=lambda: rules.party(session, by=me),
        act=lambda data: _write_notes(
            session, by=me, sent={name: data[name] for name in data if name in form.data}, now=now
        ),
        said=lambda _row: answer_session(request, session, _("The notes are saved.")),
        page=form_page("notes", session, reader=me),
    )


def _notes_so_far(session: CoachingSession, me: User) -> dict[str, Any]:
    own = session.private_notes.filter(author=me).first()
    shared = {name: getattr(session, name) for name in ("version", *CoachingSession.WRAP_UP)}
    return {**shared, "private_note": own.text if own else ""}


@action
def _write_notes(
    session: CoachingSession, *, by: User, sent: dict[str, Any], now: datetime
) -> CoachingSession:
    """Both kinds of notes, or none of them."""
    texts = {name: sent.get(name, getattr(session, name)) for name in CoachingSession.WRAP_UP}
    row = actions.write_wrap_up(session, by=by, version=int(sent["version"]), now=now, **texts)
    if "private_note" in sent:
        actions.write_private_note(session, by=by, text=sent["private_note"], now=now)
    return row
