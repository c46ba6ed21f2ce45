from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.prices import session_price, split


@pytest.mark.parametrize(
    ("rate", "minutes", "price"),
    [("60", 45, "45.00"), ("33.33", 30, "16.67"), ("50.01", 30, "25.01"), ("10", 15, "2.50")],
)
def test_a_session_costs_its_share_of_the_hour_rounded_half_up(rate, minutes, price):
    assert session_price(hourly_rate=Decimal(rate), duration_minutes=minutes) == Decimal(price)


@given(st.decimals(min_value="0", max_value="99999999.99", places=2))
def test_fee_and_share_add_up_to_the_cent(amount):
    parts = split(amount)
    assert parts.fee + parts.coach_share == amount
    assert abs(parts.fee - amount * 15 / 100) <= Decimal("0.005")
