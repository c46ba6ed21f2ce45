"""Coaching sessions: attempts to hold a contract's credits, and how their times come about."""

from sessions.models.proposals import (
    AnyProposal,
    ProposedStart,
    RescheduleRequest,
    StartsProposal,
    TimesOffer,
)
from sessions.models.session import CoachingSession, NoShowClaim, PrivateNote, WrapUp

__all__ = [
    "AnyProposal",
    "CoachingSession",
    "NoShowClaim",
    "PrivateNote",
    "ProposedStart",
    "RescheduleRequest",
    "StartsProposal",
    "TimesOffer",
    "WrapUp",
]
