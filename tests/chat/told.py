"""What stands in the timeline of the pair, and how each of them reads it."""

from chat.live.push import as_seen_by
from chat.models import Conversation
from chat.timeline import entries
from chat.timeline.people import Person
from chat.timeline.queries import sides_of


def timeline(conversation):
    """What stands there, as (kind, card or event)."""
    rows = conversation.entries.order_by("seq")
    return [(e.kind, entries.card_name(e) if e.kind == "card" else e.event) for e in rows]


def the_conversation() -> Conversation:
    return Conversation.objects.select_related("student", "coach").get()


def words(conversation, viewer) -> list[str]:
    """The notes as this person reads them."""
    sides = sides_of(conversation)
    with as_seen_by(Person.of(viewer)) as person:
        rows = conversation.entries.filter(kind="note").order_by("seq")
        return [entries.note_text(row, person, sides) for row in rows]
