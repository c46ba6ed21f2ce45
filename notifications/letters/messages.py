"""The letter about unread messages."""

from datetime import datetime

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from chat.models import Participant
from notifications.addresses import absolute
from notifications.digests import unread_messages
from notifications.letters.base import Button, Letter, Params, letter

SHOWN = 3
LONGEST = 400


@letter("unread_messages")
def about_unread(_kind: str, params: Params, reader: User, _now: datetime) -> Letter | None:
    """What is still unread at this moment; nothing when everything was read meanwhile."""
    related = ("conversation__student", "conversation__coach")
    rows = Participant.objects.filter(user=reader, conversation_id__in=params["conversation_ids"])
    talks = [_talk(row, reader) for row in rows.select_related(*related)]
    talks = [talk for talk in talks if talk["count"]]
    if not talks:
        return None
    only = talks[0] if len(talks) == 1 else None
    url = only["url"] if only else absolute("/chat")
    return Letter(
        other=only["other"] if only else None,
        thread=f"conversation-{rows[0].conversation_id}" if only else "messages",
        buttons=(Button(label=_("Read and answer"), url=url),),
        context={
            "talks": talks,
            "count": sum(talk["count"] for talk in talks),
            "several": not only,
        },
    )


def _talk(row: Participant, reader: User) -> dict:
    conversation, entries = row.conversation, unread_messages(row)
    is_student = reader.pk == conversation.student_id
    return {
        "other": conversation.coach if is_student else conversation.student,
        "count": len(entries),
        "texts": [Truncator(entry.body).chars(LONGEST) for entry in entries[:SHOWN]],
        "more": max(0, len(entries) - SHOWN),
        "url": absolute(f"/chat/{conversation.pk}"),
    }
