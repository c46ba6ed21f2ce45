"""What opens the account to others, or cannot be undone, is asked for again; then it goes on."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from core import clock
from core.models import EventRecord
from notifications.feeds import feed_address
from tests.cast import prove
from tests.factories import PASSWORD, make_coach

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NEW = {"email": "new@example.test", "action_add": ""}
# What is pressed (or opened, with None), by its address.
PRESSES = [
    ("/settings/calendar/open", {}),
    ("/account/email/", NEW),
    ("/account/2fa/totp/activate/", None),
    ("/account/2fa/totp/activate/", {"code": "123456"}),
    ("/account/2fa/webauthn/add/", None),
    ("/account/2fa/webauthn/add/", {"name": "Key", "credential": "{}"}),
]
WITH_A_FACTOR = [
    ("/account/2fa/totp/deactivate/", {}),
    ("/account/2fa/recovery-codes/", None),
    ("/account/2fa/recovery-codes/download/", None),
    ("/account/2fa/recovery-codes/generate/", {}),
]
OF_STAFF = ["/admin/accounts/user/{}/suspend", "/admin/accounts/coachprofile/{}/refuse"]


def standing(person):
    """All that any of these presses could change."""
    return (
        feed_address(person),
        list(EmailAddress.objects.values_list("email", flat=True)),
        list(Authenticator.objects.values_list("type", "data")),
        EventRecord.objects.count(),
    )


def press(client, address, sent, **headers):
    if sent is None:
        return client.get(address, headers=headers)
    return client.post(address, sent, headers=headers)


def is_asked(answer):
    return answer.status_code == 302 and "reauthenticate/?next=" in answer["Location"]


@pytest.fixture
def with_a_factor(student):
    TOTP.activate(student, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(student)
    return student


@pytest.mark.parametrize(("address", "sent"), PRESSES)
def test_without_a_fresh_proof_the_question_comes_first(client, student, address, sent):
    client.force_login(student)
    before = standing(student)
    assert is_asked(press(client, address, sent))
    assert standing(student) == before


@pytest.mark.parametrize(("address", "sent"), WITH_A_FACTOR)
def test_a_second_step_and_its_codes_too(client, with_a_factor, address, sent):
    client.force_login(with_a_factor)
    before = standing(with_a_factor)
    assert is_asked(press(client, address, sent))
    assert standing(with_a_factor) == before


@pytest.mark.parametrize("address", OF_STAFF)
def test_staff_are_asked_before_what_cannot_be_undone(client, staff, address):
    coach = make_coach()
    client.force_login(staff)
    address = address.format(coach.pk if "user" in address else coach.coach_profile.pk)
    assert is_asked(client.get(address))
    assert is_asked(client.post(address, {"reason": "Asked others to pay elsewhere."}))
    assert not EventRecord.objects.exists()
    prove(client)
    assert client.get(address).status_code == 200


def test_a_login_of_just_now_is_proof_and_one_of_ten_minutes_ago_is_none(
    client, student, monkeypatch
):
    client.post("/account/login/", {"login": student.email, "password": PASSWORD})
    assert client.post("/settings/calendar/open").status_code == 303
    first, there = feed_address(student), clock.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: there)
    assert is_asked(client.post("/settings/calendar/open"))
    assert feed_address(student) == first


def test_a_mailbox_is_no_proof(client, student):
    client.force_login(student)
    session = client.session
    prove(client)
    session = client.session
    session["account_authentication_methods"][0]["method"] = "password_reset"
    session.save()
    assert is_asked(client.post("/settings/calendar/open"))


def test_the_proof_of_somebody_else_in_the_same_browser_is_none(client, student, coach):
    client.force_login(student)
    prove(client)
    session = client.session
    session["account_authentication_methods_user"] = str(coach.pk)
    session.save()
    assert is_asked(client.post("/settings/calendar/open"))


def test_after_the_proof_what_was_typed_is_done(client, student):
    client.force_login(student)
    question = client.post("/account/email/", NEW)["Location"]
    wrong = client.post(question, {"password": "wrong", "next": "/account/email/"})
    assert wrong.status_code == 200
    assert not EmailAddress.objects.filter(email=NEW["email"]).exists()
    done = client.post(question, {"password": PASSWORD, "next": "/account/email/"})
    assert done["Location"] == "/account/email/"
    assert EmailAddress.objects.filter(email=NEW["email"], user=student).exists()


def test_after_the_proof_the_feed_is_open(client, student):
    client.force_login(student)
    question = client.post("/settings/calendar/open")["Location"]
    client.post(question, {"password": PASSWORD, "next": "/settings/calendar/open"})
    assert feed_address(student)


def test_after_the_proof_staff_are_where_they_were_with_what_they_typed(client, staff, student):
    client.force_login(staff)
    address = f"/admin/accounts/user/{student.pk}/suspend"
    question = client.post(address, {"reason": "Asked others to pay elsewhere."})["Location"]
    client.post(question, {"password": PASSWORD, "next": address})
    student.refresh_from_db()
    assert not student.is_active


def test_a_press_that_was_given_up_is_not_done_at_a_later_question(client, with_a_factor):
    client.force_login(with_a_factor)
    client.post("/account/2fa/totp/deactivate/")
    question = client.get("/account/2fa/totp/deactivate/")["Location"]
    client.post(question, {"password": PASSWORD, "next": "/account/2fa/totp/deactivate/"})
    assert Authenticator.objects.filter(type="totp").exists()


def test_programs_and_fragments_are_told(client, student):
    client.force_login(student)
    for address, sent in PRESSES:
        answer = press(client, address, sent, accept="application/json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "proof_needed")
    answer = press(client, "/settings/calendar/open", {}, hx_request="true")
    assert answer.status_code == 204
    question = answer["HX-Redirect"]
    client.post(question, {"password": PASSWORD, "next": "/settings/calendar/open"})
    assert feed_address(student)


def test_what_protects_needs_no_proof(client, student):
    client.force_login(student)
    assert client.post("/settings/calendar/close").status_code == 303
    assert client.post("/account/sessions/").status_code == 302
