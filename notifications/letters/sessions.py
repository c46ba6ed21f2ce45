"""Letters about sessions."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core.money import share
from core.templatetags.money import money
from notifications.addresses import absolute, conversation_path
from notifications.letters.base import Button, Letter, Params, letter, on_both_clocks
from sessions.models import CoachingSession

CUT_OFF = timedelta(hours=10)


@letter("session_scheduled")
def session_scheduled(params: Params, reader: User, now: datetime) -> Letter | None:
    """To the coach, who has to confirm; nothing once that was answered, moved or missed."""
    session = session_of(params)
    if session.status != CoachingSession.Status.SCHEDULED or _moved_on(session, params):
        return None
    if session.answer_by is None or session.answer_by <= now:
        return None
    return about(
        session,
        reader=reader,
        starts_at=instant(params["starts_at"]),
        buttons=(Button(label=_("Confirm or decline"), url=session_url(session)),),
        answer_by=session.answer_by,
    )


@letter("session_confirmed")
def session_confirmed(params: Params, reader: User, now: datetime) -> Letter | None:
    """To both; nothing once it was moved, cancelled or has begun."""
    session = session_of(params)
    starts_at = instant(params["starts_at"])
    if session.status != CoachingSession.Status.CONFIRMED or _moved_on(session, params):
        return None
    if starts_at <= now:
        return None
    return about(
        session,
        reader=reader,
        starts_at=starts_at,
        buttons=(Button(label=_("Open the session"), url=session_url(session)),),
        late_rule=late_rule(session, reader),
    )


def late_rule(session: CoachingSession, reader: User) -> str:
    """What a cancel after the cut-off means for this reader, in words."""
    terms = session.terms
    if reader.pk == session.contract.coach_id:
        return _("If you cancel later, the session goes back to the student and counts as late.")
    kept = share(terms.price_per_session, percent=terms.late_cancel_percent)
    if not kept:
        return _("A later cancel is free, too, until the session starts.")
    return _("If you cancel later, %(amount)s of %(price)s is owed.") % {
        "amount": money(kept, session.contract.currency),
        "price": money(terms.price_per_session, session.contract.currency),
    }


def session_of(params: Params) -> CoachingSession:
    related = ("contract__student", "contract__coach", "contract__proposal__request", "terms")
    return CoachingSession.objects.select_related(*related).get(pk=params["session_id"])


def _moved_on(session: CoachingSession, params: Params) -> bool:
    return session.scheduled_at != instant(params["starts_at"])


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def session_url(session: CoachingSession) -> str:
    return absolute(f"/sessions/{session.pk}")


def about(
    session: CoachingSession,
    *,
    reader: User,
    starts_at: datetime,
    buttons: tuple[Button, ...],
    answer_by: datetime | None = None,
    **context: object,
) -> Letter:
    """A letter to one party about one session that starts, or was to start, at `starts_at`."""
    contract = session.contract
    other = contract.coach if reader.pk == contract.student_id else contract.student
    return Letter(
        other=other,
        thread=f"contract-{contract.pk}",
        ask_url=absolute(conversation_path(contract.student_id, contract.coach_id)),
        buttons=buttons,
        facts=(
            (_("Contract"), f"{contract.number} · {contract.proposal.request.title}"),
            (_("Session"), _("%(number)s of %(total)s") % _place(session)),
            (_("Length"), _("%(minutes)s minutes") % {"minutes": session.duration_minutes}),
        ),
        context={
            "session": session,
            "contract": contract,
            "title": contract.proposal.request.title,
            "starts": on_both_clocks(starts_at, reader=reader, other=other),
            "cut_off": on_both_clocks(starts_at - CUT_OFF, reader=reader, other=other),
            "answer_by": answer_by and on_both_clocks(answer_by, reader=reader, other=other),
            "is_student": reader.pk == contract.student_id,
            **context,
        },
    )


def _place(session: CoachingSession) -> dict[str, object]:
    return {"number": session.number, "total": session.terms.session_count}
