"""Sessions as programs read them."""

from datetime import datetime
from typing import Any

from accounts.models import User
from core.cards import Known, build_card
from core.zones import LocalTime
from sessions.models import CoachingSession, TimesOffer
from sessions.settlement import Settlement


def session_data(
    row: CoachingSession, *, viewer: User, now: datetime, known: Known | None = None
) -> dict[str, Any]:
    """The session with both local times, its open offer and what this person can do with it."""
    card = build_card(row, viewer=viewer, now=now, known=known)
    return {
        "id": row.pk,
        "contract_id": row.contract_id,
        "number": row.number,
        "attempt": row.attempt,
        "status": row.status,
        "version": row.version,
        "scheduled_at": _instant(row.scheduled_at),
        "ends_at": _instant(row.ends_at),
        "duration_minutes": row.duration_minutes,
        "timezone": row.timezone,
        "answer_by": _instant(row.answer_by),
        "confirmed_by_coach": row.confirmed_by_coach,
        "owed_amount": None if row.owed_amount is None else str(row.owed_amount),
        "local_times": _local_times(row),
        "offer": _offer(row),
        "actions": [
            {"verb": a.verb, "url": a.url, "enabled": a.enabled, "why_not": a.why_not}
            for a in card.actions
        ],
    }


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _local_times(row: CoachingSession) -> dict[str, str] | None:
    if row.scheduled_at is None:
        return None
    contract = row.contract
    return {
        side: LocalTime(instant=row.scheduled_at, zone_name=person.timezone).wall.isoformat()
        for side, person in (("student", contract.student), ("coach", contract.coach))
    }


def _offer(row: CoachingSession) -> dict[str, Any] | None:
    offer = row.offers.filter(status=TimesOffer.Status.OPEN).first()
    if offer is None:
        return None
    return {
        "id": offer.pk,
        "author_id": offer.author_id,
        "lapses_at": offer.expires_at.isoformat(),
        "starts": [start.isoformat() for start in offer.start_times],
    }


def settlement_data(settlement: Settlement) -> dict[str, Any]:
    """What a cancel would do, session by session and in sum."""
    owed = settlement.owed
    return {
        "currency": settlement.currency,
        "owed": str(owed.amount),
        "platform_fee": str(owed.fee),
        "coach_share": str(owed.coach_share),
        "never_charged": str(settlement.never_charged),
        "seen": settlement.sign,
        "sessions": [
            {
                "id": line.session.pk,
                "number": line.session.number,
                "fate": line.fate,
                "status_after": line.status_after,
                "owed": str(line.owed),
            }
            for line in settlement.lines
        ],
    }
