"""What overlaps stands side by side, as far as there is room."""

from datetime import UTC, datetime, timedelta

from calendars.lanes import Lane, in_lanes
from calendars.spans import Span

NINE = datetime(2026, 11, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hours(first, last):
    return Span(NINE + first * HOUR, NINE + last * HOUR)


def test_as_many_as_there_are_lanes_have_one_each():
    found = in_lanes([hours(0, 2), hours(1, 3), hours(3, 4)], most=2)

    assert [lane for _span, lane in found.placed] == [Lane(0, 2), Lane(1, 2), Lane(0, 1)]
    assert found.crowds == []


def test_the_rest_is_counted_in_the_last_lane_and_nothing_lies_on_anything():
    found = in_lanes([hours(0, 4)] * 20, most=5)

    assert [lane.number for _span, lane in found.placed] == [0, 1, 2, 3]
    ((crowd, lane),) = found.crowds
    assert (crowd.span, crowd.many) == (hours(0, 4), 16)
    assert lane == Lane(4, 5)


def test_what_is_not_together_is_counted_apart():
    many = [hours(-1, 9), hours(-1, 9), hours(0, 1), hours(0, 1), hours(5, 6), hours(5, 6)]

    found = in_lanes(many, most=3)

    assert [(crowd.span, crowd.many) for crowd, _lane in found.crowds] == [
        (hours(0, 1), 2),
        (hours(5, 6), 2),
    ]
