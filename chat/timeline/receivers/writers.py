"""What a receiver writes into a conversation's timeline, and which cards change with which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from chat.models import Conversation, Entry
from chat.timeline import numbers
from contracts.models import ContractVersion
from core.events import Event
from core.sentences import sentence_name
from sessions.models import CoachingSession


@dataclass(frozen=True, kw_only=True)
class TimelineWriter:
    """Writes what one event means into one locked conversation."""

    conversation: Conversation
    event: Event

    def show(
        self, subject: models.Model, name: str = "", params: Mapping[str, Any] | None = None
    ) -> tuple[Entry, bool]:
        """Post the card, or say that it changed. Returns the entry and whether it is new.

        `name` and `params` are the sentence that the inbox says of a new card.
        """
        return numbers.post_card(
            self.conversation,
            subject,
            event=name,
            params=params or {},
            author_id=self.event.actor_id,
            now=self.event.at,
        )

    def touch(self, *subjects: models.Model) -> Entry | None:
        """Say that these cards changed. Returns the last of their entries, if it is shown here."""
        entry = None
        for subject in subjects:
            entry = numbers.touch_card(self.conversation, subject)
        return entry

    def note(self, name: str, about: Entry | None, **params: Any) -> None:
        numbers.post_note(
            self.conversation,
            event=name,
            params=params,
            actor_id=self.event.actor_id,
            about=about,
            now=self.event.at,
        )


def writer_of(event: Event, *, student_id: int, coach_id: int) -> TimelineWriter:
    """The writer of this event in the conversation of its own pair."""
    conversation = numbers.conversation_for(student_id=student_id, coach_id=coach_id, now=event.at)
    return TimelineWriter(conversation=conversation, event=event)


def note_name(event: Event) -> str:
    """`ProposalAccepted` → `proposal_accepted`."""
    return sentence_name(type(event).__name__, vars(event))


def touch_contract(writer: TimelineWriter, contract_id: int, *, besides: int) -> None:
    """The agreed version's card shows the contract's progress; the session held last leads to the next.

    A session's own event (`besides`) tells of that one's card itself.
    """
    agreed = ContractVersion.objects.filter(
        pk=models.Subquery(
            ContractVersion.objects.filter(contract_id=contract_id)
            .values("contract__agreed_version")[:1]
        )
    ).first()  # fmt: skip
    if agreed is not None:
        writer.touch(agreed)
    touch_last_held(writer, contract_id, besides=besides)


def touch_last_held(writer: TimelineWriter, contract_id: int, *, besides: int = 0) -> None:
    """Of a session that was held, or its wrap-up: from there the next one like it can be booked."""
    held = CoachingSession.objects.filter(
        contract=contract_id, status__in=("completed", "resolved")
    ).exclude(pk=besides)
    for row in held.select_related("wrap_up").order_by("-scheduled_at")[:1]:
        writer.touch(row.wrap_up if row.is_wrapped_up else row)
