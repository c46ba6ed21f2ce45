"""What a test committed is gone after it, and what the migrations made is there."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import TransactionTestCase

from tests import emptied
from tests.factories import NOW, active_contract, confirmed_session
from tests.payments.test_ledger import booked
from tests.stack.test_kept import everything

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def migrated():
    return everything()


def empty():
    emptied.empty(TransactionTestCase())


def test_a_contract_its_session_and_their_talk_are_gone(migrated, student, coach):
    session = active_contract(student, coach).sessions.first()
    confirmed_session(session, starts_at=NOW + timedelta(days=2))
    assert everything() != migrated
    empty()
    assert everything() == migrated


@pytest.mark.postgres
def test_what_is_booked_is_gone_though_nobody_may_delete_it(migrated):
    with transaction.atomic():
        booked()
    empty()
    assert everything() == migrated


def test_a_permission_that_was_deleted_is_there_again(migrated, student):
    kept = set(Permission.objects.values_list("codename", flat=True))
    Permission.objects.filter(codename="add_user").delete()
    empty()
    assert set(Permission.objects.values_list("codename", flat=True)) == kept
    assert emptied.tables_with_rows() == emptied.migrated.keys()


def test_a_database_in_which_nothing_was_written_is_left_alone(django_assert_max_num_queries):
    with django_assert_max_num_queries(
        5
    ):  # asks for tables, for rows, and for what the migrations made
        empty()
