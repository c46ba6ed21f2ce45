"""Nobody who does not read the mailbox learns whether an address has an account."""

import re

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import LoginNote, User
from notifications.models import OutgoingEmail
from notifications.quotas import RESETS
from tests.accounts.test_signing_up import FORM
from tests.accounts.test_takeover import stop_link
from tests.factories import NOW, PASSWORD, make_user
from tests.security.world import undone

pytestmark = pytest.mark.django_db
ADDRESS = "nia@example.test"
MINE = FORM["password1"]
VARIES = re.compile(r'nonce="[^"]*"|\b[\w-]{64}\b|\d+')


def nobody():
    return None


def proven():
    return make_user("Olga Owner", email=ADDRESS)


def unproven():
    return make_user("Uma Unproven", email=ADDRESS, verified=False)


def suspended():
    return make_user("Sven Suspended", email=ADDRESS, is_active=False)


class Stranger:
    """Somebody who writes down all that the site says, but for what differs from press to press."""

    def __init__(self):
        self.browser, self.seen = Client(REMOTE_ADDR="198.51.100.7"), []

    def see(self, answer):
        cookies = sorted((name, bool(each.value)) for name, each in answer.cookies.items())
        text = VARIES.sub("", answer.content.decode())
        kept = {name for name in answer.headers if name not in ("Date", "ETag")}
        self.seen.append((answer.status_code, answer.get("Location"), cookies, sorted(kept), text))
        return answer

    def open(self, path):
        self.see(self.browser.get(path))

    def press(self, path, **sent):
        answer = self.see(self.browser.post(path, sent))
        if answer.status_code == 302:
            self.open(answer["Location"])

    def look_around(self, *paths):
        for path in (*paths, "/account/email/", "/account/sessions/"):
            self.open(path)


def signs_up(stranger):
    stranger.press("/account/signup/", **FORM)


def looks_around(stranger):
    signs_up(stranger)
    stranger.look_around(
        "/dashboard", "/settings", "/account/2fa/", "/notifications", "/post-request", "/coaches",
        "/settings/coach", "/account/signup/",
    )  # fmt: skip


def signs_up_twice(stranger):
    for _each in range(2):
        stranger.press("/account/signup/", **FORM)
        stranger.browser.cookies.clear()


def logs_in_afterwards(stranger):
    signs_up(stranger)
    stranger.press("/account/logout/")
    stranger.press("/account/login/", login=ADDRESS, password=MINE)
    stranger.press("/account/login/", login=ADDRESS, password="another guess")


def sends_the_mail_again(stranger):
    signs_up(stranger)
    stranger.press("/account/email/", email=ADDRESS, action_send="")
    stranger.look_around()


def proves_who_it_is(stranger):
    signs_up(stranger)
    for password in ("another guess", MINE):
        stranger.press("/account/reauthenticate/", password=password)
    stranger.press("/account/password/change/", oldpassword=MINE, password1="x", password2="x")
    stranger.look_around()


def changes_the_address(stranger):
    signs_up(stranger)
    stranger.press("/account/reauthenticate/", password=MINE)
    stranger.press("/account/email/", email="elsewhere@example.test", action_add="")
    stranger.look_around()


def chooses_another_password(stranger):
    new = "seven green bicycles"
    signs_up(stranger)
    stranger.press("/account/password/change/", oldpassword=MINE, password1=new, password2=new)
    stranger.look_around()


def forgets_the_password(stranger):
    signs_up(stranger)
    stranger.press("/account/logout/")
    stranger.press("/account/password/reset/", email=ADDRESS)


def wishes_for_it(stranger):
    make_user("Wilma Wisher", email="wilma@example.test")
    stranger.press("/account/login/", login="wilma@example.test", password=PASSWORD)
    stranger.press("/account/email/", email=ADDRESS, action_add="")
    stranger.press("/account/email/", email=ADDRESS, action_send="")
    stranger.look_around()


STORIES = [looks_around, signs_up_twice, logs_in_afterwards, sends_the_mail_again, proves_who_it_is,
           changes_the_address, chooses_another_password, forgets_the_password, wishes_for_it]  # fmt: skip


def told(story, *, whose):
    """What a stranger is told, how many passwords were hashed for it, and where mails went to."""
    hashed = []
    stranger = Stranger()
    with pytest.MonkeyPatch.context() as patch:
        hasher = type(hashers.get_hasher())
        real = hasher.encode
        patch.setattr(
            hasher, "encode", lambda *args, **rest: (hashed.append(1), real(*args, **rest))[1]
        )
        whose()
        hashed.clear()
        story(stranger)
    mails = sorted(OutgoingEmail.objects.values_list("to_address", flat=True))
    return stranger.seen, len(hashed), mails


@pytest.fixture
def apart(time_machine):
    """Each telling begins with nothing, and nothing of it stays."""
    time_machine.move_to(NOW, tick=False)

    def tell(story, *, whose):
        cache.clear()
        with undone():
            return told(story, whose=whose)

    return tell


