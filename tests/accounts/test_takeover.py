"""Who took an account over loses everything at once, whatever it was that ended it."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.actions import reinstate_account, suspend_account
from accounts.models import AddressChange, User
from accounts.tokens import ResetTokens
from chat.live import receivers
from chat.live.logins import read_login
from core import clock
from notifications.emails import compose
from notifications.feeds import feed_address, open_feed
from notifications.links import LetterLinks, link_of
from notifications.models import ActionLink, OutgoingEmail
from tests.cast import prove
from tests.factories import PASSWORD, make_coach, make_student, make_user

pytestmark = pytest.mark.django_db
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW_PASSWORD = "seven green bicycles"
NEW = "new@example.test"


@pytest.fixture
def closed(monkeypatch):
    """Whose sockets were closed."""
    heard = []
    monkeypatch.setattr(receivers, "revoke", lambda user_id, *_hash, **_code: heard.append(user_id))
    return heard


class Thief:
    """Somebody elsewhere with all that can open the account."""

    def __init__(self, owner):
        self.owner, now = owner, clock.now()
        self.browser = Client()
        self.browser.force_login(owner)
        self.browser.get("/settings")
        self.unseen = Client()
        self.unseen.force_login(owner)  # a session of which no list knows
        open_feed(owner, now=now)
        self.feed = urlsplit(feed_address(owner)).path
        links = LetterLinks(reader=owner, now=now)
        address = links.opening_address(ActionLink.Action.OPEN_CONTRACT, 1)
        self.link = urlsplit(address).path.rpartition("/")[2]
        self.wish = EmailAddress.objects.create(user=owner, email="thief@example.test")
        self.token = ResetTokens().make_token(owner)

    def opens(self):
        """What of it still works."""
        owner = User.objects.get(pk=self.owner.pk)
        confirm = reverse("account_confirm_email", args=[EmailConfirmationHMAC(self.wish).key])
        ways = {
            "session": self.browser.get("/settings").status_code == 200,
            "unseen session": self.unseen.get("/settings").status_code == 200,
            "socket": read_login(self.unseen.session.session_key or "none") is not None,
            "feed": Client().get(self.feed).status_code == 200,
            "mail link": link_of(self.link).revoked_at is None,
            "reset link": ResetTokens().check_token(owner, self.token),
            "wish": b"Confirm" in Client().get(confirm).content
            and EmailAddress.objects.filter(pk=self.wish.pk).exists(),
        }
        return {name for name, works in ways.items() if works}


@pytest.fixture
def owner():
    return make_student()


@pytest.fixture
def thief(home, owner, closed):
    thief = Thief(owner)
    assert len(thief.opens()) == 7
    return thief


@pytest.fixture
def home(client, owner):
    """The owner's own browser."""
    client.force_login(owner)
    prove(client)
    return client


def change_password(home, owner):
    sent = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    home.post("/account/password/change/", sent)


def reset_password(home, owner):
    home.logout()
    home.post("/account/password/reset/", {"email": owner.email})
    mail = OutgoingEmail.objects.get(kind="login_password_reset_key")
    page = home.get(urlsplit(mail.params["password_reset_url"]).path)["Location"]
    home.post(page, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


def change_address(home, owner):
    home.post("/account/email/", {"email": NEW, "action_add": ""})
    wish = EmailAddress.objects.get(email=NEW)
    home.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(wish).key]))
    owner.refresh_from_db()
    assert owner.email == NEW


def take_second_step_away(home, owner):
    TOTP.activate(owner, KEY)
    home.post("/account/2fa/totp/deactivate/")


def renew_recovery_codes(home, owner):
    TOTP.activate(owner, KEY)
    home.post("/account/2fa/recovery-codes/generate/")


def set_second_step_up(home, owner):
    EmailAddress.objects.filter(verified=False).delete()
    home.get("/account/2fa/totp/activate/")
    secret = home.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    home.post("/account/2fa/totp/activate/", {"code": code})


def log_out_everywhere(home, owner):
    home.post("/account/sessions/")


def suspend(home, owner):
    staff = make_user("Stella Staff", is_staff=True)
    suspend_account(owner, by=staff, reason="Asked others to pay elsewhere.", now=clock.now())


def stop_address_change(home, owner):
    home.post("/account/email/", {"email": NEW, "action_add": ""})
    Client().post(stop_link())


def stop_link():
    mail = OutgoingEmail.objects.filter(kind="login_email_change_asked").latest("pk")
    return urlsplit(mail.params["stop_url"]).path


KEEPING = [change_password, reset_password, change_address, take_second_step_away,
           renew_recovery_codes, set_second_step_up, log_out_everywhere]  # fmt: skip
