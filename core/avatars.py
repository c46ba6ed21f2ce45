"""How a person is shown: by a picture, else by the first letters of the name in a colour that it keeps."""

import unicodedata
from functools import lru_cache
from zlib import crc32

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.bidi import without_isolates
from core.graphemes import goes_on
from core.texts import is_seen

HUES = 8


@lru_cache(maxsize=4096)
def avatar(name: str, size: str = "", presence: str = "", picture: str = "") -> SafeString:
    """The component, drawn once for a name: a long page shows the same few people on every line.

    `picture` is the person's, by which `files` knows it.
    """
    parts = {"hue": hue(name), "initials": initials(name), "size": size, "presence": presence}
    parts["picture"] = picture
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
    while end < len(word) and goes_on(word[start:end], word[end]):
        end += 1
    sign = word[start:end]
    return sign.upper() if len(sign.upper()) == len(sign) else sign


def _is_mark(sign: str) -> bool:
    """Punctuation, or a letter that stands for an apostrophe, as in ʻOkina and ʿAlī."""
    return unicodedata.category(sign)[0] == "P" or "\u02b9" <= sign <= "\u02df"
