"""How a person is shown without a picture: the first letters of the name, in a colour that it keeps."""

import re
import unicodedata
from functools import lru_cache
from zlib import crc32

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.bidi import without_isolates
from core.texts import is_seen

HUES = 8
JOINERS, EMOJI_JOINER = "\u200c\u200d", "\u200d"
SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
TAGGED = re.compile("[\U000e0020-\U000e007f]")
REGIONS = re.compile("[\U0001f1e6-\U0001f1ff]")
VIRAMA = 9  # the combining class of the signs that join two letters of India


@lru_cache(maxsize=4096)
def avatar(name: str, size: str = "", presence: str = "") -> SafeString:
    """The component, drawn once for a name: a long page shows the same few people on every line."""
    parts = {"hue": hue(name), "initials": initials(name), "size": size, "presence": presence}
    return mark_safe(render_to_string("components/avatar.html", parts).strip())  # noqa: S308


def hue(name: str) -> int:
    """Always the same one for a name, 0 to 7."""
    return crc32(without_isolates(name).encode()) % HUES


def initials(name: str) -> str:
    """The first signs of the first and the last word that have something to see."""
    signs = [sign for word in without_isolates(name).split() if (sign := _first_sign(word))]
    return "".join(signs[:1] + signs[1:][-1:]) or "?"


def _first_sign(word: str) -> str:
    """What a reader takes for the first letter, with its accents; punctuation only if there is no other."""
    places = [place for place, sign in enumerate(word) if is_seen(sign)]
    letters = (place for place in places if not _is_mark(word[place]))
    start = next(letters, places[0] if places else None)
    if start is None:
        return ""
    end = start + 1
    while end < len(word) and _goes_on(word[start:end], word[end]):
        end += 1
    sign = word[start:end]
    return sign.upper() if len(sign.upper()) == len(sign) else sign


def _is_mark(sign: str) -> bool:
    """Punctuation, or a letter that stands for an apostrophe, as in ʻOkina and ʿAlī."""
    return unicodedata.category(sign)[0] == "P" or "\u02b9" <= sign <= "\u02df"


def _goes_on(sign: str, following: str) -> bool:
    """Whether what follows belongs to this sign: an accent, a joined letter, a part of an emoji."""
    if following in JOINERS or SKIN_TONES.match(following) or TAGGED.match(following):
        return True
    if REGIONS.fullmatch(sign):
        return REGIONS.fullmatch(following) is not None
    joined = sign[-1] == EMOJI_JOINER or unicodedata.combining(sign[-1]) == VIRAMA
    return joined or unicodedata.category(following)[0] == "M"
