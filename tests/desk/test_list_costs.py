"""Each list of the desk reads as much from the database for many rows as for few."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import propose_pause
from sessions.actions import request_reschedule
from tests.factories import NOW, active_contract, confirmed_session, make_coach, make_student

pytestmark = pytest.mark.django_db


def story(number: int) -> None:
    """One pair with everything that a list can show of them."""
    student = make_student(f"Student {number}")
    coach = make_coach(f"Coach {number}")
    contract = active_contract(student, coach)
    row = confirmed_session(contract.sessions.get(number=1), starts_at=NOW.replace(day=8))
    request_reschedule(
        row,
        by=student,
        starts=[NOW.replace(day=10)],
        timezone=student.timezone,
        reason="I am travelling that day.",
        version=row.version,
        now=NOW,
    )
    other = active_contract(student, coach)
    propose_pause(other, by=coach, version=other.version, reason="I am away in May.", now=NOW)


def costs(desk) -> dict[str, int]:
    found = {}
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(reverse(name)).status_code == 200
        found[model._meta.label] = len(queries)
    return found


def test_lists_cost_the_same_for_one_pair_as_for_five(client, staff):
    client.force_login(staff)
    story(0)
    costs(client)  # whatever is read once in a process
    few = costs(client)
    for number in range(1, 5):
        story(number)
    many = costs(client)
    assert many == few
    assert max(many.values()) <= 13  # with the two that bound a search in time on PostgreSQL
