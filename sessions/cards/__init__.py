"""What people see of sessions: the session's own card and what sessions add to a contract's."""

from sessions.cards.fetching import fetch_moves, fetch_progress, fetch_sessions
from sessions.cards.move import MoveCard, build_move_card
from sessions.cards.progress import contract_contribution, sessions_of_contract
from sessions.cards.record import fetch_records, record_contribution
from sessions.cards.session import SessionCard, build_session_card

__all__ = [
    "MoveCard",
    "SessionCard",
    "build_move_card",
    "build_session_card",
    "contract_contribution",
    "fetch_moves",
    "fetch_progress",
    "fetch_records",
    "fetch_sessions",
    "record_contribution",
    "sessions_of_contract",
]
