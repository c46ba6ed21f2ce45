"""Calls: frozen before they are sent, answered once, and never taken for failed because no answer came."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.events import NotInTransaction
from payments import calls, tasks, writes
from payments.answers import Customer, Intent
from payments.calls import Subject, order, pause, send
from payments.failures import CardRefused, Refused
from payments.gateway import Gateway
from payments.models import StripeCall
from sandbox.app import API
from tests.payments.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)

CHARGE = Subject("test charge", 7)


@pytest.fixture
def clock(house) -> Clock:
    return Clock(house)


@pytest.fixture
def gateway(house) -> Gateway:
    return Gateway(key="sk_test_x", base=house.address + API, seconds=5)


@pytest.fixture
def heard(monkeypatch) -> list:
    """What came of the calls for a test charge."""
    found: list = []
    reactions = {CHARGE.kind: lambda call, outcome, now: found.append(outcome)}
    monkeypatch.setattr(calls, "_reactions", reactions)
    return found


@pytest.fixture(autouse=True)
def no_kick(monkeypatch):
    monkeypatch.setattr(calls, "kick", lambda name: None)


@pytest.fixture
def student(gateway) -> str:
    person = writes.customer(email="a@example.test", name="Ana", metadata={})
    return gateway.send(person, key="student").id


def card(gateway, student, token="pm_card_visa") -> str:
    return gateway._client.v1.payment_methods.attach(token, {"customer": student}).id


def ordered(write, clock, **more) -> StripeCall:
    with transaction.atomic():
        return order(write, about=CHARGE, now=clock(), **more)


def charging(gateway, student, token="pm_card_visa"):
    return writes.off_session_intent(
        customer=student, card=card(gateway, student, token), amount=5_000, currency="eur",
        description="Session 1", metadata={"charge": "7"},
    )  # fmt: skip


def person():
    return writes.customer(email="b@example.test", name="Bo", metadata={"user": "8"})


def made(house, kind="payment_intent") -> int:
    return len(house.store.find(kind))


def sent(call, gateway, clock) -> StripeCall:
    assert send(call.pk, gateway=gateway, clock=clock)
    call.refresh_from_db()
    return call


def test_a_call_is_answered_and_its_subject_told_once(gateway, clock, heard):
    call = sent(ordered(person(), clock), gateway, clock)

    assert (call.status, call.attempts) == ("done", 1)
    (told,) = heard
    assert isinstance(told, Customer)
    assert told.id == call.result_id
    assert told.metadata == {"user": "8", "call": str(call.pk)}
    sent(call, gateway, clock)
    assert (call.attempts, len(heard)) == (1, 1)


def test_the_same_order_is_one_call_and_keeps_its_first_words(clock):
    first = ordered(person(), clock)
    again = ordered(writes.customer(email="c@example.test", name="C", metadata={}), clock)

    assert again == first
    assert again.params["email"] == "b@example.test"
    assert ordered(person(), clock, round_number=2) != first


def test_no_call_is_ordered_apart_from_why(clock):
    with pytest.raises(NotInTransaction):
        order(person(), about=CHARGE, now=clock())
    with transaction.atomic():
        order(person(), about=CHARGE, now=clock())
        transaction.set_rollback(True)
    assert not StripeCall.objects.exists()


def test_a_card_that_is_refused_ends_the_call(gateway, clock, heard, student):
    write = charging(gateway, student, "pm_card_chargeDeclinedInsufficientFunds")
    call = sent(ordered(write, clock), gateway, clock)

    assert (call.status, call.failure_code) == ("refused", "insufficient_funds")
    assert call.result_id.startswith("pi_")
    (told,) = heard
    assert isinstance(told, CardRefused)


def test_what_is_our_mistake_ends_the_call_and_is_logged(gateway, clock, heard, caplog):
    call = sent(
        ordered(writes.refund(charge="ch_none", amount=1, metadata={}), clock), gateway, clock
    )

    assert call.status == "refused"
    assert isinstance(heard[0], Refused)
    assert "Stripe refused refunds.create for test charge 7" in caplog.text
    caplog.clear()


@pytest.mark.parametrize(
    "fault", ["error_before", "error_after", "drop_after", "too_often", "busy"]
)
def test_no_answer_is_no_failure_and_the_same_key_does_it_once(
    house, gateway, clock, heard, student, fault
):
    call = ordered(charging(gateway, student), clock)
    house.break_next_call(fault)
    assert sent(call, gateway, clock).status == "unclear"
    assert heard == []
    assert call.due_at == call.first_sent_at + pause(1)

    sent(call, gateway, clock)
    assert (call.status, call.attempts) == ("unclear", 1), "not before its time"
    clock.go_on(seconds=31)
    sent(call, gateway, clock)
    assert (call.status, call.attempts) == ("done", 2)
    assert (made(house), len(heard)) == (1, 1)


def test_pauses_double_up_to_six_hours():
    assert [pause(each).total_seconds() for each in (1, 2, 3, 10, 11, 999)] == [
        30, 60, 120, 15_360, 21_600, 21_600,
    ]  # fmt: skip


# --- a worker that dies ------------------------------------------------------------------------------


class Killed(BaseException):
    """As SIGKILL: nothing of ours catches it."""


def kill(monkeypatch, where, name, *, after=False):
    """Die at this step once; `after` it was done."""
    whole = getattr(where, name)

    def dying(*args, **kwargs):
        monkeypatch.setattr(where, name, whole)
        if after:
            whole(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(where, name, dying)


@pytest.mark.parametrize(
    ("step", "after", "calls_at_stripe"),
    [("send", False, 0), ("send", True, 1), ("end", False, 1), ("end", True, 1)],
    ids=["before it was sent", "after Stripe acted", "before the commit", "after the commit"],
)
def test_a_worker_may_die_at_each_point_of_a_call(
    house, gateway, clock, heard, student, monkeypatch, step, after, calls_at_stripe
):
    call = ordered(charging(gateway, student), clock)
    kill(monkeypatch, gateway if step == "send" else calls, step, after=after)
    with pytest.raises(Killed):
        send(call.pk, gateway=gateway, clock=clock)
    call.refresh_from_db()
    is_over = (step, after) == ("end", True)
    assert call.status == ("done" if is_over else "sent")
    assert made(house) == calls_at_stripe

    sent(call, gateway, clock)
    assert call.attempts == 1, "its lease still holds"
    clock.go_on(seconds=91)
    sent(call, gateway, clock)
    assert call.status == "done"
    assert (made(house), len(heard)) == (1, 1)
    assert isinstance(heard[0], Intent)


def test_what_the_answer_leads_to_fails_and_the_call_stays_open(gateway, clock, monkeypatch):
    def fail(*_):
        raise ValueError("a fault of ours")

    monkeypatch.setattr(calls, "_reactions", {CHARGE.kind: fail})
    call = ordered(person(), clock)
    with pytest.raises(ValueError, match="ours"):
        send(call.pk, gateway=gateway, clock=clock)
    call.refresh_from_db()

    assert call.status == "sent"
    monkeypatch.setattr(calls, "_reactions", {})
    clock.go_on(seconds=91)
    assert sent(call, gateway, clock).status == "done"


# --- the key is forgotten ---------------------------------------------------------------------------


def unclear(house, gateway, clock, write, fault) -> StripeCall:
    call = ordered(write, clock)
    house.break_next_call(fault)
    return sent(call, gateway, clock)


def test_after_a_day_what_was_done_is_found_and_not_done_again(
    house, gateway, clock, heard, student
):
    call = unclear(house, gateway, clock, charging(gateway, student), "drop_after")
    clock.go_on(hours=25)

    assert sent(call, gateway, clock).status == "done"
    assert (made(house), len(heard)) == (1, 1)
    assert heard[0].id == call.result_id


@pytest.mark.parametrize(("seconds", "looks"), [(-1, False), (0, False), (1, True)])
def test_a_call_is_looked_up_from_23_hours_on(clock, seconds, looks):
    call = ordered(person(), clock)
    call.first_sent_at = clock()
    now = call.first_sent_at + calls.KEY_HOLDS + timedelta(seconds=seconds)

    assert calls.is_old(call, now=now) is looks


def test_a_charge_that_is_nowhere_is_for_staff_after_a_second_look(
    house, gateway, clock, heard, student, caplog
):
    call = unclear(house, gateway, clock, charging(gateway, student), "error_before")
    clock.go_on(hours=23, minutes=10)
    assert sent(call, gateway, clock).status == "unclear"
    assert call.looked_at is None, "its key may still stand"
    clock.go_on(hours=1)
    assert sent(call, gateway, clock).status == "unclear"
    assert call.looked_at
    clock.go_on(minutes=6)

    assert sent(call, gateway, clock).status == "lost"
    assert made(house) == 0
    assert heard == []
    assert StripeCall.objects.count() == 1
    assert "somebody has to decide" in caplog.text
    caplog.clear()


def test_a_refund_that_is_nowhere_is_asked_anew_with_another_key(
    house, gateway, clock, heard, student
):
    paid = gateway.send(charging(gateway, student), key="paid").charge
    write = writes.refund(charge=paid, amount=2_000, metadata={"refund": "3"})
    call = unclear(house, gateway, clock, write, "error_before")
    for hours in (25, 1):
        clock.go_on(hours=hours)
        sent(call, gateway, clock)
    assert call.status == "lost"

    second = StripeCall.objects.get(round=2)
    assert second.params["metadata"] == {"refund": "3", "call": str(second.pk)}
    assert sent(second, gateway, clock).status == "done"
    assert made(house, "refund") == 1
    assert len(heard) == 1


def test_a_refund_that_was_made_is_found(house, gateway, clock, heard, student):
    paid = gateway.send(charging(gateway, student), key="paid").charge
    write = writes.refund(charge=paid, amount=2_000, metadata={"refund": "3"})
    call = unclear(house, gateway, clock, write, "drop_after")
    clock.go_on(hours=25)

    assert sent(call, gateway, clock).status == "done"
    assert made(house, "refund") == 1


# --- workers ------------------------------------------------------------------------------------------


def test_one_worker_has_it(clock):
    call = ordered(person(), clock)

    assert calls.claim(call.pk, now=clock()) == call
    assert calls.claim(call.pk, now=clock()) is None


def test_a_worker_that_comes_late_ends_nothing_that_another_has_ended(gateway, clock, heard):
    call = ordered(person(), clock)
    late = calls.claim(call.pk, now=clock())
    clock.go_on(seconds=91)
    sent(call, gateway, clock)

    calls.end(late, Refused("late"), now=clock())
    calls._wait(late, Refused("late"), now=clock())
    call.refresh_from_db()
    assert (call.status, len(heard)) == ("done", 1)


def test_the_sweep_sends_what_is_due_and_stops_at_a_refused_key(
    house, clock, settings, monkeypatch, caplog
):
    settings.STRIPE_API_BASE, settings.STRIPE_KEY = house.address + API, "sk_live_x"
    monkeypatch.setattr(tasks.clock, "now", clock)
    first, second = ordered(person(), clock), ordered(person(), clock, round_number=2)
    tasks.send_due_calls()
    assert "does not take our key" in caplog.text
    caplog.clear()
    assert sorted(StripeCall.objects.values_list("attempts", flat=True)) == [0, 1]

    settings.STRIPE_KEY = "sk_test_x"
    clock.go_on(seconds=31)
    tasks.send_due_calls()
    for call in (first, second):
        call.refresh_from_db()
        assert call.status == "done"


def test_a_call_that_says_nothing_of_its_end_is_refused_by_the_database(clock):
    call = ordered(person(), clock)
    with pytest.raises(IntegrityError), transaction.atomic():
        StripeCall.objects.filter(pk=call.pk).update(status="done", first_sent_at=clock())
    with pytest.raises(IntegrityError), transaction.atomic():
        StripeCall.objects.filter(pk=call.pk).update(status="sent")
