"""What a refusal must leave behind: nothing."""

from contextlib import contextmanager

import pytest

from core.errors import DomainError
from core.models import EventRecord


def event_names() -> list[str]:
    """Every event so far, oldest first."""
    return list(EventRecord.objects.order_by("id").values_list("name", flat=True))


@contextmanager
def refused(error: type[DomainError], row=None):
    """The block raises `error` and neither an event nor a change of `row` remains."""
    events, before = event_names(), columns(row)
    with pytest.raises(error) as caught:
        yield caught
    assert event_names() == events
    assert columns(row) == before


@contextmanager
def silent(row=None):
    """The block succeeds and neither an event nor a change of `row` remains."""
    events, before = event_names(), columns(row)
    yield
    assert event_names() == events
    assert columns(row) == before


def columns(row):
    return row and type(row).objects.filter(pk=row.pk).values().get()
