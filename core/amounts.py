"""Amounts as people write them: with a comma or a point before the cents, and thousands in groups.

Nothing is guessed. One comma or point before three digits may part thousands or cents, so it is refused by
that sign, as is a sign that an amount does not need; `1,500.50` and `1 500` can mean one thing only.
"""

import re

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
SIGNED = re.compile(r"([+-]?)(.*)", re.DOTALL)


class UnclearSign(ValueError):
    """The text is no amount because of `sign`; empty when it is none at all."""

    def __init__(self, sign: str = "") -> None:
        super().__init__(sign)
        self.sign = sign


def plain_amount(text: str) -> str:
    """The same amount with a point and without groups, such as `1500.50`. Raises UnclearSign."""
    plus, rest = SIGNED.fullmatch(text.strip()).groups()  # type: ignore[union-attr]  # it fits any text
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
    """A currency, a letter or another script's digit is said as it stands."""
    for sign in rest:
        if not (sign.isascii() and sign.isdigit()) and sign not in GROUP_SIGNS:
            raise UnclearSign(sign)
    if not any(sign.isdigit() for sign in rest):
        raise UnclearSign


def _stands_apart(whole: str, rest: str) -> bool:
    """Whether the sign before the cents is another one than that between the groups."""
    return rest[len(whole)] not in whole


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
