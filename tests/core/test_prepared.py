"""A statement that is made once answers each person and each instant for itself."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from accounts.models import User
from core.among import Among
from core.pending import ME, MY_NAME, NOW
from core.prepared import Statement
from marketplace.models import LearningRequest
from tests.factories import NOW as THEN
from tests.factories import open_request

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_same_statement_answers_each_person_and_instant(
    student, other_student, django_assert_num_queries
):
    mine, theirs = open_request(student), open_request(other_student, now=THEN + DAY)
    fresh = LearningRequest.objects.filter(student=ME, last_activity_at__gt=NOW.ago(2 * DAY))
    statement = Statement.of(fresh.values_list("pk", "budget", "last_activity_at", MY_NAME))

    def told(person, now):
        return statement.rows({"me": person.pk, "my_name": person.display_name, "now": now})

    with django_assert_num_queries(4):
        assert told(student, THEN) == [
            (mine.pk, mine.budget, mine.last_activity_at, student.display_name)
        ]
        assert told(student, THEN + 2 * DAY) == []
        assert told(other_student, THEN + 2 * DAY) == [
            (theirs.pk, theirs.budget, theirs.last_activity_at, other_student.display_name)
        ]
        assert told(other_student, THEN + 3 * DAY) == []


def test_a_value_that_is_missing_is_an_error_and_not_everybody(student):
    statement = Statement.of(User.objects.filter(pk=ME).values_list("pk", F("email")))
    with pytest.raises(KeyError):
        statement.rows({"now": THEN})


@pytest.mark.postgres
def test_postgresql_plans_a_statement_once_for_all_people_and_sees_its_constants(
    student, other_student
):
    open_ones = LearningRequest.objects.filter(student=ME, status="open")
    statement = Statement.of(open_ones.values_list("pk"))
    assert "'open'" in statement.sql
    for person in (student, other_student) * 4:
        statement.rows({"me": person.pk, "my_name": "", "now": THEN})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%learningrequest%"],
        )
        assert cursor.fetchall() == [(8,)]


@pytest.mark.postgres
def test_a_constant_that_looks_like_a_placeholder_stays_what_it_is(student):
    row = open_request(student, title="100 %s of 100 %% for %(me)s")
    own = LearningRequest.objects.filter(student=ME, title="100 %s of 100 %% for %(me)s")
    statement = Statement.of(own.values_list("pk"))
    assert statement.rows({"me": student.pk, "my_name": "", "now": THEN}) == [(row.pk,)]


def test_among_finds_what_a_plain_filter_finds(student, other_student):
    mine, _theirs = open_request(student), open_request(other_student)
    own = LearningRequest.objects.filter(student=ME).values("pk")
    rows = LearningRequest.objects.filter(Among("pk", own)).values_list("pk")
    statement = Statement.of(rows)
    assert statement.rows({"me": student.pk, "my_name": "", "now": THEN}) == [(mine.pk,)]
    assert statement.rows({"me": student.pk + 1000, "my_name": "", "now": THEN}) == []
