"""What stands before and around the times of a pasted list: bullets, counted labels, signs of yes and no."""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from calendars.typed_words import Language

CROSSES = "❌❎✖✗✘✕🚫⛔🙅👎"
SHRUGS = "❓❔🤔🤷⁉"
ARROWS = "→⇒⇨➔➜➡⟶"
LEADING_ARROWS = re.compile(rf"(?m)^([\s>]*)[{ARROWS}‣]")
STRUCK = re.compile(r"~~(?P<words>[^~\n]+)~~")
COUNTED = re.compile(
    r"(?m)^(?P<quoted>[\s>]*)(?:\d{1,2}\ufe0f?\u20e3|[\u2460-\u249b\u2776-\u2793])"
)
NUMBER_OF_LINE = re.compile(r"(?m)^\s*(\d{1,2})\.\)?\s*")
TICKED = re.compile(r"(?mi)^[\s>*+-]*(?:\[x\]|[☑☒✅✔])")
UNTICKED = re.compile(r"(?m)^(?P<lead>[\s>*+-]*)(?:\[ ?\]|[☐⬜◻])")
JOINERS = "\ufe0f\u200d\u20e3"


def without_signs(text: str) -> str:
    """The text with blanks for its pictures; a cross says no, and so does what is struck out.

    An empty box says no beside one that is ticked. An arrow leads from what was to what is, unless it
    only leads a line.
    """
    if TICKED.search(text):
        text = UNTICKED.sub(r"\g<lead>not ", text)
    text = LEADING_ARROWS.sub(r"\1", COUNTED.sub(lambda found: found["quoted"], text))
    return "".join(map(_in_words, STRUCK.sub(r" not \g<words>, ", text)))


def _in_words(sign: str) -> str:
    if sign in CROSSES:
        return " not "
    if sign in SHRUGS:
        return " maybe "
    if sign in ARROWS:
        return " -> "
    is_picture = unicodedata.category(sign) in ("So", "Sk") and sign != "°"
    return " " if is_picture or sign in JOINERS else sign


def without_labels(text: str, language: Language) -> str:
    """A text in lower case without what only marks or counts its lines: "2) ", "#3", "session 3: "."""
    text = (NUMBER_OF_LINE if _counts_its_lines(text, language) else _marks(language)).sub("", text)
    text = _labels(language).sub("", text)
    return _labels_behind(language).sub("", text)


def _counts_its_lines(text: str, language: Language) -> bool:
    """Whether the lines begin with "1.", "2." and so on, and none of these is the first of November."""
    lines = [line for line in text.splitlines() if line.strip()]
    numbers = [int(found[1]) for line in lines if (found := NUMBER_OF_LINE.match(line))]
    ascends = all(later == one + 1 for one, later in pairwise(numbers))
    counted = len(numbers) == len(lines) > 1 and ascends
    return counted and not _numbered_month(language).search(text)


@cache
def _numbered_month(language: Language) -> re.Pattern[str]:
    """ "1. november", but not "1. nov 4"."""
    months = "|".join(language.months)
    return re.compile(
        rf"(?m)^\s*\d{{1,2}}\.\s*(?:{months})\b(?! \d{{1,2}}(?![\d:.h]| ?[ap]\.?m| uhr))"
    )


@cache
def _marks(language: Language) -> re.Pattern[str]:
    """ "- thu" and "2) fri", but not "2. november" and "1. 2. november"."""
    months, weekdays = "|".join(language.months), "|".join(language.weekdays)
    begins = _begins(language)
    marks = (
        r"[-–—•·*+>»›]+(?=\s)",
        r"\[[ x]?\]",
        r"[(\[]?\d{1,2}\.?[)\]]:?",
        r"[(\[]?[a-z][)\]]:?(?=\s)",
        r"[ivx]{2,4}[.)](?=\s)",
        r"#\d{1,3}[:.)]?(?=\s)",
        rf"\d{{1,2}}\.(?=\s)(?!\s*(?:(?:{months})\b|\d{{1,2}}\.\s))",
        rf"\d{{1,2}}\.(?=(?:{weekdays})\b)",
        rf"\d{{1,3}}:(?=\s+(?:{begins}|\d{{1,2}}[:h]\d\d))",
        rf"\d{{1,3}}(?:/|\t)(?=\s*{begins})",
        rf"\d{{1,3}} +[-–—=]+>?(?=\s+(?:{weekdays})\b)",
    )
    return re.compile(rf"(?mi)^\s*(?:(?:{'|'.join(marks)})\s*)+")


@cache
def _labels(language: Language) -> re.Pattern[str]:
    """ "session 3: " before what it names: its number counts and is no time."""
    months, begins = "|".join(language.months), _begins(language)
    signs = (
        r" ?[:=)]\s+(?=\S)",
        rf" ?\.\s+(?={begins})(?!(?:{months})\b(?! \d{{1,2}}(?![\d:.h])))",
        rf" +[-–—]+>? +(?={begins})",
        r"[ .:]*\n(?=\s*\S)",
    )
    counted = rf"{_label(language)}(?:\d{{1,3}}|[a-z]|{'|'.join(language.numbers)})"
    numbered = rf"(?:^\s*|(?<=[,;.] ))(?:{counted}|(?:no|nr)\.? ?\d{{1,3}})"
    return re.compile(rf"(?mi){numbered}(?:{'|'.join(signs)})")


@cache
def _labels_behind(language: Language) -> re.Pattern[str]:
    """ "thu 5pm (session 3)": the same behind it."""
    begins = r"(?<=\S) ?(?:[-–—,] |\(|for )(?:the )?"
    return re.compile(rf"(?mi){begins}{_label(language)}\d{{1,3}}\)?(?=\s*(?:$|[,;]))")


def _label(language: Language) -> str:
    return rf"(?:{'|'.join(language.labels)}) ?(?:#|no\.? ?|nr\.? ?)?"


def _begins(language: Language) -> str:
    """What an item of a list begins with, but for a number that may belong to the one before it."""
    return rf"(?:[^\W\d]|\d{{1,2}}\.? ?(?:{'|'.join(language.months)})\b|\d{{4}}-\d)"
