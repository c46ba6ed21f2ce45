"""Email addresses: one that somebody else has, and one that is too long, at every door that takes one."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.urls import reverse

from accounts.addresses import masked
from accounts.models import User
from core.models import EventRecord
from notifications.emails import compose
from notifications.models import OutgoingEmail
from tests.accounts.test_login_links import reset_link
from tests.accounts.test_signing_up import FORM
from tests.cast import prove
from tests.factories import NOW, PASSWORD, make_user

LONGEST = f"{'a' * 60}@{'b' * 62}.{'c' * 62}.{'d' * 62}.test"  # of 254 characters
TOO_LONG = ["An email address has at most 254 characters."]


def longer(length):
    """A well-formed address of that many characters, above 254."""
    return f"{'e' * (length - 254)}.{LONGEST[1:]}"


def change_to(client, address):
    return client.post("/account/email/", {"email": address, "action_add": ""})


@pytest.fixture
def nia(db):
    return make_user("Nia Newcomer")


@pytest.fixture
def wisher(nia, client):
    """Somebody else, logged in in `client`."""
    person = make_user("Otto Other")
    client.force_login(person)
    prove(client)
    return person


def test_a_wish_for_somebodys_address_is_told_to_its_owner_and_names_nobody(client, nia, wisher):
    change_to(client, nia.email.upper())
    client.post("/account/email/", {"email": nia.email, "action_send": ""})
    mails = OutgoingEmail.objects.exclude(kind="login_email_change_asked")
    assert {(mail.kind, mail.recipient, mail.to_address) for mail in mails} == {
        ("login_address_taken", nia, nia.email)
    }
    letter = compose(mails[0], now=NOW)
    text = f"{letter.subject} {letter.body} {letter.alternatives}"
    assert f"tried to make {nia.email} the address of another account" in " ".join(text.split())
    assert "Otto" not in text
    assert "sign" not in text.lower().replace("design", "")
    assert "confirm-email" not in text


def test_a_wish_for_a_free_address_asks_there(client, wisher):
    change_to(client, "free@example.test")
    mail = OutgoingEmail.objects.get(to_address="free@example.test")
    assert mail.kind == "login_email_confirmation"
    letter = compose(mail, now=NOW)
    assert "did not sign up" not in f"{letter.body} {letter.alternatives}"


def test_an_address_that_somebody_took_meanwhile_is_not_confirmed(client, wisher):
    change_to(client, "free@example.test")
    wish = EmailAddress.objects.get(email="free@example.test")
    make_user("Quick", email="free@example.test")
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(wish).key])
    assert b"belongs to another account" in client.get(link).content
    assert client.post(link).status_code == 409
    wisher.refresh_from_db()
    assert wisher.email == "otto.other@example.test"
    assert not EmailAddress.objects.get(pk=wish.pk).verified


def test_a_forgotten_password_is_answered_to_the_accounts_own_address_only(client, nia, wisher):
    for address in (nia.email, "free@example.test"):
        change_to(client, address)
        OutgoingEmail.objects.all().delete()
        client.logout()
        client.post("/account/password/reset/", {"email": address})
        (mail,) = OutgoingEmail.objects.all()
        expected = ("login_password_reset_key", nia)
        if address != nia.email:
            expected = ("login_unknown_account", None)
        assert (mail.kind, mail.recipient) == expected
        client.force_login(wisher)
        prove(client)


DOORS = {
    "sign up": ("/account/signup/", "email", FORM),
    "change": ("/account/email/", "email", {"action_add": ""}),
    "log in": ("/account/login/", "login", {"password": PASSWORD}),
    "forgotten password": ("/account/password/reset/", "email", {}),
}


@pytest.mark.once
@pytest.mark.parametrize("length", [255, 320, 321, 5000])
@pytest.mark.parametrize("door", DOORS)
def test_an_address_that_is_too_long_is_refused_with_its_field(client, nia, door, length):
    path, field, others = DOORS[door]
    if door == "change":
        client.force_login(nia)
    before = EventRecord.objects.count()
    address = longer(length)
    assert len(address) == length
    answer = client.post(path, others | {field: address})
    assert answer.context["form"].errors == {field: TOO_LONG}
    assert address in answer.content.decode()  # what was typed is kept
    assert EventRecord.objects.count() == before
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [nia.email]
    assert list(User.objects.values_list("email", flat=True)) == [nia.email]


@pytest.mark.parametrize("door", DOORS)
def test_no_browser_cuts_an_address(client, nia, door):
    path, field, _others = DOORS[door]
    if door == "change":
        client.force_login(nia)
    form = client.get(path).context["form"]
    assert "maxlength" not in str(form[field])


def test_the_longest_address_is_kept_whole_and_logs_in(client, db):
    assert len(LONGEST) == 254
    client.post("/account/signup/", FORM | {"email": LONGEST})
    assert [User.objects.get().email, EmailAddress.objects.get().email] == [LONGEST, LONGEST]
    client.logout()
    EmailAddress.objects.update(verified=True)
    client.post("/account/login/", {"login": LONGEST, "password": FORM["password1"]})
    assert "_auth_user_id" in client.session
    client.logout()
    client.post("/account/password/reset/", {"email": LONGEST})
    assert OutgoingEmail.objects.filter(kind="login_password_reset_key", to_address=LONGEST)
    assert client.get(reset_link(User.objects.get()), follow=True).status_code == 200


def test_the_staff_desk_has_no_door_for_addresses(client, staff, nia):
    client.force_login(staff)
    for path in (
        f"accounts/user/{nia.pk}/change/",
        "accounts/user/add/",
        "account/emailaddress/add/",
    ):
        assert client.post(f"/admin/{path}", {"email": longer(300)}).status_code == 403
    client.logout()
    answer = client.post("/admin/login/", {"username": longer(300), "password": "x"})
    assert answer.status_code in (200, 302)
    assert "_auth_user_id" not in client.session
    assert nia.email == User.objects.get(pk=nia.pk).email


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sofia@example.test", "so…@example.test"),
        ("bob@example.test", "b…@example.test"),
        ("bo@example.test", "b…@example.test"),
        ("b@example.test", "…@example.test"),
    ],
)
def test_a_masked_address_never_gives_the_whole_name(address, shown):
    assert masked(address) == shown
