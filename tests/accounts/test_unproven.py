"""An account whose address nobody ever proves is emptied after its time, and no other is."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from accounts import tasks
from accounts.actions import empty_oldest_unproven, unproven
from accounts.models import LoginNote, User
from core import clock
from core.models import EventRecord
from marketplace.models import SavedSearch
from notifications.models import OutgoingEmail
from tests.accounts.test_confirming import link_of
from tests.accounts.test_signing_up import FORM
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db

KEPT = timedelta(days=settings.KEEP_DAYS["unproven"])
SECOND = timedelta(seconds=1)


@pytest.fixture
def at(monkeypatch):
    """Set the clock, of presses and of sweeps."""

    def turn_to(now):
        monkeypatch.setattr(clock, "now", lambda: now)

    turn_to(NOW)
    return turn_to


def sign_up(**fields) -> tuple[User, Client]:
    browser = Client()
    assert browser.post("/account/signup/", FORM | fields).status_code == 302
    return User.objects.latest("pk"), browser


def states() -> dict:
    return {
        "users": list(User.objects.order_by("pk").values()),
        "addresses": list(EmailAddress.objects.order_by("pk").values()),
        "sessions": Session.objects.count(),
        "notes": LoginNote.objects.count(),
        "mails": OutgoingEmail.objects.count(),
        "events": EventRecord.objects.count(),
    }


@pytest.mark.parametrize("early", [SECOND, 0 * SECOND])
def test_up_to_its_time_it_stays_as_it_is(at, early):
    sign_up()
    before = states()
    at(NOW + KEPT - early)
    assert tasks.empty_unproven_accounts() == 0
    assert states() == before


def test_a_second_later_nothing_but_its_number_and_the_trail_is_left(at):
    person, browser = sign_up()
    trail = list(EventRecord.objects.order_by("pk").values())
    at(NOW + KEPT + SECOND)

    assert tasks.empty_unproven_accounts() == 1

    person.refresh_from_db()
    assert (person.email, person.display_name, person.is_active) == ("", "", False)
    assert not person.has_usable_password()
    assert not EmailAddress.objects.exists()
    assert not Session.objects.exists()
    assert not LoginNote.objects.exists()
    assert not OutgoingEmail.objects.exists()
    assert browser.get("/dashboard").status_code == 302
    records = list(EventRecord.objects.order_by("pk").values())
    assert records[: len(trail)] == trail
    assert [(row["name"], row["actor_id"]) for row in records[len(trail) :]] == [
        ("accounts.AccessRevoked", None),
        ("accounts.AccountEmptied", None),
    ]
    assert tasks.empty_unproven_accounts() == 0


def test_its_address_signs_up_again(at):
    sign_up()
    at(NOW + KEPT + SECOND)
    tasks.empty_unproven_accounts()
    again, browser = sign_up()
    browser.post(link_of(EmailAddress.objects.get(user=again)))
    assert EmailAddress.objects.get().verified
    assert again.email == "nia@example.test"


def test_who_was_ever_proven_stays_whatever_became_of_the_proof(at):
    _person, browser = sign_up()
    browser.post(link_of(EmailAddress.objects.get()))
    EmailAddress.objects.update(verified=False)
    before = states()
    at(NOW + 100 * KEPT)
    assert tasks.empty_unproven_accounts() == 0
    assert states() == before


def test_a_proof_that_no_signal_told_of_counts_too(at):
    person, _browser = sign_up()
    EmailAddress.objects.update(verified=True)
    at(NOW + KEPT + SECOND)
    tasks.empty_unproven_accounts()
    person.refresh_from_db()
    assert (person.email, person.is_active) == ("nia@example.test", True)
    assert tasks.empty_unproven_accounts() == 0


def test_each_mail_that_asks_again_begins_the_time_anew(at):
    _person, browser = sign_up()
    at(NOW + KEPT)
    cache.clear()  # the library counts mails by the true clock
    browser.post("/account/email/", {"email": "nia@example.test", "action_send": ""})
    at(NOW + 2 * KEPT)
    assert tasks.empty_unproven_accounts() == 0
    at(NOW + 2 * KEPT + SECOND)
    assert tasks.empty_unproven_accounts() == 1


def test_no_setting_empties_it_while_a_link_still_works(at, settings):
    settings.KEEP_DAYS = {**settings.KEEP_DAYS, "unproven": 0}
    sign_up()
    at(NOW + timedelta(days=3))
    assert tasks.empty_unproven_accounts() == 0
    at(NOW + timedelta(days=3) + SECOND)
    assert tasks.empty_unproven_accounts() == 1


def test_whoever_has_anything_of_business_is_kept_and_looked_at_no_more(at):
    person, _browser = sign_up()
    SavedSearch.objects.create(user=person, created_at=NOW, checked_at=NOW)
    before = User.objects.values("email", "password", "is_active").get()
    at(NOW + KEPT + SECOND)
    assert tasks.empty_unproven_accounts() == 1
    assert User.objects.values("email", "password", "is_active").get() == before
    assert tasks.empty_unproven_accounts() == 0


def test_staff_and_people_who_did_not_sign_up_themselves_are_never_due(at):
    make_user("Stella Staff", verified=False, is_staff=True)
    make_user("Ines Invited", verified=False)
    at(NOW + 100 * KEPT)
    assert tasks.empty_unproven_accounts() == 0


def test_the_oldest_go_first_a_batch_at_a_time(at, monkeypatch):
    monkeypatch.setattr(unproven, "BATCH", 2)
    for number in range(3):
        at(NOW - number * SECOND)
        sign_up(email=f"nia{number}@example.test")
    later = NOW + 10 * KEPT
    assert empty_oldest_unproven(asked_before=later, now=later) == 2
    assert list(User.objects.exclude(email="").values_list("email", flat=True)) == [
        "nia0@example.test"
    ]
    assert empty_oldest_unproven(asked_before=later, now=later) == 1


def test_who_confirmed_since_the_sweep_looked_keeps_the_account(at):
    person, browser = sign_up()
    later = NOW + KEPT + SECOND
    browser.post(link_of(EmailAddress.objects.get()))
    assert not unproven.empty_unproven(person.pk, asked_before=later, now=later)
    person.refresh_from_db()
    assert person.is_active


def test_what_is_due_is_found_by_an_index_of_what_waits():
    (index,) = (each for each in User._meta.indexes if each.name == "proof_waited_for")
    assert index.fields == ["proof_asked_at"]
    assert index.condition.deconstruct()[1] == (("proof_asked_at__isnull", False),)


def test_every_relation_that_an_account_may_lose_exists():
    """Whatever is added later is business until it is named."""
    names = {relation.name for relation in User._meta.related_objects}
    assert names >= unproven.OWN
