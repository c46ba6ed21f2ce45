"""Slips of the pen in the long words of days: "thrusday", "tomorow"."""

import re
from functools import cache

from calendars.typed_words import Language

WORD = re.compile(r"[a-z]{5,12}")


def respelled(text: str, language: Language) -> str:
    """A text in lower case with those words as they are meant, in capitals because that is guessed."""
    return WORD.sub(lambda found: _meant(found.group(), language), text)


@cache
def _known(language: Language) -> re.Pattern[str]:
    return re.compile("|".join((*language.weekdays, *language.months)))


def _meant(word: str, language: Language) -> str:
    if word in language.slips:
        return language.slips[word].upper()
    if word in language.spelled or _known(language).fullmatch(word.removesuffix("s")):
        return word
    meant = [right for right in language.spelled if _is_a_slip(word, right)]
    return meant[0].upper() if len(meant) == 1 else word


def _is_a_slip(word: str, right: str) -> bool:
    """Whether one letter is missing, doubled or another, or two have changed places; never the first."""
    if word[0] != right[0] or abs(len(word) - len(right)) > 1:
        return False
    while word and right and word[0] == right[0]:
        word, right = word[1:], right[1:]
    while word and right and word[-1] == right[-1]:
        word, right = word[:-1], right[:-1]
    return max(len(word), len(right)) == 1 or (len(word) == 2 and word == right[::-1])
