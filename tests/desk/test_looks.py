"""When staff read the page of a person, a contract or a session, the audit trail says so."""

import pytest

from contracts.history import records_of
from core.models import EventRecord
from tests.factories import active_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(student, coach):
    contract = active_contract(student, coach)
    session = contract.sessions.first()
    version = contract.agreed_version
    mine = f"contract:{contract.pk}"
    return {
        f"/admin/accounts/user/{student.pk}/change/": f"user:{student.pk}",
        f"/admin/accounts/coachprofile/{coach.coach_profile.pk}/change/": f"user:{coach.pk}",
        f"/admin/contracts/contract/{contract.pk}/change/": mine,
        f"/admin/contracts/contractversion/{version.pk}/change/": mine,
        f"/admin/coaching_sessions/coachingsession/{session.pk}/change/": mine,
    }


def looks():
    return EventRecord.objects.filter(name="core.LookedAt").order_by("pk")


def test_each_look_leaves_a_line_in_the_trail_of_the_thing(login, staff, pages):
    desk = login(staff)
    for address, trail in pages.items():
        assert desk.get(address).status_code == 200
        look = looks().last()
        assert (look.stream, look.actor, look.payload) == (trail, staff, {"thing": trail})
    assert looks().count() == len(pages)
    desk.get(next(iter(pages)))
    assert looks().count() == len(pages) + 1


def test_the_trail_shows_who_looked(login, staff, student, pages):
    desk = login(staff)
    desk.get(f"/admin/accounts/user/{student.pk}/change/")
    trail = desk.get(f"/admin/core/eventrecord/?stream=user:{student.pk}").content.decode()
    assert "Core: Looked at" in trail
    assert staff.display_name in trail


def test_lists_and_strangers_leave_none(login, staff, student, pages):
    desk, stranger = login(staff), login(student)
    for address in pages:
        assert desk.get(address.rsplit("/", 3)[0] + "/").status_code == 200
        assert stranger.get(address).status_code == 302
        assert desk.get(address.rsplit("/", 3)[0] + "/999999/change/").status_code == 302
    assert not looks().exists()


def test_the_parties_do_not_see_the_looks_in_their_history(login, staff, student, coach, pages):
    contract = student.contracts_as_student.get()
    before = len(records_of(contract))
    desk = login(staff)
    for address in pages:
        desk.get(address)
    assert len(records_of(contract)) == before
    assert login(student).get(f"/contracts/{contract.pk}").status_code == 200
