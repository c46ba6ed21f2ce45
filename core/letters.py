"""Letters as every search takes them, and the pieces of a text: words, and runs without blanks."""

import re
import unicodedata

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘‛ʼʻʹ`´＇′׳", "'"))
# Letters that no normalisation takes apart.
_SPELLED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    # Arabic letters that keyboards and hurried writers take for each other, and Persian ones beside them.
    | {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "٬": ",", "٫": "."}
)
# Letters that people without them write as two.
_WRITTEN_AS_TWO = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
    | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
# Accents, points of vowels, the stretched line of Arabic, the dot under letters of Hindi, and what is not
# seen at all.
_LEFT_OUT = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u093c\u180b-\u180f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f"
    "\ufe20-\ufe2f\ufeff"
)
# Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1050-\u109f\u1100-\u11ff\u1780-\u17d3"
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
# The vowel signs of India and Tibet belong to their words, though they are no letters.
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[\u0900-\u0963\u0971-\u0df3\u0f71-\u0f84\u0f8d-\u0fbc])"
_DROPPED = re.compile(f"[{_LEFT_OUT}]+")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
# “.NET” and “C++” are words of their own, also in C++20; the dot behind a word belongs to no name.
PIECE = re.compile(
    rf"(?P<run>[{_UNSPACED}]+)|(?P<dot>(?<![\w.])\.(?=[^\W\d_{_UNSPACED}]))?"
    rf"(?P<word>{_LETTER}+(?:'{_LETTER}+)*)(?P<sign>(?:\+\+|#)(?=[0-9])|[+#]+(?!{_LETTER}))?"
)
# A sign with what continues it: its accents, the voicing of half-width kana, the parts of a Korean syllable.
CLUSTER = re.compile(rf".[{_LEFT_OUT}\u3099\u309a\uff9e\uff9f\u1160-\u11ff]*", re.DOTALL)


def folded(text: str) -> str:
    """The text with every difference taken out that no search makes."""
    if text.isascii():
        return text.lower().replace("`", "'")
    apart = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", apart)).translate(_SPELLED)
    return _OTHER_DIGIT.sub(_plain_digit, unicodedata.normalize("NFC", plain))


def written_as_two(text: str) -> str:
    """The text as people write it whose keyboard has no ä, ö, ü, ø and å: Mueller, Soeren, Aalborg."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).translate(_WRITTEN_AS_TWO)


def _plain_digit(digit: re.Match[str]) -> str:
    return str(unicodedata.decimal(digit[0]))
