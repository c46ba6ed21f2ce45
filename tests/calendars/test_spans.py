"""What the arithmetic of spans says is what counting minute by minute says."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.spans import MINUTE, Span, difference, intersection, total_minutes, union

BEGINNING = datetime(2026, 11, 3, tzinfo=UTC)
LAST = 60


def span(first: int, last: int) -> Span:
    return Span(BEGINNING + first * MINUTE, BEGINNING + last * MINUTE)


def minutes_of(spans) -> set[int]:
    """Every minute that begins in one of them."""
    return {
        n for n in range(-LAST, 2 * LAST)
        if any(each.starts_at <= BEGINNING + n * MINUTE < each.ends_at for each in spans)
    }  # fmt: skip


def are_apart(spans) -> bool:
    bounds = [at for each in spans for at in each]
    return all(earlier < later for earlier, later in pairwise(bounds))


SPAN = (
    st.tuples(st.integers(0, LAST), st.integers(0, LAST))
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: span(*pair))
)
SPANS = st.lists(SPAN, max_size=8)


@given(SPANS)
def test_the_union_is_every_minute_once_and_none_touches_another(spans):
    found = union(spans)

    assert minutes_of(found) == minutes_of(spans)
    assert are_apart(found)
    assert union(found) == found


@given(SPANS, SPANS)
def test_the_intersection_is_every_minute_of_both(first, second):
    found = intersection(union(first), union(second))

    assert minutes_of(found) == minutes_of(first) & minutes_of(second)
    assert are_apart(found)


@given(SPANS, SPANS)
def test_the_difference_is_every_minute_that_is_not_taken(spans, taken):
    found = difference(union(spans), union(taken))

    assert minutes_of(found) == minutes_of(spans) - minutes_of(taken)
    assert are_apart(found)


@given(SPANS, SPANS)
def test_what_is_taken_and_what_is_left_are_the_whole(spans, taken):
    whole, busy = union(spans), union(taken)
    assert union([*difference(whole, busy), *intersection(whole, busy)]) == whole


@given(SPANS)
def test_the_minutes_of_a_union_are_as_many_as_can_be_counted(spans):
    assert total_minutes(union(spans)) == len(minutes_of(spans))


@given(SPAN, SPAN)
def test_two_spans_overlap_when_they_share_a_minute(one, other):
    shared = minutes_of([one]) & minutes_of([other])

    assert one.overlaps(other) is other.overlaps(one) is bool(shared)
    assert one.covers(other) is (shared == minutes_of([other]))


@given(SPAN, st.integers(0, 30))
def test_a_buffer_adds_its_minutes_on_either_side(one, minutes):
    wide = one.with_buffer(timedelta(minutes=minutes))

    assert wide.covers(one)
    assert wide.minutes == one.minutes + 2 * minutes


@pytest.mark.parametrize("apart", [0, 1])
def test_back_to_back_is_no_overlap(apart):
    assert not span(0, 10).overlaps(span(10 + apart, 20))
