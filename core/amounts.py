"""Amounts as people write them: with a comma or a point before the cents, and thousands in groups.

Nothing is guessed. One comma or point before three digits may part thousands or cents, so it is refused by
that sign, as is a sign that an amount does not need; `1,500.50` and `1 500` can mean one thing only.
Digits may be those of any script. The currency that the amount is in anyway may stand beside it.

`static/js/amounts.js` reads the same way while somebody types; `tests/amounts.py` holds both to it.
"""

import re
import unicodedata

from core.money import CURRENCIES, SIGNS, signs_of

BLANKS = " \u00a0\u2007\u2009\u202f"  # plain, no-break, figure, thin and narrow no-break
APOSTROPHES = "'’"
GROUP_SIGNS = f",.{APOSTROPHES}{BLANKS}"
# 1,234,567 · 1.234.567 · 1 234 567 · 1'234'567, and 12,34,567 as India writes it; never 0,500.
GROUPED = re.compile(
    rf"[1-9]\d{{0,2}}(?P<sign>[{GROUP_SIGNS}])\d{{3}}(?:(?P=sign)\d{{3}})*"
    rf"|[1-9]\d?(?:,\d{{2}})+,\d{{3}}"
)
DOUBTFUL = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")
WHOLE_AND_CENTS = re.compile(r"(.*?)(?:[.,]([0-9]*))?", re.DOTALL)
NO_CENTS = re.compile(r"(?<=[0-9])[.,]-+$")  # 40,-
# How other keyboards write the same signs; Arabic has a sign of its own for each of the two.
SAME_SIGNS = {
    "\uff0c": ",", "\uff0e": ".", "\u066b": ".", "\u066c": "'", "\uff07": "'", "\u02bc": "'", "\u3000": " ",
    "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-", "\uff0d": "-", "\uff0b": "+",
}  # fmt: skip
SIGNED = re.compile(r"([+-]?)(.*)", re.DOTALL)
_SYMBOL = "[$¢£¤¥\u20a0-\u20cf\uff04\uffe1\uffe5]"
_MARK = rf"(?P<mark>[^\W\d_]{{0,3}}{_SYMBOL}|[^\W\d_]+\.?)"
BEFORE = re.compile(rf"[+-]?(?P<cut>{_MARK}\s?)(?=[+-]?[.,]?\d)")
BEHIND = re.compile(rf"(?<=[\d.,–-])(?P<cut>\s?{_MARK})$")
CODE = re.compile("[A-Z]{3}")


class UnclearSign(ValueError):
    """The text is no amount because of `sign`; empty when it is none at all."""

    def __init__(self, sign: str = "") -> None:
        super().__init__(sign)
        self.sign = sign


class OtherCurrency(ValueError):
    """Beside the amount stands `mark`, which is none of its currency."""

    def __init__(self, mark: str) -> None:
        super().__init__(mark)
        self.mark = mark


def without_currency(text: str, currency: str) -> str:
    """The amount without the marks of its own currency, if any is known. Raises OtherCurrency."""
    written = _seen(text)
    if not currency:
        return written
    for place in (BEFORE.match, BEHIND.search):
        found = place(written)
        if found is None:
            continue
        if found["mark"].lower() in signs_of(currency):
            written = written[: found.start("cut")] + written[found.end("cut") :]
        elif _is_currency(found["mark"]):
            raise OtherCurrency(found["mark"])
    return written


def _is_currency(mark: str) -> bool:
    is_known = mark.lower() in SIGNS or mark.upper() in CURRENCIES
    return is_known or re.search(_SYMBOL, mark) is not None or CODE.fullmatch(mark) is not None


def _seen(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()


def plain_amount(text: str) -> str:
    """The same amount with a point and without groups, such as `1500.50`. Raises UnclearSign."""
    written = _seen(text)
    folded = "".join(map(_folded, written))
    try:
        return _plain(folded)
    except UnclearSign as unclear:
        raise UnclearSign(_as_written(unclear.sign, folded, written)) from unclear


def _folded(sign: str) -> str:
    if not sign.isascii() and sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return SAME_SIGNS.get(sign, sign)


def _as_written(sign: str, folded: str, written: str) -> str:
    """The sign, or the word that begins with it, in the text before it was folded."""
    at = folded.find(sign)
    word = re.match(r"[^\W\d_]+", written[at:])
    return word[0] if sign and word else written[at : at + len(sign)]


def _plain(text: str) -> str:
    plus, rest = SIGNED.fullmatch(text).groups()  # type: ignore[union-attr]  # it fits any text
    rest = NO_CENTS.sub("", rest)
    _refuse_other_signs(rest)
    if doubtful := DOUBTFUL.fullmatch(rest):
        raise UnclearSign(doubtful[1])
    if GROUPED.fullmatch(rest):
        return plus + _digits(rest)
    whole, cents = WHOLE_AND_CENTS.fullmatch(rest).groups()  # type: ignore[union-attr]  # likewise
    if GROUPED.fullmatch(whole) and cents is not None and _stands_apart(whole, rest):
        return f"{plus}{_digits(whole)}.{cents}"
    if re.fullmatch(r"[0-9]*", whole) and (whole or cents):
        return f"{plus}{whole}.{cents}" if cents else f"{plus}{whole}"
    raise UnclearSign(next((sign for sign in rest if not sign.isdigit()), ""))


def _refuse_other_signs(rest: str) -> None:
    """A currency or a letter is said as it stands."""
    if not any(sign.isdigit() for sign in rest):
        raise UnclearSign
    for sign in rest:
        if not (sign.isascii() and sign.isdigit()) and sign not in GROUP_SIGNS:
            raise UnclearSign(sign)


def _stands_apart(whole: str, rest: str) -> bool:
    """Whether the sign before the cents is another one than that between the groups."""
    return rest[len(whole)] not in whole


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
