"""From a notification to the very card it is about."""

from accounts.models import User
from chat.models import Conversation, Entry
from chat.timeline.entries import element_id
from notifications.models import Notification


def target_of(notification: Notification, *, reader: User) -> str:
    """The card in the pair's conversation; the thing's own page when it is not shown there."""
    pair = notification.params.get("pair")
    if not pair:
        return notification.url
    student_id, coach_id = pair
    conversation = Conversation.objects.visible_to(reader).filter(
        student_id=student_id, coach_id=coach_id
    )
    conversation_id = conversation.values_list("pk", flat=True).first()
    if conversation_id is None:
        return notification.url
    cards = Entry.objects.filter(conversation_id=conversation_id, kind=Entry.Kind.CARD)
    seq = (
        cards.filter(**_subject(notification))
        .order_by("-seq")
        .values_list("seq", flat=True)
        .first()
    )
    if seq is None:
        return notification.url
    return place_of(conversation_id, seq)


def place_of(conversation_id: int, seq: int) -> str:
    """The path of one entry's place in its conversation."""
    return f"/chat/{conversation_id}?at={seq}#{element_id(conversation_id, seq)}"


def _subject(notification: Notification) -> dict[str, int]:
    """Which card it is: the most particular thing that the notification knows of."""
    for name, lookup in (
        ("charge_id", "charge_id"),
        ("reschedule_id", "reschedule_id"),
        ("wrap_up_id", "wrap_up_id"),
        ("session_id", "session_id"),
        ("version_id", "contract_version_id"),
        ("contract_id", "contract_version__contract_id"),
        ("proposal_id", "proposal_id"),
        ("request_id", "request_id"),
    ):
        if notification.params.get(name):
            return {lookup: notification.params[name]}
    return {"pk": 0}
