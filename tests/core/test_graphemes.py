"""A text is cut between signs, never within one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.graphemes import graphemes, shortened

ONE_SIGN = ["é", "e\u0301\u0323", "👨‍👩‍👧", "👍🏽", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "क्षि", "กำ"[0], "שָׁ", "葛\U000e0100"]


@pytest.mark.parametrize("sign", ONE_SIGN)
def test_what_belongs_together_is_one_sign(sign):
    assert list(graphemes(f"a{sign}b{sign}{sign}")) == ["a", sign, "b", sign, sign]
    assert shortened(sign * 9, 3) == f"{sign}{sign}…"


@pytest.mark.parametrize(
    ("text", "short"),
    [("", ""), ("abc", "abc"), ("abcd", "ab…"), ("a bcd", "a…"), ("🇩🇪🇫🇷🇪🇸", "🇩🇪🇫🇷🇪🇸")],
)
def test_what_fits_stays_whole(text, short):
    assert shortened(text, 3) == short


@given(st.text(), st.integers(1, 30))
def test_any_text_is_the_sum_of_its_signs_and_no_longer_than_asked(text, most):
    assert "".join(graphemes(text)) == text
    short = shortened(text, most)
    assert len(list(graphemes(short))) <= most
    assert text.startswith(short.removesuffix("…"))
