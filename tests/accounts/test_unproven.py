"""An account whose address nobody ever proves is emptied after its time, and no other is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from allauth.account import signals
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

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


def test_people_who_did_not_sign_up_themselves_are_never_due(at):
    make_user("Ines Invited", verified=False)
    at(NOW + 100 * KEPT)
    assert tasks.empty_unproven_accounts() == 0


def test_who_became_staff_is_kept_and_looked_at_no_more(at):
    sign_up()
    User.objects.update(is_staff=True)
    before = User.objects.values("email", "password", "is_active").get()
    at(NOW + KEPT + SECOND)
    assert tasks.empty_unproven_accounts() == 1
    assert User.objects.values("email", "password", "is_active").get() == before
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


@pytest.mark.postgres
def test_what_is_due_is_found_by_the_index_of_what_waits(at):
    sign_up()
    others = (User(email=f"{n}@example.test", password="x") for n in range(2_000))
    User.objects.bulk_create(others)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("ANALYZE accounts_user")
        at(NOW + KEPT + SECOND)
        assert tasks.empty_unproven_accounts() == 1
        (due,) = (each["sql"] for each in asked if "LIMIT 100" in each["sql"])
        cursor.execute(f"EXPLAIN {due}")
        plan = str(cursor.fetchall())
    assert "proof_waited_for" in plan
    assert "Seq Scan" not in plan


class Held:
    """Where a thread stops until it is let go."""

    def __init__(self):
        self.reached, self.let_go = Event(), Event()

    def __call__(self, *_args, **_named):
        self.reached.set()
        assert self.let_go.wait(20)


def race(first, held, second):
    """What both gave: `second` begins while `first` holds what it took, and `first` ends once it is seen."""
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(alone, first)
        assert held.reached.wait(20)
        other = pool.submit(alone, second)
        while not other.done() and not somebody_waits():
            pass
        held.let_go.set()
        return one.result(20), other.result(20)


def alone(press):
    try:
        return press()
    finally:
        connection.close()


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() is not None


@pytest.fixture
def sweep_and_proof(at):
    """The sweep of the one account that waits, and the press on its link on another device."""
    person, _browser = sign_up()
    link, later = link_of(EmailAddress.objects.get()), NOW + KEPT + SECOND
    typed = {"password": FORM["password1"]}
    return (
        lambda: unproven.empty_unproven(person.pk, asked_before=later, now=later),
        lambda: Client().post(link, typed).status_code,
    )


def names_of_events():
    return set(EventRecord.objects.values_list("name", flat=True))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_proof_that_comes_while_the_account_is_emptied_brings_nothing_back(
    sweep_and_proof, monkeypatch
):
    sweep, prove = sweep_and_proof
    held = Held()
    real = unproven.end_all_access
    monkeypatch.setattr(
        unproven, "end_all_access", lambda *args, **named: (held(), real(*args, **named))
    )
    assert race(sweep, held, prove) == (True, 404)
    assert not EmailAddress.objects.exists()
    assert User.objects.values_list("email", "is_active").get() == ("", False)
    assert "accounts.AccountEmptied" in names_of_events()
    assert "accounts.EmailVerified" not in names_of_events()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_account_that_is_being_proven_is_not_emptied(sweep_and_proof):
    sweep, prove = sweep_and_proof
    held = Held()
    signals.email_confirmed.connect(held)
    try:
        assert race(prove, held, sweep) == (302, False)
    finally:
        signals.email_confirmed.disconnect(held)
    assert EmailAddress.objects.get().verified
    assert User.objects.values_list("email", "is_active").get() == ("nia@example.test", True)
    assert "accounts.AccountEmptied" not in names_of_events()


def test_every_relation_that_an_account_may_lose_exists():
    """Whatever is added later is business until it is named."""
    names = {relation.name for relation in User._meta.related_objects}
    assert names >= unproven.OWN
