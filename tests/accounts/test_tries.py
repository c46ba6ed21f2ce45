"""Guessing is slow, and nobody is locked out by what others guess."""

from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from accounts import tries
from accounts.models import LoginNote, TryCount, User
from core import clock
from notifications.models import OutgoingEmail
from tests.cast import prove
from tests.factories import NOW, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def log_in(browser, person, password=PASSWORD, address="192.0.2.1"):
    sent = {"login": person.email, "password": password}
    browser.post("/account/login/", sent, REMOTE_ADDR=address)
    return "_auth_user_id" in browser.session


def guess(person, times, *, address="192.0.2.1"):
    for _each in range(times):
        assert not log_in(Client(), person, "wrong guess", address)


def guess_from_everywhere(person, times):
    for number in range(times):
        guess(person, 1, address=f"198.51.100.{number}")


def test_six_tries_from_one_address_are_one_too_many(student, time_machine):
    time_machine.move_to(NOW, tick=False)
    guess(student, 5)
    answer = Client().post(
        "/account/login/", {"login": student.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.1"
    )
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "You can try again in 5 min." in answer.content.decode()


def test_an_hour_later_there_are_tries_again(student, time_machine):
    guess(student, 6)
    time_machine.move_to(clock.now() + timedelta(minutes=5))
    assert log_in(Client(), student)


def test_somebody_elsewhere_is_not_kept_out(student, coach):
    guess(student, 8)
    assert log_in(Client(), student, address="192.0.2.2")
    assert log_in(Client(), coach, address="192.0.2.1")


def test_right_passwords_use_nothing_up(student):
    assert all(log_in(Client(), student) for _each in range(20))


def test_an_unknown_address_is_counted_like_a_known_one(student):
    stranger = User(email="nobody@example.test")
    for person in (student, stranger):
        guess(person, 5)
        sent = {"login": person.email, "password": "wrong guess"}
        answer = Client().post("/account/login/", sent, REMOTE_ADDR="192.0.2.1")
        assert "too many tries from here" in answer.content.decode()


def test_one_subscriber_of_ipv6_has_the_tries_of_one(student):
    for number in range(5):
        guess(student, 1, address=f"2001:db8:1:2::{number}")
    assert not log_in(Client(), student, address="2001:db8:1:2:ffff::1")
    assert log_in(Client(), student, address="2001:db8:1:3::1")


def test_guesses_from_everywhere_leave_each_address_fewer_tries_and_keep_nobody_out(
    student, time_machine
):
    time_machine.move_to(NOW, tick=False)
    guess_from_everywhere(student, 40)
    assert log_in(Client(), student, address="203.0.113.9")
    guess(student, tries.WATCHED_MOST, address="203.0.113.10")
    sent = {"login": student.email, "password": PASSWORD}
    answer = Client().post("/account/login/", sent, REMOTE_ADDR="203.0.113.10")
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")


def test_a_known_device_is_kept_out_by_nobody(student):
    home = Client()
    assert log_in(home, student)
    home.post("/account/logout/")
    guess(student, 20)
    guess_from_everywhere(student, 20)
    assert all(log_in(home, student) for _each in range(tries.MOST))


def test_tries_are_counted_and_codes_used_up_without_the_cache(student, with_codes, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    code = format_hotp_value(hotp_value(SEED, int(clock.now().timestamp()) // 30))
    assert [enter_code(student, code, "192.0.2.2")[1] for _each in range(2)] == [True, False]
    guess(student, 5)
    assert not log_in(Client(), student)


def test_old_counts_are_forgotten(student):
    guess(student, 2)
    assert tries.forget_old_tries(now=clock.now()) == 0
    assert tries.forget_old_tries(now=clock.now() + tries.DAY) == 3
    assert not TryCount.objects.exists()


def test_a_known_device_has_tries_of_its_own_and_no_more(student):
    home = Client()
    log_in(home, student)
    home.post("/account/logout/")
    for _each in range(5):
        log_in(home, student, "wrong guess", address=f"198.51.100.{_each}")
    assert not log_in(home, student, address="203.0.113.9")


def test_the_cookie_of_a_known_device_is_nobodys_to_make(student, coach):
    home = Client()
    log_in(home, student)
    cookie = home.cookies["known"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 31_536_000)
    guess(coach, 5)
    home.post("/account/logout/")
    assert not log_in(home, coach)
    forged = Client()
    forged.cookies["known"] = cookie.value[:-2]
    guess(student, 5)
    assert not log_in(forged, student)


def test_the_end_of_all_access_forgets_the_devices(student):
    thief = Client()
    log_in(thief, student)
    student.refresh_from_db()
    User.objects.filter(pk=student.pk).update(access_number=student.access_number + 1)
    guess(student, 5)
    assert not log_in(thief, student)


def test_the_owner_is_told_at_the_tenth_wrong_try_and_once(student):
    guess_from_everywhere(student, 9)
    assert not OutgoingEmail.objects.exists()
    guess_from_everywhere(student, 9)
    (mail,) = OutgoingEmail.objects.all()
    assert (mail.kind, mail.to_address) == ("login_tries_failed", student.email)


def test_nobody_is_told_of_an_address_that_is_unknown(db):
    guess_from_everywhere(User(email="nobody@example.test"), 12)
    assert not OutgoingEmail.objects.exists()


@pytest.fixture
def with_codes(student):
    TOTP.activate(student, SEED)
    return RecoveryCodes.activate(student)


def enter_code(person, code, address):
    browser = Client()
    sent = {"login": person.email, "password": PASSWORD}
    browser.post("/account/login/", sent, REMOTE_ADDR=address)
    answer = browser.post("/account/2fa/authenticate/", {"code": code}, REMOTE_ADDR=address)
    return answer, "_auth_user_id" in browser.session


def test_codes_are_counted_too_and_keep_nobody_else_out(student, with_codes):
    right, *_others = with_codes.get_unused_codes()
    for _each in range(5):
        assert not enter_code(student, "000000", "192.0.2.1")[1]
    answer, is_in = enter_code(student, right, "192.0.2.1")
    assert not is_in
    assert "You can try again in 5 min." in answer.content.decode()
    assert enter_code(student, right, "192.0.2.2")[1]


def test_after_five_wrong_codes_the_password_is_asked_for_again(student, with_codes, settings):
    right, *_others = with_codes.get_unused_codes()
    browser = Client()
    browser.post("/account/login/", {"login": student.email, "password": PASSWORD})
    for number in range(5):
        address = f"198.51.100.{number}"
        sent = {"code": "000000"}
        answer = browser.post("/account/2fa/authenticate/", sent, REMOTE_ADDR=address)
    assert "Log in again, with your password" in answer.content.decode()
    answer = browser.post("/account/2fa/authenticate/", {"code": right}, REMOTE_ADDR="192.0.2.9")
    assert answer["Location"] == "/account/login/"
    assert "_auth_user_id" not in browser.session
    assert enter_code(student, right, "192.0.2.9")[1]


def test_the_question_for_proof_is_counted(client, student):
    client.force_login(student)
    for _each in range(6):
        client.post("/account/reauthenticate/", {"password": "wrong guess"})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert "account_authentication_methods" not in client.session


def test_who_forgot_the_password_finds_the_mail_whatever_others_ask(student):
    for number in range(6):
        sent = {"email": student.email}
        answer = Client().post("/account/password/reset/", sent, REMOTE_ADDR=f"198.51.100.{number}")
    assert "please look there" in answer.content.decode()
    assert OutgoingEmail.objects.filter(kind="login_password_reset_key").count() == 5


# --- What people see of it -------------------------------------------------------------------


def test_people_see_what_happened_to_their_login(client, student, coach):
    guess(student, 1, address="192.0.2.77")
    headers = {"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}
    client.post("/account/login/", {"login": student.email, "password": PASSWORD}, headers=headers)
    prove(client)
    client.post("/account/email/", {"email": "new@example.test", "action_add": ""})
    page = client.get("/account/sessions/").content.decode()
    for text in ("A wrong password or code", "192.0.2.0/24", "Logged in", "Firefox on Windows",
                 "A change of the address was asked for"):  # fmt: skip
        assert text in page
    assert "192.0.2.77" not in page
    client.force_login(coach)
    assert "A wrong password" not in client.get("/account/sessions/").content.decode()


def test_every_kind_of_note_is_written(client, student):
    client.post("/account/login/", {"login": student.email, "password": PASSWORD})
    TOTP.activate(student, SEED)
    new = "seven green bicycles"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/account/password/change/", sent)
    assert list(LoginNote.objects.order_by("pk").values_list("kind", flat=True)) == [
        "logged_in", "password",
    ]  # fmt: skip
