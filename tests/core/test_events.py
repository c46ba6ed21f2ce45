from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from django.db import transaction

from core import events
from core.events import Event, NotInTransaction, after_commit, record
from core.models import AppendOnly, EventRecord

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    stream_field: ClassVar[str] = "lamp_id"
    lamp_id: int
    colour: str


class BlueLampLit(LampLit):
    pass


@dataclass(frozen=True, kw_only=True)
class SafeOpened(LampLit):
    secret_fields: ClassVar[frozenset[str]] = frozenset({"code"})
    code: str


def lit() -> LampLit:
    return LampLit(at=AT, actor_id=None, lamp_id=7, colour="red")


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(events, "_receivers", type(events._receivers)(list))
    return []


@pytest.mark.django_db
def test_an_event_is_kept_with_its_plain_values():
    with transaction.atomic():
        record(lit())
    row = EventRecord.objects.about("lamp:7").get()
    assert (row.name, row.happened_at, row.actor_id) == ("tests.LampLit", AT, None)
    assert row.payload == {"lamp_id": 7, "colour": "red"}


@pytest.mark.django_db
def test_a_secret_reaches_the_receivers_and_never_the_audit_trail(heard):
    events.on(SafeOpened)(lambda event, row: heard.append(event.code))
    with transaction.atomic():
        record(SafeOpened(at=AT, actor_id=None, lamp_id=7, colour="red", code="1234"))
    assert heard == ["1234"]
    assert EventRecord.objects.get().payload == {"lamp_id": 7, "colour": "red"}


@pytest.mark.django_db
def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(NotInTransaction):
        record(lit())
    assert not EventRecord.objects.exists()


@pytest.mark.django_db
def test_receivers_of_exactly_that_class_are_told_in_order(heard):
    events.on(LampLit)(lambda event, row: heard.append(("first", event.colour, row.pk)))
    events.on(LampLit)(lambda event, row: heard.append(("second", event.colour, row.pk)))
    events.on(BlueLampLit)(lambda event, row: heard.append(("other",)))
    with transaction.atomic():
        row = record(lit())
    assert heard == [("first", "red", row.pk), ("second", "red", row.pk)]


@pytest.mark.django_db
def test_a_failing_receiver_takes_the_whole_change_back(heard):
    def fail(event, row):
        raise ZeroDivisionError

    events.on(LampLit)(fail)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(lit())
    assert not EventRecord.objects.exists()


@pytest.mark.django_db
def test_history_is_never_changed_or_deleted():
    with transaction.atomic():
        row = record(lit())
    with pytest.raises(AppendOnly):
        EventRecord.objects.all().update(name="other")
    with pytest.raises(AppendOnly):
        EventRecord.objects.all().delete()
    with pytest.raises(AppendOnly):
        row.delete()


@pytest.mark.django_db(transaction=True)
def test_a_failure_after_the_commit_is_logged_and_later_steps_still_run(heard, caplog):
    def fail():
        raise ZeroDivisionError

    with transaction.atomic():
        after_commit(fail)
        after_commit(lambda: heard.append("ran"))
    assert heard == ["ran"]
    assert "after-commit step failed" in caplog.text
