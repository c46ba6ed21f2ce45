"""Outline icons of the heroicons set as inline SVG."""

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'  # for files of their own


@lru_cache(maxsize=512)
def outline_icon(name: str, *, small: bool = False, mirrored: bool = False) -> SafeString:
    """For the eye only: its control carries the words. Raises KeyError for a name that the set lacks."""
    pixels = 16 if small else 20
    head, _end, paths = _archive().read(f"outline/{name}.svg").decode().partition(">")
    attributes: dict[str, str | int] = {"width": pixels, "height": pixels, "class": "icon"}
    attributes |= {"data-size": "small"} if small else {}
    attributes |= {"data-mirror": ""} if mirrored else {}
    told = format_html_join("", ' {}="{}"', attributes.items())
    lines = "".join(map(str.strip, paths.splitlines()))
    return mark_safe(f"{head.replace(NAMESPACE, '')}{told}>{lines}")  # noqa: S308


@cache
def _archive() -> ZipFile:
    """Kept, in memory: to read its table of contents takes longer than to draw a page."""
    return ZipFile(BytesIO((files("heroicons") / "heroicons.zip").read_bytes()))
