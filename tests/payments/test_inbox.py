"""The inbox: whatever comes, how often and in which order, what counts is what the object says when asked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as given
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse

from payments import inbox, tasks, writes
from payments.answers import Event, Intent
from payments.gateway import Gateway
from payments.inbox import Via, receive
from payments.models import EventPoll, StripeEvent
from sandbox.app import API
from sandbox.hooks import signature
from tests.factories import NOW
from tests.payments.clock import Clock
from tests.sandbox.house import SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.payments.addresses")]

OURS, OF_COACHES = "/stripe/events", "/stripe/events/connect"


class Row:
    """Stands for a row of ours that follows one payment; `known` is whether we have it yet."""

    def __init__(self) -> None:
        self.known = True
        self.states: list[str] = []

    def sync(self, answer, _now) -> bool:
        assert isinstance(answer, Intent)
        if self.known:
            self.states.append(answer.status)
        return self.known


@pytest.fixture
def clock(house) -> Clock:
    return Clock(house)


@pytest.fixture
def gateway(house) -> Gateway:
    return Gateway(key="sk_test_x", base=house.address + API, seconds=5)


@pytest.fixture(autouse=True)
def no_kick(monkeypatch):
    monkeypatch.setattr(inbox, "kick", lambda event_id: None)


@pytest.fixture
def row(monkeypatch) -> Row:
    row = Row()
    monkeypatch.setattr(inbox, "_syncs", {"payment_intent": row.sync})
    return row


@pytest.fixture(autouse=True)
def secrets(settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_older", SECRET]
    settings.STRIPE_CONNECT_WEBHOOK_SECRETS = ["whsec_of_coaches"]
    settings.STRIPE_KEY, settings.STRIPE_IS_LIVE = "sk_test_x", False


@pytest.fixture
def paid(gateway) -> str:
    """The name of a payment that was made."""
    person = writes.customer(email="a@example.test", name="Ana", metadata={})
    student = gateway.send(person, key="student").id
    card = gateway._client.v1.payment_methods.attach("pm_card_visa", {"customer": student}).id
    write = writes.off_session_intent(
        customer=student, card=card, amount=5_000, currency="eur", description="Session 1", metadata={},
    )  # fmt: skip
    return gateway.send(write, key="charge").id


def event(name="evt_1", about="pi_1", kind="payment_intent.succeeded", **fields) -> Event:
    return Event(
        **{
            "id": name,
            "kind": kind,
            "object_kind": kind.rpartition(".")[0],
            "object_id": about,
            "account": None,
            "livemode": False,
            "api_version": None,
            "created_at": NOW,
        }
        | fields
    )


def worked(kept, gateway, clock) -> StripeEvent:
    assert inbox.work(kept.pk, gateway=gateway, clock=clock)
    kept.refresh_from_db()
    return kept


def post(client, body, sign, path=OURS, content_type="application/json"):
    headers = {"Stripe-Signature": sign}
    return client.post(path, body, content_type=content_type, headers=headers)


# --- the door ---------------------------------------------------------------------------------------


def heard(house, gateway) -> tuple[bytes, str]:
    """A webhook as it comes."""
    ear = house.ear()
    person = writes.customer(email="b@example.test", name="Bo", metadata={})
    student = gateway.send(person, key="b").id
    page = writes.setup_checkout(
        customer=student, currency="eur", back_url="http://shop.test/b", left_url="http://shop.test/l",
        metadata={},
    )  # fmt: skip
    house.press(gateway.send(page, key="page").url, "pay", card="pm_card_visa")
    return ear.wait_for(1)[0]


def test_a_webhook_is_kept_as_it_came_however_often_it_comes(client, house, gateway):
    body, sign = heard(house, gateway)
    for _ in range(3):
        assert post(client, body, sign).status_code == 200

    kept = StripeEvent.objects.get()
    assert kept.payload == body.decode()
    assert (kept.via, kept.livemode) == ("webhook", False)
    assert kept.event_id.startswith("evt_")


@pytest.mark.parametrize(
    ("body", "secret", "path"),
    [
        (b"{}", "whsec_somebody", OURS),
        (b"{}", "whsec_of_coaches", OURS),
        (b"{}", SECRET, OF_COACHES),
        (b"not json", SECRET, OURS),
        (b"\xff\xfe", SECRET, OURS),
    ],
)
def test_what_stripe_did_not_sign_leaves_no_trace(client, body, secret, path, caplog):
    now = int(datetime.now(UTC).timestamp())

    assert post(client, body, signature(secret, body, now), path).status_code == 400
    assert not StripeEvent.objects.exists()
    assert "not signed by Stripe" in caplog.text
    caplog.clear()


def test_no_signature_or_an_old_one_is_refused(client, house, gateway, caplog):
    body, _sign = heard(house, gateway)
    old = int(datetime.now(UTC).timestamp()) - 301
    for sign in ("", "nonsense", signature(SECRET, body, old)):
        assert post(client, body, sign).status_code == 400
    assert not StripeEvent.objects.exists()
    caplog.clear()


def test_only_json_of_a_bounded_size_is_read(client):
    assert (
        post(client, b"a=1", "", content_type="application/x-www-form-urlencoded").status_code
        == 415
    )
    assert post(client, b" " * (256 * 1024 + 1), "").status_code == 413
    assert client.get(OURS).status_code == 405


@pytest.mark.urls("config.urls")
def test_nobody_listens_while_people_pay_each_other(client):
    assert given.PAYMENTS == "off"
    assert post(client, b"{}", "").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("stripe-events")


# --- acting -----------------------------------------------------------------------------------------


def test_the_object_is_asked_and_the_payload_is_not_believed(gateway, clock, row, paid):
    kept = receive(
        event(about=paid, kind="payment_intent.payment_failed"), via=Via.WEBHOOK, now=clock(),
        payload='{"status": "canceled"}',
    )  # fmt: skip

    assert worked(kept, gateway, clock).status == "done"
    assert row.states == ["succeeded"]
    assert kept.asked_at
    worked(kept, gateway, clock)
    assert row.states == ["succeeded"], "once"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"livemode": True}, "of the other mode"),
        ({"kind": "invoice.paid"}, "nothing to do"),
        ({"about": None}, "nothing to do"),
    ],
)
def test_what_is_not_for_us_is_kept_and_ignored(clock, gateway, row, fields, why):
    kept = receive(event(**fields), via=Via.WEBHOOK, now=clock())

    assert (kept.status, kept.error) == ("ignored", why)
    worked(kept, gateway, clock)
    assert row.states == []


def test_an_event_may_come_before_the_row_that_it_is_about(gateway, clock, row, paid):
    row.known = False
    kept = receive(event(about=paid), via=Via.WEBHOOK, now=clock())
    assert worked(kept, gateway, clock).status == "waiting"
    row.known = True
    clock.go_on(seconds=31)

    assert worked(kept, gateway, clock).status == "done"
    assert row.states == ["succeeded"]


@pytest.mark.parametrize(("seconds", "status"), [(-1, "waiting"), (0, "dead"), (1, "dead")])
def test_what_is_about_nothing_of_ours_is_dead_after_a_day(
    gateway, row, paid, caplog, seconds, status
):
    row.known = False
    kept = receive(event(about=paid), via=Via.WEBHOOK, now=NOW)
    at = NOW + timedelta(hours=24, seconds=seconds)

    assert worked(kept, gateway, lambda: at).status == status
    assert ("about nothing of ours" in caplog.text) is (status == "dead")
    caplog.clear()


def test_an_object_that_is_not_there_is_waited_for_too(gateway, clock, row):
    kept = receive(event(about="pi_none"), via=Via.WEBHOOK, now=clock())

    assert worked(kept, gateway, clock).status == "waiting"


def test_no_answer_is_no_answer_and_it_is_asked_again(house, gateway, clock, row, paid):
    kept = receive(event(about=paid), via=Via.WEBHOOK, now=clock())
    house.break_next_call("error_before", path="/v1/payment_intents/")
    assert worked(kept, gateway, clock).status == "received"
    clock.go_on(seconds=31)

    assert worked(kept, gateway, clock).status == "done"
    assert (row.states, kept.attempts) == (["succeeded"], 2)


def test_a_fault_of_ours_keeps_the_event_and_stops_nobody(
    gateway, clock, monkeypatch, paid, caplog
):
    def fail(_answer, _now):
        raise ValueError("a fault of ours")

    monkeypatch.setattr(inbox, "_syncs", {"payment_intent": fail})
    kept = receive(event(about=paid), via=Via.WEBHOOK, now=clock())

    assert worked(kept, gateway, clock).status == "received"
    assert "fault of ours" in kept.error
    assert "could not be acted upon" in caplog.text
    caplog.clear()


def test_an_answer_that_was_asked_for_earlier_undoes_no_later_one(gateway, clock, row, paid):
    first = receive(event("evt_1", paid), via=Via.WEBHOOK, now=clock())
    second = receive(event("evt_2", paid), via=Via.WEBHOOK, now=clock())
    slow = inbox.ask(inbox.claim(first.pk, now=clock()), gateway, now=clock())
    clock.go_on(seconds=5)
    worked(second, gateway, clock)
    inbox.apply(slow, now=clock())
    first.refresh_from_db()

    assert (first.status, second.status) == ("done", "done")
    assert row.states == ["succeeded"]


def test_one_worker_has_it_until_its_lease_runs_out(clock, row):
    kept = receive(event(), via=Via.WEBHOOK, now=clock())

    assert inbox.claim(kept.pk, now=clock())
    assert inbox.claim(kept.pk, now=clock()) is None
    clock.go_on(seconds=91)
    assert inbox.claim(kept.pk, now=clock())


def test_a_refused_key_stops_the_sweep_and_loses_nothing(
    house, clock, row, paid, settings, monkeypatch, caplog
):
    settings.STRIPE_API_BASE, settings.STRIPE_KEY = house.address + API, "sk_live_x"
    monkeypatch.setattr(tasks.clock, "now", clock)
    for name in ("evt_1", "evt_2"):
        receive(event(name, paid), via=Via.WEBHOOK, now=clock())
    tasks.work_due_events()
    assert "does not take our key" in caplog.text
    caplog.clear()
    assert sorted(StripeEvent.objects.values_list("attempts", flat=True)) == [0, 1]

    settings.STRIPE_KEY = "sk_test_x"
    clock.go_on(seconds=31)
    tasks.work_due_events()
    assert set(StripeEvent.objects.values_list("status", flat=True)) == {"done"}


def test_the_database_refuses_an_event_that_has_ended_without_a_time(clock, row):
    kept = receive(event(), via=Via.WEBHOOK, now=clock())
    with pytest.raises(IntegrityError), transaction.atomic():
        StripeEvent.objects.filter(pk=kept.pk).update(status="done")


# --- what never came --------------------------------------------------------------------------------


def test_what_was_never_told_is_asked_for_once(gateway, clock, row, paid):
    assert inbox.poll(gateway, now=clock()) > 0
    kept = StripeEvent.objects.get(kind="payment_intent.succeeded")
    assert (kept.via, kept.object_id, kept.payload) == ("poll", paid, "")
    count = StripeEvent.objects.count()
    clock.go_on(hours=1)

    assert inbox.poll(gateway, now=clock()) == 0
    assert StripeEvent.objects.count() == count
    assert EventPoll.objects.get().until == clock()
    assert worked(kept, gateway, clock).status == "done"
    assert row.states == ["succeeded"]


def test_a_poll_that_gets_no_answer_asks_for_the_same_span_again(
    house, clock, row, paid, settings, monkeypatch, caplog
):
    settings.STRIPE_API_BASE = house.address + API
    monkeypatch.setattr(tasks.clock, "now", clock)
    house.break_next_call("error_before", path="/v1/events")
    assert tasks.poll_events() == 0
    assert not EventPoll.objects.exists()
    assert "could not be asked for" in caplog.text
    caplog.clear()

    assert tasks.poll_events() > 0
