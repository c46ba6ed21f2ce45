"""What people see of sessions: the session's own card and what sessions add to a contract's."""

from sessions.cards.fetching import (
    fetch_progress,
    fetch_reschedules,
    fetch_sessions,
    fetch_wrap_ups,
)
from sessions.cards.progress import contract_contribution, sessions_of_contract
from sessions.cards.reschedule import RescheduleCard, build_reschedule_card
from sessions.cards.session import SessionCard, build_session_card
from sessions.cards.track_record import fetch_track_records, track_record_contribution
from sessions.cards.wrap_up import WrapUpCard, build_wrap_up_card

__all__ = [
    "RescheduleCard",
    "SessionCard",
    "WrapUpCard",
    "build_reschedule_card",
    "build_session_card",
    "build_wrap_up_card",
    "contract_contribution",
    "fetch_progress",
    "fetch_reschedules",
    "fetch_sessions",
    "fetch_track_records",
    "fetch_wrap_ups",
    "sessions_of_contract",
    "track_record_contribution",
]
