"""What `tests/kept.py` puts back is what would have been built, and it is built whenever that is in doubt."""

from dataclasses import replace
from datetime import timedelta
from unittest import mock
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction

from accounts.models import User
from chat.models import Entry
from chat.timeline.append import append
from chat.timeline.at_once import SKIPPING
from chat.timeline.numbers import conversation_for
from chat.timeline.statements import NewMessage
from chat.workspace.searching import find_messages
from core.models import EventRecord
from marketplace.models import LearningRequest
from tests import factories, kept
from tests.factories import NOW

DAY = timedelta(days=1)
LAYOUT = {"chat_entry_search_data", "chat_entry_search_idx"}
pytestmark = pytest.mark.django_db


def everything():
    """All rows of all tables, but for how SQLite lays its index of words out."""
    with connection.cursor() as cursor:
        found = {}
        for table in set(connection.introspection.table_names(cursor)) - LAYOUT:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
        return found


@pytest.fixture
def in_a_new_test():
    """Undo all that was written, as between two tests."""
    start = transaction.savepoint()

    def undo():
        transaction.savepoint_rollback(start)
        kept.shelf.standing = kept.shelf.empty

    kept.shelf.forget()
    undo()
    return undo


@pytest.fixture
def built():
    """The names for which `make` was really gone through."""
    return []


@pytest.fixture
def make(built):
    """A kept factory of students."""

    @kept.kept
    def make(name="Sofia", **fields):
        built.append(name)
        return factories.make_student(name, **fields)

    return make


def a_contract():
    return factories.active_contract(factories.make_student(), factories.make_coach())


def a_moved_calendar():
    contract = a_contract()
    factories.opens_every_day(contract.coach)
    first, second, third = contract.sessions.order_by("number")[:3]
    factories.completed_session(first, starts_at=NOW + DAY)
    factories.confirmed_session(second, starts_at=NOW + 2 * DAY)
    return factories.scheduled_session(third, starts_at=NOW + 3 * DAY)


def a_decided_dispute():
    staff = factories.make_user("Stella Staff", is_staff=True)
    first = a_contract().sessions.get(number=1)
    return factories.resolved_session(first, staff=staff, starts_at=NOW + DAY, outcome="completed")


@kept.kept
def a_conversation(student, coach):
    """Messages are written by statements of our own."""
    with transaction.atomic():
        conversation = conversation_for(student_id=student.pk, coach_id=coach.pk, now=NOW)
    said = NewMessage(
        conversation_id=conversation.pk,
        author_id=student.pk,
        client_id=UUID(int=1),
        body="Hello",
        at=NOW,
        reply_to_seq=None,
    )
    append([said, replace(said, author_id=coach.pk, client_id=UUID(int=2))])
    assert Entry.objects.count() == 2
    return conversation


def two_messages():
    return a_conversation(factories.make_student(), factories.make_coach())


@pytest.mark.parametrize("tell", [a_contract, a_moved_calendar, a_decided_dispute, two_messages])
def test_what_is_put_back_is_what_was_built(tell, in_a_new_test):
    built = tell()
    rows, fields = everything(), {name: built.__dict__[name] for name in field_names(built)}
    in_a_new_test()

    again = tell()

    assert kept.shelf.standing is not None
    assert everything() == rows
    assert {name: again.__dict__[name] for name in field_names(again)} == fields
    assert again is not built


def test_messages_that_were_put_back_are_found(in_a_new_test):
    two_messages()
    in_a_new_test()
    conversation = two_messages()
    assert len(find_messages(conversation.student, "hello")) == 2


def test_new_rows_follow_those_that_were_put_back(in_a_new_test):
    a_contract()
    in_a_new_test()
    contract = a_contract()

    later = factories.active_contract(contract.student, contract.coach)

    assert later.pk > contract.pk
    assert EventRecord.objects.latest("pk").happened_at == NOW


