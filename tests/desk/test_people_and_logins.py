"""Staff see how people log in, and change none of it: they suspend, and that is all."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from tests.cast import prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    prove(client)
    return client


def test_a_second_factor_is_seen_and_its_secret_is_not(desk, student):
    row = Authenticator.objects.create(user=student, type="totp", data={"secret": "JBSWY3DP"})
    for page in ("", f"{row.pk}/change/"):
        text = desk.get(f"/admin/mfa/authenticator/{page}").content.decode()
        assert student.display_name in text
        assert "JBSWY3DP" not in text
    assert (
        desk.post(f"/admin/mfa/authenticator/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    )
    sent = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    desk.post("/admin/mfa/authenticator/", sent)
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_a_login_is_seen_without_its_key_and_ends_only_by_suspending(desk, login, student):
    browser = login(student)
    browser.get("/settings")
    row = UserSession.objects.get(user=student)
    text = desk.get(f"/admin/usersessions/usersession/{row.pk}/change/").content.decode()
    assert row.ip in text
    assert row.session_key not in text
    deletion = f"/admin/usersessions/usersession/{row.pk}/delete/"
    assert desk.post(deletion, {"post": "yes"}).status_code == 403
    assert browser.get("/settings").status_code == 200
    suspend = f"/admin/accounts/user/{student.pk}/suspend"
    desk.post(suspend, {"reason": "Several people reported this."})
    assert browser.get("/settings").status_code == 302


def test_an_address_is_not_verified_by_staff(desk, student):
    row = EmailAddress.objects.get(user=student)
    EmailAddress.objects.update(verified=False)
    sent = {"user": student.pk, "email": row.email, "verified": "on", "primary": "on"}
    assert desk.post(f"/admin/account/emailaddress/{row.pk}/change/", sent).status_code == 403
    for action in ("make_verified", "delete_selected"):
        desk.post("/admin/account/emailaddress/", {"action": action, "_selected_action": row.pk})
    row.refresh_from_db()
    assert not row.verified


def test_a_persons_page_leads_to_what_is_theirs(desk, student):
    text = desk.get(f"/admin/accounts/user/{student.pk}/change/").content.decode()
    for name in ("contracts/contract", "chat/conversation", "marketplace/proposal"):
        address = f"/admin/{name}/?q=sofia.student%40example.test"
        assert address in text
        assert desk.get(address).status_code == 200
