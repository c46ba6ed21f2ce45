"""Where to meet, and what to remember of a session."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import check, save_next_version
from core.errors import Invalid
from core.events import record
from core.problems import Length, Problems
from core.texts import one_line, paragraphs
from core.transactions import action
from core.web_addresses import web_address_problem
from sessions import rules
from sessions.actions.steps import hold
from sessions.events import MeetingLinkChanged, SessionNotesChanged, event_fields
from sessions.models import CoachingSession, PrivateNote, WrapUp

Status = CoachingSession.Status
MAX_TEXT = 1000
MAX_LINK = 500


@action
def set_meeting_link(
    session: CoachingSession, *, by: User, url: str, version: int, now: datetime
) -> CoachingSession:
    """Say where to meet: an https address, or nothing to take it away. Either party, until the end.

    Raises NotAllowed, Stale, Invalid, NotPossibleNow.
    """
    row = hold(session)
    check(rules.party(row, by=by))
    link = _checked_link(url)
    if row.meeting_url == link:
        return row
    check(rules.set_meeting_link(row, by=by, now=now), row=row, version=version)
    row.meeting_url, row.link_changed_at = link, now
    if row.status == Status.CONFIRMED:
        row.link_changes += 1
    save_next_version(row)
    record(MeetingLinkChanged(**event_fields(row, by=by, now=now), sequence=row.calendar_sequence))
    return row


@action
def write_wrap_up(
    session: CoachingSession,
    *,
    by: User,
    outcome_summary: str,
    shared_notes: str,
    homework: str,
    next_step: str,
    version: int,
    now: datetime,
) -> CoachingSession:
    """What came of it, for both to read: up to 1,000 characters each. Either party, from the start on.

    Raises NotAllowed, Stale, Invalid, NotPossibleNow.
    """
    row = hold(session)
    check(rules.party(row, by=by))
    texts = {
        "outcome_summary": outcome_summary,
        "shared_notes": shared_notes,
        "homework": homework,
        "next_step": next_step,
    }
    wanted = {name: _checked_text(name, text) for name, text in texts.items()}
    if all(getattr(row, name) == text for name, text in wanted.items()):
        return row
    check(rules.write_notes(row, by=by, now=now), row=row, version=version)
    for name, text in wanted.items():
        setattr(row, name, text)
    save_next_version(row)
    written, _new = WrapUp.objects.get_or_create(
        session=row, defaults={"author": by, "written_at": now}
    )
    record(SessionNotesChanged(**event_fields(row, by=by, now=now), wrap_up_id=written.pk))
    return row


@action
def write_private_note(
    session: CoachingSession, *, by: User, text: str, now: datetime
) -> PrivateNote | None:
    """A note that only its writer ever sees; an empty one takes it away. Nobody is told."""
    row = hold(session)
    check(rules.party(row, by=by))
    note = _checked_text("private_note", text)
    if not note:
        row.private_notes.filter(author=by).delete()
        return None
    written, _created = PrivateNote.objects.update_or_create(
        session=row, author=by, defaults={"text": note, "written_at": now}
    )
    return written


def _checked_link(url: str) -> str:
    link = one_line(url)
    if not link:
        return ""
    problems = Problems()
    problems.text("meeting_url", link, Length(1, MAX_LINK))
    problems.refuse()
    if problem := web_address_problem(link, schemes=["https"]):
        raise Invalid(fields={"meeting_url": [problem]})
    return link


def _checked_text(name: str, text: str) -> str:
    kept = paragraphs(text)
    if len(kept) > MAX_TEXT:
        raise Invalid(fields={name: [_("At most 1,000 characters.")]})
    return kept
