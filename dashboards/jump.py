"""Where a person can jump to: the conversations and the contracts, newest first."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from chat.models import Conversation
from contracts.models import Contract

MOST = 60


@dataclass(frozen=True, kw_only=True)
class Place:
    """One line of the list: its kind ("chat" or "contract"), words, more words, address."""

    kind: str
    name: str
    line: str
    url: str


def places_of(user: User) -> list[Place]:
    """What this person takes part in, in two queries."""
    return [*_conversations(user), *_contracts(user)]


def _conversations(user: User) -> list[Place]:
    rows = Conversation.objects.visible_to(user).select_related("student", "coach")
    return [
        Place(
            kind="chat",
            name=_other(row, user).display_name,
            line="",
            url=reverse("chat-conversation", args=[row.pk]),
        )
        for row in rows.order_by("-last_activity_at")[:MOST]
    ]


def _contracts(user: User) -> list[Place]:
    rows = Contract.objects.visible_to(user).select_related("student", "coach", "proposal__request")
    return [
        Place(
            kind="contract",
            name=row.proposal.request.title,
            line=f"{row.number} · {_other(row, user).display_name}",
            url=reverse("contract-detail", args=[row.pk]),
        )
        for row in rows.order_by("-created_at")[:MOST]
    ]


def _other(row: Conversation | Contract, user: User) -> User:
    return row.coach if row.student_id == user.pk else row.student
