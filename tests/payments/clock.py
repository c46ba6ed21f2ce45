"""A clock that stands, until a test puts it and the sandbox's own ahead together."""

from datetime import UTC, datetime, timedelta

from tests.sandbox.house import House


class Clock:
    """The sandbox's time when the test began. Its own goes on meanwhile, so no test may compare the two."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._at = datetime.fromtimestamp(house.now(), UTC)

    def __call__(self) -> datetime:
        return self._at

    def go_on(self, **spans: int) -> None:
        span = timedelta(**spans)
        self._house.go_on(int(span.total_seconds()))
        self._at += span
