"""Being there, what came of it, notes and the meeting link."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import signed_in
from accounts.models import User
from core import clock, payload
from core.http import form_page
from core.transactions import action
from core.views import press
from sessions import actions
from sessions.actions.notes import why_not_link
from sessions.actions.outcome import why_not_contest
from sessions.actions.steps import refuse, require_party
from sessions.forms import ContestForm, LinkForm, NotesForm, VersionedForm
from sessions.models import CoachingSession
from sessions.views.door import answered, find_session, other_party, person, whole_number


@signed_in
@require_POST
def check_in(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(request, session_id)
    actions.check_in(session, by=person(request), now=clock.now())
    return answered(request, session, message=_("You are checked in."))


@signed_in
@require_POST
def complete(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(request, session_id)
    actions.complete_session(
        session, by=person(request), version=whole_number(request, "version"), now=clock.now()
    )
    return answered(request, session, message=_("The session is marked as held."))


@signed_in
@require_POST
def no_show(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(request, session_id)
    actions.claim_no_show(
        session, by=person(request), version=whole_number(request, "version"), now=clock.now()
    )
    return answered(request, session, message=_("You reported it. The other side can contest."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(request, session_id)
    me = person(request)
    if request.method != "POST":
        role = require_party(session, me)
        refuse(session, why_not_contest(session, me, role, now=clock.now()))
    form = ContestForm(_sent(request), initial={"version": session.version})
    return _answer(
        request,
        session,
        form,
        act=lambda data: actions.contest_outcome(
            session,
            by=me,
            reason=data["reason"],
            version=data["version"],
            now=clock.now(),
        ),
        name="contest",
        message=_("Our staff will decide and tell you both."),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(request, session_id)
    if request.method != "POST":
        refuse(session, why_not_link(session, now=clock.now()))
    form = LinkForm(
        _sent(request), initial={"version": session.version, "meeting_url": session.meeting_url}
    )
    return _answer(
        request,
        session,
        form,
        act=lambda data: actions.set_meeting_link(
            session,
            by=person(request),
            url=data["meeting_url"],
            version=data["version"],
            now=clock.now(),
        ),
        name="link",
        message=_("The meeting link is saved."),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, session_id: int) -> HttpResponse:
    session = find_session(request, session_id)
    me = person(request)
    own = session.private_notes.filter(author=me).first()
    names = ("version", "outcome_summary", "shared_notes", "homework", "next_step")
    form = NotesForm(
        _sent(request),
        initial={
            **{name: getattr(session, name) for name in names},
            "private_note": own.text if own else "",
        },
    )
    return _answer(
        request,
        session,
        form,
        act=lambda data: _write_notes(session, me, {n: data[n] for n in data if n in form.data}),
        name="notes",
        message=_("The notes are saved."),
    )


@action
def _write_notes(session: CoachingSession, me: User, sent: dict[str, Any]) -> CoachingSession:
    """Both kinds of notes, or none of them. What was not sent stays as it is."""
    texts = {name: sent.get(name, getattr(session, name)) for name in CoachingSession.WRAP_UP}
    now = clock.now()
    row = actions.write_wrap_up(session, by=me, version=int(sent["version"]), now=now, **texts)
    if "private_note" in sent:
        actions.write_private_note(session, by=me, text=sent["private_note"], now=now)
    return row


def _sent(request: HttpRequest) -> Mapping[str, Any] | None:
    return payload.read(request) if request.method == "POST" else None


def _answer(
    request: HttpRequest,
    session: CoachingSession,
    form: VersionedForm,
    *,
    act: Callable[[dict[str, Any]], CoachingSession],
    name: str,
    message: str,
) -> HttpResponse:
    """Show the form, or do what it asks for and answer with the session."""
    if request.method == "POST" and form.is_valid() and press(form, act) is not None:
        return answered(request, session, message=message)
    return form_page(
        request,
        form=form,
        page=f"sessions/{name}.html",
        fragment=f"sessions/_{name}_form.html",
        context={"session": session, "other": other_party(request, session)},
    )
