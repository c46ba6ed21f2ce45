"""Whole numbers as addresses, forms and programs send them."""

from typing import Final

BIGGEST: Final = 2**63 - 1  # what the column of an id holds
DIGITS_MOST: Final = len(str(BIGGEST))


def whole_number(sent: object) -> int | None:
    """The number that was sent, in digits or as JSON has it: from zero to what a column holds.

    None for anything else, also for `true`, for `1.0` and for digits of other scripts.
    """
    if isinstance(sent, str):
        is_number = sent.isascii() and sent.isdigit() and len(sent) <= DIGITS_MOST
        sent = int(sent) if is_number else None
    if not isinstance(sent, int) or isinstance(sent, bool):
        return None
    return sent if 0 <= sent <= BIGGEST else None
