"""Signs as readers count them: a letter with its accents, a family of emoji, a flag."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

JOINERS, EMOJI_JOINER = "\u200c\u200d", "\u200d"
SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
TAGGED = re.compile("[\U000e0020-\U000e007f]")
REGIONS = re.compile("[\U0001f1e6-\U0001f1ff]")
VIRAMA = 9  # the combining class of the signs that join two letters of India
ELLIPSIS = "…"


def graphemes(text: str) -> Iterator[str]:
    """The signs of the text, none of them in parts."""
    start = 0
    for end in range(1, len(text)):
        if not goes_on(text[start:end], text[end]):
            yield text[start:end]
            start = end
    if text:
        yield text[start:]


def shortened(text: str, most: int) -> str:
    """The text with so many signs at most, of which the last is “…” where something was left out."""
    if len(text) <= most:
        return text
    first = list(islice(graphemes(text), most + 1))
    if len(first) <= most:
        return text
    return "".join(first[: most - 1]).rstrip() + ELLIPSIS


def goes_on(sign: str, following: str) -> bool:
    """Whether what follows belongs to this sign: an accent, a joined letter, a part of an emoji."""
    if following in JOINERS or SKIN_TONES.match(following) or TAGGED.match(following):
        return True
    if REGIONS.fullmatch(sign):
        return REGIONS.fullmatch(following) is not None
    joined = sign[-1] == EMOJI_JOINER or unicodedata.combining(sign[-1]) == VIRAMA
    return joined or unicodedata.category(following)[0] == "M"
