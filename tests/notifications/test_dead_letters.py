"""Staff see the mails that were given up, and send them again."""

import pytest

from notifications.models import OutgoingEmail
from notifications.outbox import mark_dead
from tests.notifications.deals import offered, only_mail

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/notifications/outgoingemail/"


@pytest.fixture
def dead(student, coach):
    offered(student, coach)
    email = only_mail("contract_created")
    mark_dead(email, reason="550 no such person")
    return email


def test_staff_see_the_reason_but_never_what_the_mail_carries(client, staff, dead):
    OutgoingEmail.objects.update(params={"code": "SECRET-1234"})
    client.force_login(staff)
    assert "550 no such person" in client.get(f"{ADDRESS}?status__exact=dead").content.decode()
    page = client.get(f"{ADDRESS}{dead.pk}/change/")
    assert page.status_code == 200
    assert "SECRET-1234" not in page.content.decode()


def test_staff_send_a_dead_mail_again_and_leave_the_others_alone(
    client, staff, dead, other_student, coach
):
    offered(other_student, coach)
    waiting = OutgoingEmail.objects.get(kind="contract_created", recipient=other_student)
    client.force_login(staff)
    client.post(ADDRESS, {"action": "send_again", "_selected_action": [dead.pk, waiting.pk]})
    dead.refresh_from_db()
    assert (dead.status, dead.attempts) == ("queued", 0)
    before = waiting.due_at
    waiting.refresh_from_db()
    assert (waiting.status, waiting.due_at) == ("queued", before)


def test_others_do_not_get_in(client, student, dead):
    client.force_login(student)
    assert (
        client.post(ADDRESS, {"action": "send_again", "_selected_action": [dead.pk]}).status_code
        == 302
    )
    dead.refresh_from_db()
    assert dead.status == "dead"
