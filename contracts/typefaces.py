"""The typefaces of the record: one for most people's letters, and others for what it lacks."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# They show nothing of their own; whether letters around them join depends on them.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16}"


@dataclass(frozen=True)
class Typeface:
    """A font file; `name` is what a document calls it."""

    name: str
    path: Path


def _typeface(path: Path) -> Typeface:
    return Typeface(path.stem.partition("[")[0].lower(), path)


def _folder(package: str) -> Path:
    return Path(str(files(package)))


_NOTO = _folder("manimgx_fonts")
# Latin, Greek and Cyrillic.
MAIN = _typeface(_NOTO / "NotoSans[wght].ttf")
# The one of Chinese, Japanese and Korean is the largest by far, so it is asked last.
OTHERS = (
    *map(_typeface, sorted(_NOTO.glob("NotoSans[A-Z]*.ttf"))),
    _typeface(_NOTO / "NotoEmoji[wght].ttf"),
    _typeface(_folder("noto_cjk_sans_jp_regular") / "NotoSansCJKjp-Regular.otf"),
)


def typefaces_for(text: str) -> list[Typeface]:
    """The others that the text needs."""
    needed, missing = [], _unknown_to_main(text)
    for typeface in OTHERS:
        if not missing:
            break
        if found := missing & _letters(typeface):
            needed.append(typeface)
            missing -= found
    return needed


def writable(text: str) -> str:
    """The text with a visible sign in the place of each letter that no typeface has."""
    missing = _unknown_to_main(text)
    for typeface in typefaces_for(text):
        missing -= _letters(typeface)
    return text.translate({letter: _stand_in(letter) for letter in missing})


def _stand_in(letter: int) -> str:
    """What has nothing to see, is nothing or a space; a letter in fancy dress is the plain one."""
    plain = unicodedata.normalize("NFKC", chr(letter))
    if not set(map(ord, plain)) - _letters(MAIN):
        return plain
    return {"Cf": "", "Cc": " "}.get(unicodedata.category(chr(letter)), REPLACEMENT)


def _unknown_to_main(text: str) -> set[int]:
    return set(map(ord, text)) - _letters(MAIN) - {ord("\n"), *map(ord, JOINERS)}


@cache
def _letters(typeface: Typeface) -> frozenset[int]:
    with TTFont(typeface.path, lazy=True) as font:
        return frozenset(font.getBestCmap())
