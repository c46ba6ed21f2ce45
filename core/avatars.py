"""How a person is shown without a picture: the first letters of the name, in a colour that it keeps."""

from functools import lru_cache
from zlib import crc32

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

HUES = 8


@lru_cache(maxsize=4096)
def avatar(name: str, size: str = "", presence: str = "") -> SafeString:
    """The component, drawn once for a name: a long page shows the same few people on every line."""
    parts = {"hue": hue(name), "initials": initials(name), "size": size, "presence": presence}
    return mark_safe(render_to_string("components/avatar.html", parts).strip())  # noqa: S308


def hue(name: str) -> int:
    """Always the same one for a name, 0 to 7."""
    return crc32(name.encode()) % HUES


def initials(name: str) -> str:
    """First letters of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
