"""Two tabs, two workers, and the clock against the money: one wins, and nothing is paid twice."""

from threading import Thread

import pytest
from django.db import connection, transaction

from payments import calls, inbox, ledger
from payments.actions import cards, charging
from payments.ledger import Kind
from payments.models import Charge, LedgerEntry, StripeCall, StripeCustomer
from tests.sessions.test_races import all_at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.payments.addresses"),
]
STOLEN = "pm_card_chargeDeclinedStolenCard"
TABS = 8


def test_many_tabs_are_led_to_one_page_and_one_payment(till, book, student, house):
    till.save_card(student, STOLEN)
    charge = Charge.objects.get(session=book(days=3))
    till.work()
    now = till.clock()
    all_at_once([lambda: charging.pay(charge, by=student, now=now)] * TABS)
    till.work()

    charge.refresh_from_db()
    assert (charge.status, charge.visits) == ("paying", 1)
    assert len(house.store.find("checkout.session", mode="payment")) == 1


def test_many_sweeps_charge_once(till, book, house):
    charge = Charge.objects.get(session=book(days=10))
    till.go_to(charge.charge_at)
    now = till.clock()
    all_at_once([lambda: charging.follow(charge, now=now)] * TABS)
    till.work()

    charge.refresh_from_db()
    assert (charge.status, charge.attempt) == ("paid", 1)
    assert StripeCall.objects.filter(verb="payment_intents.create").count() == 1
    assert len(house.store.find("charge")) == 1


def test_the_answer_the_webhook_and_the_end_of_the_time_to_pay_come_at_once(
    till, book, student, house
):
    till.save_card(student, STOLEN)
    session = book(days=3)
    charge = Charge.objects.get(session=session)
    till.work()
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    till.pay(charge)
    till.hear()
    till.go_to(charge.pay_by)
    now = till.clock()
    events = list(inbox.due(now).values_list("pk", flat=True))
    jobs = [lambda pk=pk: inbox.work(pk, gateway=till.gateway, clock=till.clock) for pk in events]
    all_at_once([*jobs, *[lambda: charging.follow(charge, now=now)] * 4])
    till.work()

    charge.refresh_from_db()
    session.refresh_from_db()
    assert (charge.status, session.status) == ("paid", "confirmed")
    assert LedgerEntry.objects.count() == 1
    assert ledger.balance(Kind.STRIPE, "EUR") == 4_000
    assert not calls.due(till.clock()).exists()


def test_a_payment_begins_while_the_name_of_its_payer_comes(
    till, book, student, house, monkeypatch
):
    charge = Charge.objects.get(session=book(days=10))
    StripeCustomer.objects.update(customer_id="")
    customer = StripeCustomer.objects.get()
    with transaction.atomic():
        cards.ask_for_customer(customer, now=till.clock())
    whole = charging.customer_of

    def and_then_the_name(*args, **kwargs):
        """It was read; its name comes before anything is committed, if it can."""
        found = whole(*args, **kwargs)
        answers.append(Thread(target=answered))
        answers[0].start()
        answers[0].join(timeout=2)
        return found

    def answered():
        try:
            till.work()
        finally:
            connection.close()

    answers: list[Thread] = []
    monkeypatch.setattr(charging, "customer_of", and_then_the_name)
    charging.pay(charge, by=student, now=till.clock())
    answers[0].join()
    till.work()

    charge.refresh_from_db()
    assert charge.checkout_url
