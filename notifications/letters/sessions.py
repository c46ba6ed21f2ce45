"""Letters about sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract
from core.templatetags.money import money
from core.zones import BothClocks, LocalTime
from notifications.addresses import absolute, conversation_path
from notifications.letters.base import (
    Button,
    Letter,
    Params,
    in_words,
    instant,
    letter,
    on_both_clocks,
)
from sessions.models import CoachingSession, RescheduleRequest, TimesOffer
from sessions.policy import policy_for

Status = CoachingSession.Status
REMINDERS = ("session_reminder_24h", "session_reminder_1h")
BOOKED = ("session_confirmed", "session_moved", *REMINDERS)


@letter(
    "session_scheduled",
    "session_confirmed",
    "session_declined",
    "session_cancelled",
    "session_moved",
    "session_completed",
    "session_not_held",
    "session_disputed",
    "session_resolved",
    "no_show_claimed",
    "no_show_settled",
    *REMINDERS,
)
def about_session(kind: str, params: Params, reader: User, now: datetime) -> Letter | None:
    """About a session at the start it had when it happened."""
    session = _session(params)
    if not _still_true(kind, session, params, now):
        return None
    return _letter(kind, session, params, reader, now)


@letter("times_offered", "times_closed")
def about_times(kind: str, params: Params, reader: User, now: datetime) -> Letter | None:
    """The offered starts; nothing once they were answered or ran out."""
    offer = TimesOffer.objects.get(pk=params["offer_id"])
    if kind == "times_offered" and (offer.status != offer.Status.OPEN or offer.lapses_at <= now):
        return None
    starts = list(offer.times.values_list("starts_at", flat=True))
    return _letter(
        kind,
        _session(params),
        params,
        reader,
        now,
        choices=starts,
        until=in_words(offer.lapses_at, reader),
    )


@letter("reschedule_requested", "reschedule_declined", "reschedule_expired")
def about_move(kind: str, params: Params, reader: User, now: datetime) -> Letter | None:
    """The wished-for starts beside the present one; nothing once the question was answered."""
    move = RescheduleRequest.objects.get(pk=params["reschedule_id"])
    is_open = move.status == RescheduleRequest.Status.PENDING and move.expires_at > now
    if kind == "reschedule_requested" and not is_open:
        return None
    starts = [instant(text) for text in move.new_starts]
    return _letter(
        kind,
        _session(params),
        params,
        reader,
        now,
        choices=starts,
        until=in_words(move.expires_at, reader),
        asked_for=move.reason,
        is_counter=move.counters_id is not None,
        asked_by_me=move.author_id == reader.pk,
    )


def _session(params: Params) -> CoachingSession:
    related = ("contract__student", "contract__coach", "contract__proposal__request", "terms")
    return CoachingSession.objects.select_related(*related).get(pk=params["session_id"])


def _still_true(kind: str, session: CoachingSession, params: Params, now: datetime) -> bool:
    """Whether a letter that calls for something still can; what is over and done always is true."""
    same_start = plain_start(params) in (None, session.scheduled_at)
    if kind == "session_scheduled":
        waits = session.answer_by is not None and session.answer_by > now
        return session.status == Status.SCHEDULED and waits and same_start
    if kind in BOOKED:
        ahead = session.scheduled_at is not None and session.scheduled_at > now
        return session.status == Status.CONFIRMED and ahead and same_start
    if kind == "no_show_claimed":
        return instant(params["contest_by"]) > now
    return True


def plain_start(params: Params) -> datetime | None:
    return instant(params["starts_at"]) if params.get("starts_at") else None


def _letter(
    kind: str,
    session: CoachingSession,
    params: Params,
    reader: User,
    now: datetime,
    *,
    choices: Sequence[datetime] = (),
    **more: Any,
) -> Letter:
    contract = session.contract
    other = _other(contract, reader)
    starts_at = plain_start(params) or session.scheduled_at
    local = LocalTime(instant=starts_at, zone_name=reader.timezone) if starts_at else None
    return Letter(
        other=other,
        thread=f"contract-{contract.pk}",
        ask_url=absolute(conversation_path(contract.student_id, contract.coach_id)),
        buttons=(Button(label=_label(kind), url=absolute(f"/sessions/{session.pk}")),),
        facts=_facts(session),
        context={
            "title": contract.proposal.request.title,
            "number": session.number,
            "day": local and local.date_text,
            "time": local and local.time_text,
            "starts": starts_at and on_both_clocks(starts_at, reader=reader, other=other),
            "old_start": _old_start(params, reader, other),
            "choices": [on_both_clocks(at, reader=reader, other=other) for at in choices],
            "reason": params.get("reason", ""),
            "status": params.get("status") or session.status,
            "outcome": params.get("outcome", ""),
            "credit_back": params.get("next_attempt_id") is not None,
            "owed": _owed(session),
            "note": params.get("note", ""),
            "absent_is_me": params.get("absent_id") == reader.pk,
            "by_me": params.get("actor_id") == reader.pk,
            "by_clock": params.get("actor_id") is None,
            "is_student": reader.pk == contract.student_id,
            "meeting_url": session.meeting_url,
            "until": _until(session, params, reader),
            "rules": _rules(session, reader, now),
            **more,
        },
    )


def _other(contract: Contract, reader: User) -> User:
    return contract.coach if reader.pk == contract.student_id else contract.student


def _label(kind: str) -> str:
    return {
        "session_scheduled": _("Confirm or decline"),
        "times_offered": _("Choose a time"),
        "reschedule_requested": _("See and answer"),
        "no_show_claimed": _("See and contest"),
    }.get(kind) or _("Open the session")


def _facts(session: CoachingSession) -> tuple[tuple[str, str], ...]:
    contract = session.contract
    place = {"number": session.number, "total": session.terms.session_count}
    return (
        (_("Contract"), f"{contract.number} · {contract.proposal.request.title}"),
        (_("Session"), _("%(number)s of %(total)s") % place),
        (_("Length"), _("%(minutes)s minutes") % {"minutes": session.duration_minutes}),
    )


def _old_start(params: Params, reader: User, other: User) -> BothClocks | None:
    text = params.get("old_start")
    return on_both_clocks(instant(text), reader=reader, other=other) if text else None


def _owed(session: CoachingSession) -> str:
    return money(session.owed_amount, session.contract.currency) if session.owed_amount else ""


def _until(session: CoachingSession, params: Params, reader: User) -> str:
    """The end of whatever window is open, in words."""
    if params.get("contest_by"):
        return in_words(instant(params["contest_by"]), reader)
    return in_words(session.answer_by, reader) if session.answer_by else ""


def _rules(session: CoachingSession, reader: User, now: datetime) -> str:
    """What cancelling and moving mean from now on, in the words of the card."""
    if session.scheduled_at is None:
        return ""
    role = "student" if reader.pk == session.contract.student_id else "coach"
    words = policy_for(session).words(role, now=now, zone_name=reader.timezone)  # type: ignore[arg-type]
    return " ".join(words)
