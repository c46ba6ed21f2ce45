"""Letters about sessions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract
from core.zones import BothClocks, LocalTime
from notifications import ics
from notifications.addresses import absolute, conversation_path
from notifications.letters.base import (
    Button,
    Invitation,
    Letter,
    Params,
    in_words,
    instant,
    letter,
    on_both_clocks,
)
from notifications.links import Action, Target, link_address, opening_address
from sessions.aftermath import aftermath, claim_words
from sessions.models import CoachingSession
from sessions.policy import Role, policy_for

Status = CoachingSession.Status
REMINDERS = ("session_reminder_24h", "session_reminder_1h")
# A day's notice that was held up until the last two hours would only mislead.
USELESS_BEFORE = {"session_reminder_24h": timedelta(hours=2)}
INVITING: dict[str, ics.Method] = {
    "session_confirmed": "REQUEST",
    "session_moved": "REQUEST",
    "meeting_link_changed": "REQUEST",
    "session_cancelled": "CANCEL",
}
BOOKED = ("session_confirmed", "session_moved", *REMINDERS)


@letter(
    "session_scheduled",
    "session_confirmed",
    "session_declined",
    "session_cancelled",
    "session_moved",
    "meeting_link_changed",
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
    session = session_of(params)
    if not _still_true(kind, session, params, now):
        return None
    buttons = _answer_buttons(kind, session, reader, now)
    return session_letter(kind, session, params, reader, now, buttons=buttons)


def _answer_buttons(
    kind: str, session: CoachingSession, reader: User, now: datetime
) -> tuple[Button, ...]:
    """Confirm, decline, or look for another time; for other kinds, the session's page."""
    if kind != "session_scheduled" or session.answer_by is None:
        return (Button(label=_label(kind), url=absolute(f"/sessions/{session.pk}")),)
    address = partial(link_address, reader=reader, now=now, expires_at=session.answer_by)
    confirm = Target(action=Action.CONFIRM_SESSION, id=session.pk, version=session.version)
    decline = replace(confirm, action=Action.DECLINE_SESSION)
    return (
        Button(label=_("Confirm"), url=address(confirm)),
        Button(label=_("Decline"), url=address(decline), tone="danger"),
        another_time(session, reader, now),
    )


def another_time(session: CoachingSession, reader: User, now: datetime) -> Button:
    url = opening_address(Action.OPEN_SESSION, session.pk, reader=reader, now=now)
    return Button(label=_("Propose another time"), url=url, tone="quiet")


def session_of(params: Params) -> CoachingSession:
    related = ("student", "coach", "proposal__request", "agreed_version")
    joined = (f"contract__{name}" for name in related)
    return CoachingSession.objects.select_related(*joined, "terms").get(pk=params["session_id"])


def _still_true(kind: str, session: CoachingSession, params: Params, now: datetime) -> bool:
    """Whether a letter that calls for something still can; what is over and done always is true."""
    same_start = plain_start(params) in (None, session.scheduled_at)
    if kind == "session_scheduled":
        waits = session.answer_by is not None and session.answer_by > now
        return session.status == Status.SCHEDULED and waits and same_start
    if kind in BOOKED:
        useless_before = USELESS_BEFORE.get(kind, timedelta(0))
        ahead = session.scheduled_at is not None and session.scheduled_at - useless_before > now
        return session.status == Status.CONFIRMED and ahead and same_start
    if kind == "meeting_link_changed":
        is_newest = params["sequence"] == session.calendar_sequence
        return session.status == Status.CONFIRMED and is_newest and session.span[1] > now
    if kind == "no_show_claimed":
        return instant(params["contest_by"]) > now
    return True


def plain_start(params: Params) -> datetime | None:
    return instant(params["starts_at"]) if params.get("starts_at") else None