@pytest.mark.parametrize("whose", [proven, unproven, suspended])
@pytest.mark.parametrize("story", STORIES)
def test_a_stranger_is_told_the_same_of_a_free_address_and_of_a_taken_one(apart, story, whose):
    of_free = apart(story, whose=nobody)
    of_taken = apart(story, whose=whose)
    assert len(of_free[0]) > 2
    for free, taken in zip(of_free[0], of_taken[0], strict=True):
        assert taken == free
    assert of_taken[1:] == of_free[1:]


PRESSES = {
    "login": {"login": ADDRESS, "password": "another guess"},
    "password/reset": {"email": ADDRESS},
}


def writes(press):
    """What one press writes, in its order."""
    with undone(), CaptureQueriesContext(connection) as asked:
        Client().post(f"/account/{press}/", PRESSES[press])
    words = (each["sql"].split() for each in asked)
    return [" ".join(each[:3]) for each in words if each[0] in ("INSERT", "UPDATE", "DELETE")]


@pytest.mark.parametrize("whose", [proven, unproven, suspended])
@pytest.mark.parametrize("press", PRESSES)
def test_as_much_is_written_for_a_free_address_as_for_a_taken_one(press, whose):
    """Else the time of an answer would tell."""
    of_free = writes(press)
    cache.clear()
    whose()
    assert of_free
    assert writes(press) == of_free


def test_a_wrong_guess_at_an_address_that_is_nobodys_is_noted_for_nobody(client):
    client.post("/account/login/", PRESSES["login"])
    assert not LoginNote.objects.exists()
    proven()
    client.post("/account/login/", PRESSES["login"])
    assert LoginNote.objects.get().kind == "failed"


@pytest.mark.parametrize("whose", [nobody, proven])
def test_an_address_is_sent_no_more_mails_of_sign_ups_and_nobody_is_made(
    settings, time_machine, whose
):
    time_machine.move_to(NOW, tick=False)
    settings.ACCOUNT_RATE_LIMITS = False
    whose()
    before = User.objects.count()
    for _each in range(RESETS.most):
        assert Client().post("/account/signup/", FORM).status_code == 302
    browser = Client()
    refused = browser.post("/account/signup/", FORM)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "_auth_user_id" not in browser.session
    assert OutgoingEmail.objects.filter(to_address=ADDRESS).count() == RESETS.most
    assert User.objects.count() == before + RESETS.most


def test_who_signs_up_looks_around_and_logs_in_once_the_address_is_proven(client):
    client.post("/account/signup/", FORM)
    assert client.get("/dashboard").status_code == 200
    client.post("/account/logout/")
    client.post("/account/login/", {"login": ADDRESS, "password": MINE})
    assert "_auth_user_id" not in client.session
    confirm(User.objects.get(), MINE)
    client.post("/account/login/", {"login": ADDRESS, "password": MINE})
    assert "_auth_user_id" in client.session


def confirm(person, password=PASSWORD):
    address = EmailAddress.objects.get(user=person, email=person.email)
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    return Client().post(link, {"password": password}).status_code


def test_of_several_who_named_an_address_one_can_prove_it(client):
    first, second = unproven(), make_user("Vera Second", email=ADDRESS, verified=False)
    assert (confirm(second), confirm(first)) == (302, 409)
    assert list(EmailAddress.objects.filter(verified=True).values_list("user", flat=True)) == [
        second.pk
    ]
    client.post("/account/login/", {"login": ADDRESS, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(second.pk)


def test_who_only_typed_an_address_takes_nothing_from_its_owner(client):
    owner = proven()
    client.post("/account/signup/", FORM)
    client.post("/account/reauthenticate/", {"password": MINE})
    for _each in range(12):
        client.post("/account/reauthenticate/", {"password": "wrong guess"})
    client.post("/account/email/", {"email": "elsewhere@example.test", "action_add": ""})
    assert not owner.login_notes.exists()
    Client().post(stop_link())
    assert list(EmailAddress.objects.filter(verified=True).values_list("user", flat=True)) == [
        owner.pk
    ]
    Client().post("/account/password/reset/", {"email": ADDRESS})
    assert OutgoingEmail.objects.get(kind="login_password_reset_key").recipient == owner
    home = Client()
    home.post("/account/login/", {"login": ADDRESS, "password": PASSWORD})
    assert home.session["_auth_user_id"] == str(owner.pk)


def test_who_left_an_address_unproven_keeps_nobody_from_it(client):
    client.post("/account/signup/", FORM)
    client.post("/account/reauthenticate/", {"password": MINE})
    client.post("/account/email/", {"email": "elsewhere@example.test", "action_add": ""})
    squatter = User.objects.get()
    assert squatter.email == "elsewhere@example.test"
    assert confirm(squatter, MINE) == 302
    assert confirm(unproven()) == 302


@pytest.mark.parametrize(
    "wanted", ["/coaches", "https://evil.test/", "//evil.test", "javascript:alert(1)"]
)
def test_signing_up_goes_on_to_where_somebody_was_going_on_our_site(client, wanted):
    assert wanted in client.get("/account/signup/", {"next": wanted}).content.decode()
    answer = client.post("/account/signup/", FORM | {"next": wanted})
    assert answer["Location"] == (wanted if wanted == "/coaches" else "/account/confirm-email/")