def test_an_answer_hangs_together_with_the_arguments_as_ever(in_a_new_test):
    @kept.kept
    def rename(person):
        person.display_name = "Sonja"
        person.save()
        return [person]

    rename(factories.make_student())
    in_a_new_test()
    student = factories.make_student()

    (answered,) = rename(student)

    assert answered is student
    assert student.display_name == "Sonja" == User.objects.get().display_name


def test_what_was_to_follow_the_commit_follows_it(
    in_a_new_test, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as first:
        a_contract()
    in_a_new_test()

    with django_capture_on_commit_callbacks() as second:
        a_contract()

    assert len(first) == len(second) > 0


def test_the_same_call_builds_once(make, built, in_a_new_test):
    make()
    in_a_new_test()
    make()
    assert built == ["Sofia"]


def test_a_long_story_is_kept_up_to_its_first_steps(make, built, in_a_new_test):
    with mock.patch.object(kept, "STEPS_MOST", 2):
        for _again in range(2):
            for name in ("Ana", "Bo", "Cy"):
                make(name)
            in_a_new_test()
    assert built == ["Ana", "Bo", "Cy", "Cy"]


def test_another_call_builds(make, built, in_a_new_test):
    make()
    in_a_new_test()
    make(timezone="Asia/Tokyo")
    assert built == ["Sofia", "Sofia"]


def test_a_write_of_ones_own_makes_the_next_call_build(make, built, in_a_new_test):
    make()
    in_a_new_test()
    make("Omar")
    User.objects.update(display_name="Somebody")
    make()
    assert built == ["Sofia", "Omar", "Sofia"]


def test_inside_a_transaction_of_the_test_it_is_built(make, built, in_a_new_test):
    make()
    in_a_new_test()
    with transaction.atomic():
        make()
    assert built == ["Sofia", "Sofia"]


def test_where_something_is_patched_it_is_built(make, built, in_a_new_test, monkeypatch):
    make()
    in_a_new_test()
    monkeypatch.setattr(LearningRequest, "note", "patched", raising=False)
    make()
    assert built == ["Sofia", "Sofia"]


@pytest.fixture
def patched(monkeypatch):
    monkeypatch.setattr(LearningRequest, "note", "patched", raising=False)


@pytest.fixture
def made_after(patched, make):
    return make()


def test_where_another_fixture_patched_something_it_is_built(built, made_after, make):
    make("Omar")
    assert kept.shelf.standing is None


def test_where_a_setting_is_changed_it_is_built(make, built, in_a_new_test, settings):
    make()
    in_a_new_test()
    settings.SITE_URL = "https://elsewhere.test"
    make()
    assert built == ["Sofia", "Sofia"]


def test_at_another_hour_it_is_built(make, built, in_a_new_test):
    make()
    in_a_new_test()
    for hour in (9, 10, 9):
        with time_machine.travel(NOW.replace(hour=hour), tick=False):
            assert make().date_joined.hour == hour
        in_a_new_test()
    assert built == ["Sofia", "Sofia", "Sofia"]


def test_an_argument_that_cannot_be_compared_makes_it_build(built, in_a_new_test):
    @kept.kept
    def remember(what):
        built.append(what())

    for _ in range(2):
        remember(lambda: "Sofia")
        in_a_new_test()
    assert built == ["Sofia", "Sofia"]


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_builds(make, built):
    make()
    assert built == ["Sofia"]
    assert kept.shelf.empty.next == {}


def field_names(row):
    return [each.attname for each in row._meta.concrete_fields]


@pytest.mark.once
@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "chat_entry" VALUES (1)', {"chat_entry"}),
        ('SELECT 1 FROM "chat_entry" FOR NO KEY UPDATE OF "chat_entry"', set()),
        ("\nWITH a AS (SELECT 1 FROM b FOR NO KEY UPDATE OF b) SELECT 1 FROM a", set()),
        ("WITH a AS (SELECT 1), b AS (UPDATE c SET d = 1) INSERT INTO e SELECT 1", {"c", "e"}),
        (SKIPPING, {"chat_entry", "chat_conversation", "chat_participant"}),
    ],
)
def test_what_a_statement_writes_is_read_from_it(sql, tables):
    assert kept._tables_written(sql) == tables
