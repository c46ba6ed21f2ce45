"""Refusals of the conversation."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, NotAllowed, NotPossibleNow


class EmptyMessage(Invalid):
    code = "empty_message"
    message = _("Write something first.")


class MessageTooLong(Invalid):
    code = "message_too_long"
    message = _("A message has at most 4,000 characters. Nothing was sent; your text is kept.")


class UnreadableText(Invalid):
    code = "unreadable_text"
    message = _("This text has characters that cannot be stored. Nothing was sent.")


class NotInConversation(NotAllowed):
    code = "not_in_conversation"
    message = _("This conversation is not open to you.")


class MessageGone(NotPossibleNow):
    code = "message_gone"
    message = _("This message was deleted.")


class NotYourMessage(NotAllowed):
    code = "not_your_message"
    message = _("Only its author can change a message.")
