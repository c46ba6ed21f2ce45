"""Notices about messages that were left unread, and about what waits for their reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.models import Participant
from chat.timeline.entries import text_with_files
from core.graphemes import shortened
from core.pending import PendingDecision
from notifications.addresses import absolute
from notifications.notices.base import Envelope, Notice, Omitted
from notifications.notices.groups import MESSAGES
from notifications.notices.letter import Button, in_words
from notifications.unread import unread_messages
from sessions.pending import pending_decisions_of

SHOWN = 3
LONGEST = 400
DECISIONS_SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A conversation with unread messages: the first of them, and how many `more` there are.

    `pair` are the ids of its two people.
    """

    conversation_id: int
    pair: tuple[int, int]
    other: User
    count: int
    texts: Sequence[str]
    more: int
    url: str


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    """One thing that waits for the reader. `until` is empty when it does not answer itself."""

    title: str
    about: str
    until: str
    action: str
    url: str


class MessagesNotice(Notice):
    group = MESSAGES
    source = "notifications.digests"
    notification = Omitted("the chat itself counts what is unread, and the bell what waits")

    @property
    def participants(self) -> QuerySet[Participant]:
        related = ("conversation__student", "conversation__coach")
        return Participant.objects.filter(user=self.reader).select_related(*related).order_by("pk")

    @cached_property
    def talks(self) -> list[Talk]:
        """The conversations in question in which something is still unread."""
        talks = (_talk(participant, self.reader) for participant in self.participants)
        return [talk for talk in talks if talk.count]

    @cached_property
    def decisions(self) -> list[PendingDecision]:
        return list(pending_decisions_of(self.reader, self.now))

    def context(self) -> dict[str, Any]:
        """The words of the dashboard, the first ones to end first."""
        return {
            "talks": self.talks,
            "count": sum(talk.count for talk in self.talks),
            "decisions": [
                _decision_line(decision, self.reader)
                for decision in self.decisions[:DECISIONS_SHOWN]
            ],
            "decisions_count": len(self.decisions),
            "decisions_more": max(0, len(self.decisions) - DECISIONS_SHOWN),
        }


class UnreadMessages(MessagesNotice):
    """What is still unread; nothing when everything was read meanwhile."""

    name = "unread_messages"
    title = _("messages are left unread")

    @classmethod
    def about(cls, participant: Participant) -> Envelope:
        """Once for each place where somebody stopped reading, however much is written after it."""
        conversation, conversation_id = participant.conversation, participant.conversation_id
        pair = {conversation.student_id, conversation.coach_id}
        return Envelope(
            notice=cls,
            reader_id=participant.user_id,
            key=f"unread-{conversation_id}-{participant.last_read_seq}",
            params={
                "conversation_ids": [conversation_id],
                "author_id": (pair - {participant.user_id}).pop(),
            },
            path=f"/chat/{conversation_id}",
        )

    @property
    def participants(self) -> QuerySet[Participant]:
        return super().participants.filter(conversation_id__in=self.params["conversation_ids"])

    @cached_property
    def decisions(self) -> list[PendingDecision]:
        """Those of the conversations in question."""
        pairs = {talk.pair for talk in self.talks}
        return [
            decision
            for decision in pending_decisions_of(self.reader, self.now)
            if decision.pair in pairs
        ]

    @property
    def only_talk(self) -> Talk | None:
        return self.talks[0] if len(self.talks) == 1 else None

    @property
    def other(self) -> User | None:
        return self.only_talk.other if self.only_talk else None

    @property
    def thread(self) -> str:
        return f"conversation-{self.only_talk.conversation_id}" if self.only_talk else "messages"

    def is_true(self) -> bool:
        return bool(self.talks)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "several": self.only_talk is None}

    def buttons(self) -> tuple[Button, ...]:
        url = self.only_talk.url if self.only_talk else absolute("/chat")
        return (Button(label=gettext("Read and answer"), url=url),)


class DailyDigest(MessagesNotice):
    """Everything that waits and every unread message; nothing when neither is left."""

    name = "daily_digest"
    title = _("a day begins and something is open, if you chose one mail a day")

    @classmethod
    def about(cls, user: User, day: date) -> Envelope:
        """`day` is today in the reader's zone."""
        return Envelope(
            notice=cls,
            reader_id=user.pk,
            key=f"day-{day}",
            params={"day": day.isoformat()},
            path="/dashboard",
        )

    @property
    def participants(self) -> QuerySet[Participant]:
        return super().participants.filter(muted=False, unread__gt=0)

    @property
    def thread(self) -> str:
        return "digest"

    def is_true(self) -> bool:
        return bool(self.talks or self.decisions)

    def buttons(self) -> tuple[Button, ...]:
        dashboard = Button(label=gettext("Open your dashboard"), url=absolute("/dashboard"))
        if not self.talks:
            return (dashboard,)
        chat = Button(label=gettext("Read messages"), url=absolute("/chat"), tone="quiet")
        return (dashboard, chat)


def _talk(participant: Participant, reader: User) -> Talk:
    conversation, entries = participant.conversation, unread_messages(participant)
    is_student = reader.pk == conversation.student_id
    return Talk(
        conversation_id=conversation.pk,
        pair=(conversation.student_id, conversation.coach_id),
        other=conversation.coach if is_student else conversation.student,
        count=len(entries),
        texts=[shortened(text_with_files(entry), LONGEST) for entry in entries[:SHOWN]],
        more=max(0, len(entries) - SHOWN),
        url=absolute(f"/chat/{conversation.pk}"),
    )


def _decision_line(decision: PendingDecision, reader: User) -> DecisionLine:
    return DecisionLine(
        title=decision.title,
        about=" · ".join(part for part in (decision.other, decision.about) if part),
        until=in_words(decision.deadline, reader) if decision.deadline else "",
        action=decision.action,
        url=absolute(decision.url),
    )
