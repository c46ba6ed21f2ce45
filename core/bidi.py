"""What people wrote, within sentences of ours: a word that runs the other way must not turn them round."""

import unicodedata
from functools import cache

from django.utils.translation import get_language, get_language_bidi

# Invisible, and valid wherever text is: pages, attributes, subjects of mails, toasts, calendars.
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def isolated(text: str) -> str:
    """The text for a place within a sentence; the same text where nothing could turn round."""
    if not _turns(text) or text.startswith(FIRST_STRONG_ISOLATE):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def without_isolates(text: str) -> str:
    return text.replace(FIRST_STRONG_ISOLATE, "").replace(POP_ISOLATE, "")


@cache
def _is_right_to_left(_language: str | None) -> bool:
    """Of the active language; Django asks its settings anew each time."""
    return get_language_bidi()


def _turns(text: str) -> bool:
    if _is_right_to_left(get_language()):
        return bool(text)
    return not text.isascii() and any(
        unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in text
    )