ENDING = [suspend, stop_address_change]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cause", [*KEEPING, *ENDING])
def test_every_cause_ends_every_way_in(thief, home, owner, closed, cause):
    closed.clear()
    cause(home, owner)
    if cause is change_address:
        thief.wish.delete()  # it has become the new address
    assert thief.opens() == set()
    assert owner.pk in closed
    assert UserSession.objects.filter(session_key=thief.browser.session.session_key).count() == 0
    assert home.get("/settings").status_code == (200 if cause in KEEPING else 302)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (change_password, "login_password_changed"),
        (reset_password, "login_password_reset"),
        (change_address, "login_email_changed"),
        (take_second_step_away, "login_totp_deactivated"),
        (renew_recovery_codes, "login_recovery_codes_generated"),
    ],
)
def test_the_mail_about_it_says_what_has_ended(thief, home, owner, cause, kind):
    thief.wish.delete()
    cause(home, owner)
    letter = compose(OutgoingEmail.objects.get(kind=kind), now=clock.now())
    for text in (letter.body, letter.alternatives[0][0]):
        assert "a calendar address that was open is closed" in " ".join(text.split())


def test_reinstatement_revives_none_of_it(thief, home, owner):
    suspend(home, owner)
    staff = User.objects.get(is_staff=True)
    reinstate_account(owner, by=staff, now=clock.now())
    assert thief.opens() == set()
    assert home.get("/settings").status_code == 302


def test_nobody_elses_access_ends(thief, home, owner):
    other = Thief(make_coach())
    change_password(home, owner)
    assert len(other.opens()) == 7


def test_confirming_the_first_address_ends_nothing(db):
    person = make_student(verified=False)
    thief = Thief(person)
    address = EmailAddress.objects.get(email=person.email)
    thief.wish.delete()
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    Client().post(link, {"password": PASSWORD})
    assert EmailAddress.objects.get(pk=address.pk).verified
    assert {"session", "feed", "mail link"} <= thief.opens()


# --- The old address stops a change ----------------------------------------------------------


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("happened", [True, False])
def test_the_old_address_takes_the_account_back(home, owner, verified, happened):
    EmailAddress.objects.update(verified=verified)
    old = owner.email
    home.post("/account/email/", {"email": NEW, "action_add": ""})
    mail = OutgoingEmail.objects.get(kind="login_email_change_asked")
    assert (mail.to_address, mail.recipient) == (old, owner)
    if happened:
        wish = EmailAddress.objects.get(email=NEW)
        link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(wish).key])
        Client().post(link, {"password": PASSWORD})
        second = OutgoingEmail.objects.get(kind="login_email_changed")
        assert (second.to_address, second.params["stop_url"]) == (old, mail.params["stop_url"])
        TOTP.activate(owner, KEY)

    visitor = Client()
    assert visitor.get(stop_link()).status_code == 200
    assert visitor.head(stop_link()).status_code == 200
    assert AddressChange.objects.get().stopped_at is None
    answer = visitor.post(stop_link(), follow=True)

    owner.refresh_from_db()
    assert owner.email == old
    assert not owner.has_usable_password()
    assert not owner.authenticator_set.exists()
    assert list(owner.emailaddress_set.values_list("email", "verified")) == [(old, True)]
    assert home.get("/settings").status_code == 302
    page = answer.request["PATH_INFO"]
    visitor.post(page, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    owner.refresh_from_db()
    assert owner.check_password(NEW_PASSWORD)
    assert visitor.get("/settings").status_code == 200


def test_a_change_is_stopped_for_72_hours_after_it_was_asked_and_again_after_it_happened(
    home, owner, monkeypatch
):
    now = clock.now()

    def after(**time):
        there = now + timedelta(**time)
        monkeypatch.setattr(clock, "now", lambda: there)

    home.post("/account/email/", {"email": NEW, "action_add": ""})
    after(hours=70)
    wish = EmailAddress.objects.get(email=NEW)
    home.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(wish).key]))
    after(hours=141)
    assert "Stop it" in Client().get(stop_link()).content.decode()
    after(hours=142, seconds=1)
    answer = Client().post(stop_link())
    assert (answer.status_code, "is over" in answer.content.decode()) == (409, True)
    owner.refresh_from_db()
    assert owner.email == NEW
    assert owner.has_usable_password()


def test_who_lost_the_account_cannot_stop_the_owner(home, owner):
    change_address(home, owner)
    first = stop_link()
    home.post("/account/email/", {"email": "third@example.test", "action_add": ""})
    second = stop_link()
    Client().post(first)
    Client().post(second)
    owner.refresh_from_db()
    assert owner.email == "sofia.student@example.test"


def test_an_address_that_was_given_up_stays_free_for_its_owner(home, owner, coach):
    old = owner.email
    change_address(home, owner)
    other = Client()
    other.force_login(coach)
    prove(other)
    other.post("/account/email/", {"email": old, "action_add": ""})
    wish = EmailAddress.objects.get(email=old)
    other.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(wish).key]))
    coach.refresh_from_db()
    assert coach.email != old


def test_a_link_that_is_not_ours_stops_nothing(db):
    path = "/account/email/stop/0e8d6a0e-7a4e-4a52-9c37-0a3b1a4de6a1/"
    assert Client().post(path).status_code == 404
