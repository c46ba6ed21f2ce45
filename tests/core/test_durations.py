"""Nobody reads a quarter of an hour as 0.25."""

import pytest

from core.durations import duration_text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (45, "45 min"), (60, "1 h"), (495, "8 h 15 min"), (540, "9 h")],
)
def test_a_span_is_said_in_hours_and_minutes(minutes, words):
    assert duration_text(minutes) == words