def session_letter(
    kind: str,
    session: CoachingSession,
    params: Params,
    reader: User,
    now: datetime,
    *,
    choices: Sequence[datetime] = (),
    buttons: tuple[Button, ...] = (),
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
        buttons=buttons or (Button(label=_label(kind), url=absolute(f"/sessions/{session.pk}")),),
        facts=_facts(session),
        invitation=_invitation(kind, session, params, reader, starts_at, now),
        context={
            "title": contract.proposal.request.title,
            "number": session.number,
            "day": local and local.date_text,
            "time": local and f"{local.time_text} ({local.place})",
            **_ahead(local, now),
            "starts": starts_at and on_both_clocks(starts_at, reader=reader, other=other),
            "old_start": _old_start(params, reader, other),
            "choices": [on_both_clocks(at, reader=reader, other=other) for at in choices],
            "reason": params.get("reason", ""),
            "status": params.get("status") or session.status,
            "outcome": params.get("outcome", ""),
            "note": params.get("note", ""),
            "absent_is_me": params.get("absent_id") == reader.pk,
            "by_me": params.get("actor_id") == reader.pk,
            "by_clock": params.get("actor_id") is None,
            "is_student": reader.pk == contract.student_id,
            "meeting_url": session.meeting_url,
            "until": _until(session, params, reader),
            "again": bool(params.get("again")),
            "rules": _rules(session, reader, now),
            "aftermath": aftermath(
                session, side_of(session, reader), now=now, zone_name=reader.timezone
            ),
            "claim": _claim(session, params, reader),
            "join": _join(session, reader),
            **more,
        },
    )


def _ahead(start: LocalTime | None, now: datetime) -> dict[str, int]:
    """How far away the start is as the mail leaves, which may be later than it was due."""
    if start is None:
        return {}
    today = LocalTime(instant=now, zone_name=start.zone_name).day
    return {
        "days_ahead": (start.day - today).days,
        "minutes_ahead": ceil((start.instant - now) / timedelta(minutes=1)),
    }


def _invitation(
    kind: str,
    session: CoachingSession,
    params: Params,
    reader: User,
    starts_at: datetime | None,
    now: datetime,
) -> Invitation | None:
    """What the reader's calendar has to hear; only a session that was confirmed is ever in it."""
    method = INVITING.get(kind)
    if method is None or starts_at is None or not session.confirmed_by_coach:
        return None
    body = ics.invitation(
        session,
        reader=reader,
        method=method,
        starts_at=starts_at,
        sequence=params.get("sequence", session.calendar_sequence),
        now=now,
    )
    return Invitation(method=method, body=body)


def _other(contract: Contract, reader: User) -> User:
    return contract.coach if reader.pk == contract.student_id else contract.student


def _label(kind: str) -> str:
    return {
        "no_show_claimed": _("See and contest"),
    }.get(kind) or _("Open the session")


def _facts(session: CoachingSession) -> tuple[tuple[str, str], ...]:
    contract = session.contract
    return (
        (_("Contract"), f"{contract.number} · {contract.proposal.request.title}"),
        (_("Session"), session.number_of_total),
        (_("Length"), _("%(minutes)s minutes") % {"minutes": session.duration_minutes}),
    )


def _old_start(params: Params, reader: User, other: User) -> BothClocks | None:
    text = params.get("old_start")
    return on_both_clocks(instant(text), reader=reader, other=other) if text else None


def _until(session: CoachingSession, params: Params, reader: User) -> str:
    """The end of whatever window is open, in words."""
    if params.get("contest_by"):
        return in_words(instant(params["contest_by"]), reader)
    return in_words(session.answer_by, reader) if session.answer_by else ""


def _rules(session: CoachingSession, reader: User, now: datetime) -> str:
    """What cancelling and moving mean from now on, in the words of the card."""
    if session.scheduled_at is None:
        return ""
    role = side_of(session, reader)
    return " ".join(policy_for(session).words(role, now=now, zone_name=reader.timezone))


def _claim(session: CoachingSession, params: Params, reader: User) -> str:
    """What the report leads to, in the words of the card."""
    if not params.get("contest_by"):
        return ""
    return claim_words(
        session,
        absent="student" if params["absent_id"] == session.contract.student_id else "coach",
        until=instant(params["contest_by"]),
        zone_name=reader.timezone,
    )


def _join(session: CoachingSession, reader: User) -> str:
    if session.scheduled_at is None:
        return ""
    return policy_for(session).join_words(zone_name=reader.timezone)


def side_of(session: CoachingSession, reader: User) -> Role:
    return "student" if reader.pk == session.contract.student_id else "coach"
