"""An account is made with everything it needs, and the mails about it are asked for."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client

from accounts.events import AccountMailRequested
from accounts.models import User
from calendars.models import Calendar
from core import events
from core.events import on
from core.models import EventRecord
from core.texts import NOTHING_TO_SEE
from tests.factories import PASSWORD, make_user

FORM = {
    "display_name": "Nia Newcomer",
    "email": "Nia@Example.test",
    "password1": "correct horse battery",
    "role": "both",
    "timezone": "Asia/Kathmandu",
}


@pytest.fixture
def wanted_mails(monkeypatch):
    """The requests for account mails, as the outbox hears them."""
    heard = []
    monkeypatch.setitem(events._receivers, AccountMailRequested, [])
    on(AccountMailRequested)(lambda event, record: heard.append(event))
    return heard


def names_of_events():
    return list(EventRecord.objects.order_by("id").values_list("name", flat=True))


def test_sign_up_makes_the_person_with_calendar_zone_and_role(db, client, wanted_mails):
    answer = client.post("/account/signup/", FORM)

    assert answer.status_code == 302
    person = User.objects.get()
    assert (person.email, person.display_name) == ("nia@example.test", "Nia Newcomer")
    assert (person.timezone, person.is_student, person.is_coach) == ("Asia/Kathmandu", True, True)
    assert Calendar.objects.get().user == person
    assert EmailAddress.objects.get().verified is False
    assert names_of_events() == ["accounts.SignedUp", "accounts.AccountMailRequested"]


def test_the_mail_verifies_the_address_when_the_person_presses(db, client, wanted_mails):
    client.post("/account/signup/", FORM)
    (mail,) = wanted_mails
    assert (mail.to_address, mail.user_id) == ("nia@example.test", User.objects.get().pk)

    url = mail.context["activate_url"]
    client.get(url)
    assert (
        not EmailAddress.objects.get().verified
    )  # opening the link, as scanners do, changes nothing
    client.post(url)

    assert EmailAddress.objects.get().verified
    assert "accounts.EmailVerified" in names_of_events()


def test_links_of_mails_are_not_in_the_audit_trail(db, client, wanted_mails):
    client.post("/account/signup/", FORM)

    key = EmailConfirmationHMAC(EmailAddress.objects.get()).key.split(":")[-1]
    assert key
    for row in EventRecord.objects.all():
        assert "confirm-email" not in str(row.payload)


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "x" * 81),
        ("email", "not an address"),
        ("password1", "123"),
        ("role", "admin"),
        ("timezone", "Mars/Olympus"),
    ],
)
def test_wrong_input_names_the_field_and_writes_nothing(db, client, wanted_mails, field, value):
    answer = client.post("/account/signup/", FORM | {field: value})

    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.exists()
    assert names_of_events() == []
    assert wanted_mails == []


def test_an_older_zone_name_from_a_browser_is_taken(db, client):
    client.post("/account/signup/", FORM | {"timezone": "Asia/Calcutta"})

    assert User.objects.get().timezone == "Asia/Kolkata"


@pytest.mark.parametrize("is_proven", [True, False])
def test_of_a_sign_up_with_an_address_in_use_its_owner_is_told_by_mail(
    db, client, wanted_mails, is_proven
):
    """What the stranger is told: tests/accounts/test_enumeration.py."""
    owner = make_user("Nia", email="nia@example.test", verified=is_proven)
    client.post("/account/signup/", FORM)
    (mail,) = wanted_mails
    stranger = User.objects.latest("pk")
    template, reader = "account_already_exists", owner
    if not is_proven:
        template, reader = "email_confirmation_signup", stranger
    assert (mail.template, mail.user_id) == (f"account/email/{template}", reader.pk)
    assert (mail.to_address, mail.actor_id) == (owner.email, stranger.pk)
    owner.refresh_from_db()
    assert owner.display_name == "Nia"


@pytest.mark.parametrize("host", ["evil.test", "localhost"])
def test_links_in_mails_lead_to_our_site_whatever_host_was_asked(db, wanted_mails, settings, host):
    make_user("Otto", email="otto@example.test")
    headers = {"host": host, "x-forwarded-host": "evil.test"}
    for path, sent in (
        ("/account/signup/", FORM),
        ("/account/signup/", FORM | {"email": "otto@example.test"}),
        ("/account/password/reset/", {"email": "otto@example.test"}),
        ("/account/password/reset/", {"email": "nobody@example.test"}),
    ):
        Client().post(path, sent, headers=headers)
    links = [
        value
        for mail in wanted_mails
        for name, value in mail.context.items()
        if name.endswith("_url")
    ]
    assert len(links) == (0 if host == "evil.test" else 4)
    assert all(link.startswith(f"{settings.SITE_URL}/account/") for link in links)


GUESSED = [
    "password1234", "Password123!", "P@ssw0rd2026", "qwertyuiop12", "iloveyou1234", "1234567890",
    "aaaaaaaaaaaa", "skileez2026", "Skileez-Coach-2026", "skileezskileez", "My Skileez 1!", "nia@example",
    "Nia Newcomer", "trustno1trustno1", " " * 12, "\u00a0" * 12, "\u200b" * 12, "short one",
]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("password", GUESSED)
def test_what_is_guessed_early_is_refused_wherever_a_password_is_chosen(db, client, password):
    answer = client.post("/account/signup/", FORM | {"password1": password})
    assert list(answer.context["form"].errors) == ["password1"]
    person = make_user("Nia Newcomer", email="nia@example.test")
    client.force_login(person)
    sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post("/account/password/change/", sent)
    assert "password1" in answer.context["form"].errors
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    "password",
    [
        "seven green bicycles",
        "vier kleine nasse Katzen",
        "四只小猫在屋顶上唱歌跳舞",
        "plum orbit " * 40,
    ],
)
def test_long_ones_are_welcome_whatever_they_are_made_of(db, client, password):
    client.post("/account/signup/", FORM | {"password1": password})
    client.logout()
    EmailAddress.objects.update(verified=True)
    client.post("/account/login/", {"login": FORM["email"], "password": password})
    assert "_auth_user_id" in client.session


def test_forgotten_password_is_replaced_and_everything_open_closes(db, client, wanted_mails):
    person = make_user("Nia")
    client.post("/account/password/reset/", {"email": person.email})
    (mail,) = wanted_mails

    form = client.get(mail.context["password_reset_url"], follow=True)
    client.post(
        form.request["PATH_INFO"], {"password1": "a new long one", "password2": "a new long one"}
    )

    person.refresh_from_db()
    assert person.check_password("a new long one")
    assert {"accounts.PasswordChanged", "accounts.AccessRevoked"} <= set(names_of_events())


def test_asking_for_an_unknown_address_names_no_account(db, client, wanted_mails):
    client.post("/account/password/reset/", {"email": "nobody@example.test"})

    (mail,) = wanted_mails
    assert (mail.user_id, mail.template) == (None, "account/email/unknown_account")


def test_logging_out_ends_this_session_only(student, client):
    client.login(email=student.email, password=PASSWORD)
    key = client.session.session_key

    client.post("/account/logout/")

    (row,) = EventRecord.objects.filter(name="accounts.SignedOut")
    assert row.stream == f"user:{student.pk}"
    assert key not in str(row.payload)


def test_ending_other_sessions_tells_of_each(student, client):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.post("/account/login/", {"login": student.email, "password": PASSWORD})
        browser.get("/account/sessions/")

    client.post("/account/sessions/")

    assert EventRecord.objects.filter(name="accounts.SignedOut").count() == 1
    assert elsewhere.get("/account/sessions/").status_code == 302


@pytest.mark.parametrize("address", ["", " ", "\u200b", "\u3164\u00ad"])
def test_an_address_in_which_nothing_can_be_seen_is_none(db, client, student, address):
    signing_up = client.post("/account/signup/", {**FORM, "email": address})
    forgetting = client.post("/account/password/reset/", {"email": address})
    client.force_login(student)
    adding = client.post("/account/email/", {"email": address, "action_add": ""})
    for answer in (signing_up, forgetting, adding):
        assert answer.context["form"].errors["email"] == [str(NOTHING_TO_SEE)]
    assert [user.email for user in User.objects.all()] == [student.email]
