"""There is one way to log in, and for staff it has a second step and ends with the working day."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from accounts import rules
from accounts.adapter import AccountAdapter
from accounts.models import User
from chat.live.logins import read_login
from core import clock
from devtools.demo.people import staff_code
from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DESK = ("/admin/", "/admin/accounts/user/", "/admin/core/eventrecord/", "/admin/chat/conversation/")
# Where a password is asked for: to come in, and to prove again who it is.
DOORS = {"/account/login/", "/account/reauthenticate/"}
VARYING = re.compile(r"<(?:(\w+):)?\w+>")
SAMPLES = {"int": "1", "uuid": "0e8d6a0e-7a4e-4a52-9c37-0a3b1a4de6a1"}
REGEX_SAMPLES = {
    r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/x/",
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-x/",
}


def addresses(resolver: URLResolver, so_far: str = "/") -> Iterator[str]:
    """One of each kind that there is, with something in the place of every part that varies."""
    for each in resolver.url_patterns:
        address = so_far + sample(each)
        if isinstance(each, URLPattern):
            yield address
        else:
            yield from addresses(each, address)


def sample(each: URLPattern | URLResolver) -> str:
    if not isinstance(each.pattern, RoutePattern):
        return REGEX_SAMPLES.get(str(each.pattern), "x")
    return VARYING.sub(lambda part: SAMPLES.get(part[1], "x"), str(each.pattern))


@pytest.fixture
def asked(monkeypatch):
    """How often a password was looked at while somebody was to be let in."""
    tries = []
    real = AuthenticationBackend.authenticate

    def authenticate(self, request, **credentials):
        tries.append(request and request.path)
        return real(self, request, **credentials)

    def reauthenticate(self, user, password):
        tries.append(self.request.path)
        return proof(self, user, password)

    proof = AccountAdapter.reauthenticate
    monkeypatch.setattr(AuthenticationBackend, "authenticate", authenticate)
    monkeypatch.setattr(AccountAdapter, "reauthenticate", reauthenticate)
    return tries


@pytest.mark.parametrize("logged_in", [False, True])
def test_no_address_but_the_login_looks_at_a_password(client, student, asked, logged_in):
    names = ("login", "username", "email", "user")
    credentials = {**dict.fromkeys(names, student.email), "password": PASSWORD}
    found = sorted(set(addresses(get_resolver())))
    assert len(found) > 200
    assert set(found) > DOORS
    client.raise_request_exception = False
    for address in found:
        if logged_in:
            client.force_login(student)
        else:
            client.logout()
        client.post(address, credentials)
        client.post(address, credentials, headers={"Accept": "application/json"})
    assert set(asked) == ({"/account/reauthenticate/"} if logged_in else {"/account/login/"})


def test_the_desks_own_login_takes_no_password(client, staff):
    for sent in ({"username": staff.email, "password": PASSWORD}, {}):
        answer = client.post("/admin/login/?next=/admin/accounts/user/", sent)
        assert answer.status_code == 302
        assert answer["Location"] == "/account/login/?next=%2Fadmin%2Faccounts%2Fuser%2F"
    assert "_auth_user_id" not in client.session


def test_staff_log_in_with_password_and_code(client, staff):
    answer = client.post("/account/login/", {"login": staff.email, "password": PASSWORD})
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert client.get("/admin/").status_code == 302
    assert client.get("/settings").status_code == 302


def test_the_demos_staff_get_a_code_from_a_command(db, client, capsys):
    from devtools.demo.people import PASSWORD as DEMO_PASSWORD
    from devtools.demo.people import create_people

    create_people()
    client.post("/account/login/", {"login": "staff@demo.test", "password": DEMO_PASSWORD})
    call_command("demo_code")
    code = capsys.readouterr().out.strip()
    assert code == staff_code(clock.now())
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.get("/admin/").status_code == 200


def test_staff_without_a_second_step_are_led_to_one_and_see_nothing(client, staff):
    Authenticator.objects.all().delete()
    client.force_login(staff)
    for address in DESK:
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1] == ("/account/2fa/", 302)
        assert "Staff need a second step" in answer.content.decode()


def test_recovery_codes_alone_are_no_second_step(client, staff):
    Authenticator.objects.update(type="recovery_codes")
    client.force_login(staff)
    assert client.get("/admin/").status_code == 302


def test_staff_without_a_second_step_act_nowhere(staff):
    assert rules.staff(staff) is None
    Authenticator.objects.all().delete()
    assert rules.staff(staff).code == "second_factor_missing"


def test_who_was_made_on_the_command_line_gets_in_by_a_second_step(client):
    boss = User.objects.create_superuser("boss@example.test", PASSWORD, display_name="Boss")
    client.post("/account/login/", {"login": boss.email, "password": PASSWORD})
    assert client.get("/admin/", follow=True).redirect_chain[-1] == ("/account/2fa/", 302)


def test_the_desk_is_closed_to_others_with_a_second_step(client, student):
    Authenticator.objects.create(user=student, type="totp", data={})
    client.force_login(student)
    for address in DESK:
        assert client.get(address, follow=True).status_code == 403


def test_the_desk_changes_no_password_itself(client, staff):
    client.force_login(staff)
    sent = {
        "old_password": PASSWORD,
        "new_password1": "a new long one",
        "new_password2": "a new long one",
    }
    assert client.post("/admin/password_change/", sent)["Location"] == "/account/password/change/"
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


@pytest.fixture
def later(monkeypatch):
    """Let time go on for everybody."""

    def go(by: timedelta) -> None:
        there = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: there)

    return go


def test_staff_are_logged_out_eight_hours_after_they_came_however_busy(client, staff, later):
    client.force_login(staff)
    key = client.session.session_key
    for _hour in range(7):
        later(timedelta(hours=1))
        assert client.get("/admin/").status_code == 200
    assert read_login(key)
    later(timedelta(hours=1))
    assert read_login(key) is None
    assert client.get("/settings")["Location"] == "/account/login/?next=/settings"
    assert "_auth_user_id" not in client.session
    assert "Staff log in again" in client.get("/account/login/").content.decode()


def test_a_program_of_staff_is_told_to_log_in_again(client, staff, later):
    client.force_login(staff)
    later(timedelta(hours=8))
    answer = client.get("/settings", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "login_required")


def test_who_becomes_staff_logs_in_again(client, later):
    person = make_user("Petra Person")
    client.force_login(person)
    later(timedelta(hours=9))
    assert client.get("/settings").status_code == 200
    User.objects.update(is_staff=True)
    assert client.get("/settings").status_code == 302
