from decimal import Decimal

from core.money import share


def test_half_a_cent_is_rounded_up():
    assert share(Decimal("0.10"), percent=15) == Decimal("0.02")
