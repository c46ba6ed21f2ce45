"""Nine people at every door of the product."""

import re
from collections import Counter
from http import HTTPStatus

import pytest

from tests.security.matrix import MATRIX
from tests.security.world import ROLES, World, doors

pytestmark = pytest.mark.once

HEALTH = {"/healthz", "/readyz"}  # ask in a thread of their own; tests/stack/test_health.py
FOR_EVERY_TEST_OF_A_ROW = 12


def rows():
    """The rows of the matrix, cut into pieces that take about as long."""
    for (may_read, may_press), names in MATRIX.items():
        each = names.split()
        for start in range(0, len(each), FOR_EVERY_TEST_OF_A_ROW):
            piece = each[start : start + FOR_EVERY_TEST_OF_A_ROW]
            yield pytest.param(may_read, may_press, piece, id=f"{piece[0]}-{len(piece)}")


def in_product():
    return {
        door.name: door for door in doors() if not is_of_the_desk(door) and door.name not in HEALTH
    }


def is_of_the_desk(door):
    return door.route.startswith("admin/")


def expected(may, role):
    if may is None:
        return "none"
    return "in" if role in may else "out"


def test_every_door_stands_in_one_row_and_every_row_has_its_doors():
    named = Counter(name for names in MATRIX.values() for name in names.split())
    assert [name for name, count in named.items() if count > 1] == []
    assert set(named) == set(in_product())


@pytest.mark.django_db
@pytest.mark.parametrize(("may_read", "may_press", "names"), list(rows()))
def test_a_door_is_open_to_those_whose_it_is_and_nobody_else_changes_anything(
    may_read, may_press, names
):
    world, known, wrong = World(), in_product(), []
    for name in names:
        address = known[name].address(world.things)
        for role in ROLES:
            for method, may in (("GET", may_read), ("POST", may_press)):
                answer, wanted = world.ask(role, method, address), expected(may, role)
                if role == "A" and answer.outcome == "out":
                    wanted = "out"  # nobody learns without a login which methods there are
                if answer.outcome != wanted:
                    wrong.append(f"{role} {method} {name}: {answer} is not {wanted}")
                if answer.outcome != "in" and answer.tables:
                    wrong.append(f"{role} {method} {name} wrote {answer.tables}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_the_staff_desk_is_for_staff_with_a_second_factor():
    world, served, wrote = World(), Counter(), []
    for door in filter(is_of_the_desk, doors()):
        address = re.sub("<[^>]+>", "1", f"/{door.route}")
        for role in ROLES:
            for method in ("GET", "POST"):
                answer = world.ask(role, method, address)
                served[role] += answer.status == HTTPStatus.OK
                if role != "T" and answer.tables:
                    wrote.append(f"{role} {method} {address} wrote {answer.tables}")
    assert served["T"] > 20
    assert {role for role, count in served.items() if count} == {"T"}
    assert wrote == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_other_method_writes(method):
    world = World()
    wrote = {}
    for name, door in in_product().items():
        for role in "AS":
            answer = world.ask(role, method, door.address(world.things))
            if answer.tables:
                wrote[f"{role} {name}"] = answer.tables
    assert wrote == {}
