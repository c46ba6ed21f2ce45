import pytest

from marketplace.models import LearningRequest
from tests.factories import open_request, pending_proposal

pytestmark = pytest.mark.django_db


def test_staff_read_suspend_and_give_back(login, staff, student, coach):
    row = open_request(student)
    proposal = pending_proposal(row, coach)
    desk = login(staff)
    for page in ("learningrequest", f"learningrequest/{row.pk}/change", "proposal"):
        assert desk.get(f"/admin/marketplace/{page}/").status_code == 200
    assert desk.get(f"/admin/marketplace/proposal/{proposal.pk}/change/").status_code == 200
    suspend = f"/admin/marketplace/learningrequest/{row.pk}/suspend"
    assert desk.get(suspend).status_code == 200
    assert desk.post(suspend, {"reason": "short"}).status_code in (200, 422)
    row.refresh_from_db()
    assert row.status == "open"
    desk.post(suspend, {"reason": "Reported by several people."})
    row.refresh_from_db()
    assert row.status == LearningRequest.Status.SUSPENDED
    shown = login(student).get(f"/jobs/{row.pk}").content.decode()
    assert "Reported by several people." in shown
    give_back = f"/admin/marketplace/learningrequest/{row.pk}/reinstate"
    assert desk.get(give_back).status_code == 200
    desk.post(give_back)
    row.refresh_from_db()
    assert row.status == "open"


def test_others_do_not_reach_the_desk(login, student):
    row = open_request(student)
    address = f"/admin/marketplace/learningrequest/{row.pk}/suspend"
    assert login(student).post(address, {"reason": "Reported by several."}).status_code == 302
    row.refresh_from_db()
    assert row.status == "open"
