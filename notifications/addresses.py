"""Absolute addresses, for what is read outside our pages."""

from django.conf import settings
from django.urls import reverse

from chat.models import Conversation


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def page(name: str, *args: object) -> str:
    """The absolute address of a named page."""
    return absolute(reverse(name, args=args))


def conversation_path(student_id: int, coach_id: int) -> str:
    """Where the two talk; the inbox as long as they have not begun."""
    found = Conversation.objects.filter(student_id=student_id, coach_id=coach_id)
    conversation_id = found.values_list("pk", flat=True).first()
    if conversation_id is None:
        return "/chat"
    return f"/chat/{conversation_id}"
