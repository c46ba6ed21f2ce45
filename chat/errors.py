"""Refusals of the conversation."""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, NotAllowed, NotPossibleNow
from core.texts import NOT_KEPT, NOTHING_TO_SEE


class EmptyMessage(Invalid):
    code = "empty_message"
    message = NOTHING_TO_SEE


class MessageTooLong(Invalid):
    code = "message_too_long"
    message = _("A message has at most 4,000 characters. Nothing was sent; your text is kept.")


class UnreadableText(Invalid):
    code = "unreadable_text"
    message = NOT_KEPT


class NothingToAnswer(Invalid):
    code = "nothing_to_answer"
    gives_back = ("body",)
    message = _(
        "The message you answer is not there any more. Nothing was sent; you can send your text without it."
    )


class FilesNotThere(Invalid):
    code = "files_not_there"
    gives_back = ("body",)
    message = _("A file of this message is not there any more. Nothing was sent; choose it again.")


class KeyOfAnother(NotPossibleNow):
    code = "key_of_another"
    gives_back = ("body",)
    message = _("This key belongs to another message of yours. Nothing was sent.")


class NotInConversation(NotAllowed):
    code = "not_in_conversation"
    message = _("This conversation is not open to you.")


class MessageGone(NotPossibleNow):
    code = "message_gone"
    message = _("This message was deleted.")


class NotYourMessage(NotAllowed):
    code = "not_your_message"
    message = _("Only its author can change a message.")
