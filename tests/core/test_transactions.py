import pytest
from django.db import OperationalError

from accounts.models import Skill
from core import transactions
from core.errors import Busy
from core.transactions import ATTEMPTS, action


class LockNotAvailable(Exception):
    sqlstate = "55P03"


def lock_error():
    error = OperationalError("lock timeout")
    error.__cause__ = LockNotAvailable()
    return error


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(transactions.time, "sleep", lambda seconds: None)


@pytest.mark.django_db(transaction=True)
def test_a_lock_makes_the_whole_action_run_again_from_the_start():
    runs = []

    @action
    def add(name):
        Skill.objects.create(name=name, slug=name)
        runs.append(name)
        if len(runs) < 3:
            raise lock_error()
        return "added"

    assert add("cello") == "added"
    assert len(runs) == 3
    assert Skill.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_after_its_last_try_it_says_busy_and_nothing_has_changed():
    runs = []

    @action
    def add():
        Skill.objects.create(name="cello", slug="cello")
        runs.append(1)
        raise lock_error()

    with pytest.raises(Busy):
        add()
    assert len(runs) == ATTEMPTS
    assert not Skill.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_action_inside_an_action_leaves_the_trying_to_the_outer_one():
    inner_runs = []

    @action
    def inner():
        inner_runs.append(1)
        if len(inner_runs) == 1:
            raise lock_error()

    outer_runs = []

    @action
    def outer():
        outer_runs.append(1)
        inner()

    outer()
    assert (len(outer_runs), len(inner_runs)) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_any_other_database_error_is_not_tried_again():
    runs = []

    @action
    def fail():
        runs.append(1)
        raise OperationalError("disk full")

    with pytest.raises(OperationalError, match="disk full"):
        fail()
    assert len(runs) == 1
