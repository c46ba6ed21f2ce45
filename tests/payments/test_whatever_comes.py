"""Whatever is lost, doubled, swapped or killed on the way: paid once, and shown as it is booked."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db.models import Sum

from core.errors import DomainError
from payments import calls, ledger
from payments.actions import charging
from payments.ledger import Kind
from payments.models import Charge, CreditPayment, LedgerEntry
from sessions.actions import cancel_session
from sessions.models import CoachingSession

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.payments.addresses")]
STOLEN = "pm_card_chargeDeclinedStolenCard"
CARDS = ("pm_card_visa", STOLEN, "pm_card_chargeDeclinedInsufficientFunds")


def assert_the_book_is_right(house) -> None:
    """What is shown as paid is held, what is held was taken, and no credit was paid twice."""
    paid = Charge.objects.filter(status="paid")
    keys = {f"charge:{charge.pk}:succeeded" for charge in paid}
    assert set(LedgerEntry.objects.values_list("key", flat=True)) == keys
    total = int((paid.aggregate(total=Sum("amount"))["total"] or 0) * 100)
    assert ledger.balance(Kind.STRIPE, "EUR") == -ledger.balance(Kind.HELD, "EUR") == total
    taken = [each for each in house.store.find("charge") if each["status"] == "succeeded"]
    assert sum(each["amount"] for each in taken) == total
    for credit in CreditPayment.objects.all():
        assert ledger.held_for(credit) == (4_000 if credit.status == "held" else 0)


@pytest.mark.parametrize("way", ["lost", "doubled", "backwards"])
@pytest.mark.parametrize("at_the_page", [False, True])
def test_webhooks_are_lost_doubled_or_come_backwards(till, book, student, house, way, at_the_page):
    if at_the_page:
        till.save_card(student, STOLEN)
    till.deaf = True
    charge = Charge.objects.get(session=book(days=3))
    till.work()
    if at_the_page:
        charging.pay(charge, by=student, now=till.clock())
        till.work()
        till.pay(charge)
    events = list(till.gateway.events().items)  # the newest first
    if way == "doubled":
        events = [each for each in events[::-1] for _twice in range(2)]
    for event in [] if way == "lost" else events:
        till.receive(event)
    till.work()
    if way == "lost":
        till.clock.go_on(hours=23, minutes=30)  # the page is over, and is asked about
        till.work()

    charge.refresh_from_db()
    assert charge.status == "paid"
    assert LedgerEntry.objects.count() == 1
    assert_the_book_is_right(house)


class Killed(BaseException):
    """As SIGKILL: nothing of ours catches it."""


@pytest.mark.parametrize(
    ("where", "after"), [("send", False), ("send", True), ("end", False), ("end", True)]
)
def test_a_worker_dies_at_each_point_of_a_charge(till, book, house, monkeypatch, where, after):
    charge = Charge.objects.get(session=book(days=3))
    place = till.gateway if where == "send" else calls
    whole = getattr(place, where)

    def dying(*args, **kwargs):
        monkeypatch.setattr(place, where, whole)
        if after:
            whole(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(place, where, dying)
    with pytest.raises(Killed):
        till.work()
    till.clock.go_on(seconds=91)
    till.work()

    charge.refresh_from_db()
    assert (charge.status, charge.attempt) == ("paid", 1)
    assert_the_book_is_right(house)


@pytest.mark.parametrize("fault", ["error_before", "error_after", "drop_after", "too_often"])
def test_stripe_answers_nothing_and_the_session_is_charged_once(till, book, house, fault):
    charge = Charge.objects.get(session=book(days=3))
    house.break_next_call(fault, path="/v1/payment_intents")
    till.work()
    till.clock.go_on(seconds=31)
    till.work()

    charge.refresh_from_db()
    assert charge.status == "paid"
    assert_the_book_is_right(house)


def test_money_that_comes_after_the_session_was_given_up_is_held_for_its_next_time(
    till, book, house
):
    session = book(days=3)
    charge = Charge.objects.get(session=session)
    house.break_next_call("drop_after", path="/v1/payment_intents")
    till.deaf = True
    till.work()
    assert Charge.objects.get().status == "charging"
    calls.due(till.clock() + timedelta(days=9)).update(due_at=till.clock() + timedelta(days=9))
    till.go_to(charge.pay_by, seconds=3_600)
    till.work()
    session.refresh_from_db()
    assert session.status == "cancelled"
    till.deaf = False
    till.work()

    charge.refresh_from_db()
    assert charge.status == "paid"
    assert CreditPayment.objects.get().status == "held"
    assert_the_book_is_right(house)
    second = book(days=4)
    till.work()
    assert not Charge.objects.filter(session=second).exists()


class Story:
    """What two people might do in any order; the same seed tells the same."""

    def __init__(self, till, book, student, seed):
        self.till, self.book, self.student = till, book, student
        self.luck = random.Random(seed)

    def book_one(self):
        free = CoachingSession.objects.filter(status="unscheduled").order_by("number").first()
        if free:
            self.book(free.number, hours=self.luck.choice([6, 20, 60, 240]) + 24 * free.number)

    def cancel_one(self):
        row = CoachingSession.objects.filter(status="confirmed").order_by("number").first()
        if row:
            cancel_session(row, by=self.student, version=row.version, now=self.till.clock())

    def open_a_page(self):
        for charge in Charge.objects.filter(status__in=Charge.PAYABLE).order_by("pk")[:1]:
            charging.pay(charge, by=self.student, now=self.till.clock())

    def pay_there(self):
        for charge in Charge.objects.filter(status="paying").exclude(checkout_url="")[:1]:
            if self.till.house.store.get(charge.checkout_id)["status"] == "open":
                self.till.pay(charge, self.luck.choice(CARDS))

    def change_the_card(self):
        self.till.save_card(self.student, self.luck.choice(CARDS))

    def let_time_pass(self):
        self.till.clock.go_on(hours=self.luck.choice([1, 12, 30]))

    def lose_an_answer(self):
        fault = self.luck.choice(["error_after", "drop_after"])
        self.till.house.break_next_call(fault, path="/v1/payment_intents")

    def go_on(self):
        deeds = (
            self.book_one, self.cancel_one, self.open_a_page, self.pay_there, self.change_the_card,
            self.let_time_pass, self.lose_an_answer,
        )  # fmt: skip
        with suppress(DomainError):
            self.luck.choice(deeds)()
        if self.luck.random() < 0.6:
            self.till.work()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do_the_book_is_what_stripe_has(till, book, student, house, seed):
    story = Story(till, book, student, seed)
    for _step in range(10):
        story.go_on()
    till.clock.go_on(hours=24)
    till.work()
    assert_the_book_is_right(house)
