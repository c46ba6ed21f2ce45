"""What everybody of the demo has read long ago."""

from datetime import datetime

from django.db.models import Max

from accounts.models import User
from chat.models import Participant
from chat.timeline.actions import mark_read
from notifications.bell import mark_all_read


def put_aside(*, before: datetime, now: datetime) -> None:
    """What is older has been seen, in the conversations and behind the bell."""
    for place in Participant.objects.filter(user__isnull=False):
        entries = place.conversation.entries.filter(created_at__lt=before)
        if seq := entries.aggregate(last=Max("seq"))["last"]:
            mark_read(place.conversation_id, by_id=place.user_id, seq=seq)
    for user in User.objects.all():
        old = user.notifications.filter(created_at__lt=before)
        if newest := old.aggregate(last=Max("pk"))["last"]:
            mark_all_read(user, up_to_id=newest, now=now)
