"""The letters about unread messages and about what waits for their reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Participant
from core.needs import Need
from notifications.addresses import absolute
from notifications.digests import unread_messages
from notifications.letters.base import Button, Letter, Params, in_words, letter
from sessions.needs import needs_of

SHOWN = 3
LONGEST = 400
NEEDS_SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing that waits for the reader. `until` is empty when it does not answer itself."""

    title: str
    about: str
    until: str
    action: str
    url: str


@letter("unread_messages")
def about_unread(_kind: str, params: Params, reader: User, now: datetime) -> Letter | None:
    """What is still unread at this moment; nothing when everything was read meanwhile."""
    places = _places(reader).filter(conversation_id__in=params["conversation_ids"])
    talks = _talks(places, reader)
    if not talks:
        return None
    pairs = {(place.conversation.student_id, place.conversation.coach_id) for place in places}
    needs = [need for need in needs_of(reader, now) if need.pair in pairs]
    only = talks[0] if len(talks) == 1 else None
    return Letter(
        other=only["other"] if only else None,
        thread=f"conversation-{places[0].conversation_id}" if only else "messages",
        buttons=(
            Button(label=_("Read and answer"), url=only["url"] if only else absolute("/chat")),
        ),
        context={"talks": talks, "several": not only, **_counted(talks), **_waiting(needs, reader)},
    )


@letter("daily_digest")
def about_the_day(_kind: str, _params: Params, reader: User, now: datetime) -> Letter | None:
    """Everything that waits and every unread message; nothing when neither is left."""
    talks = _talks(_places(reader).filter(muted=False, unread__gt=0), reader)
    needs = needs_of(reader, now)
    if not talks and not needs:
        return None
    buttons = [Button(label=_("Open your dashboard"), url=absolute("/dashboard"))]
    if talks:
        buttons.append(Button(label=_("Read messages"), url=absolute("/chat"), tone="quiet"))
    return Letter(
        thread="digest",
        buttons=tuple(buttons),
        context={"talks": talks, **_counted(talks), **_waiting(needs, reader)},
    )


def _places(reader: User) -> Any:
    related = ("conversation__student", "conversation__coach")
    return Participant.objects.filter(user=reader).select_related(*related).order_by("pk")


def _talks(places: Iterable[Participant], reader: User) -> list[dict[str, Any]]:
    talks = [_talk(place, reader) for place in places]
    return [talk for talk in talks if talk["count"]]


def _talk(place: Participant, reader: User) -> dict[str, Any]:
    conversation, entries = place.conversation, unread_messages(place)
    is_student = reader.pk == conversation.student_id
    return {
        "other": conversation.coach if is_student else conversation.student,
        "count": len(entries),
        "texts": [Truncator(entry.body).chars(LONGEST) for entry in entries[:SHOWN]],
        "more": max(0, len(entries) - SHOWN),
        "url": absolute(f"/chat/{conversation.pk}"),
    }


def _counted(talks: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {"count": sum(talk["count"] for talk in talks)}


def _waiting(needs: Sequence[Need], reader: User) -> dict[str, Any]:
    """The words of the dashboard, the first ones to end first."""
    return {
        "needs": [_question(need, reader) for need in needs[:NEEDS_SHOWN]],
        "needs_count": len(needs),
        "needs_more": max(0, len(needs) - NEEDS_SHOWN),
    }


def _question(need: Need, reader: User) -> Question:
    return Question(
        title=need.title,
        about=" · ".join(part for part in (need.other, need.about) if part),
        until=in_words(need.deadline, reader) if need.deadline else "",
        action=need.action,
        url=absolute(need.url),
    )
