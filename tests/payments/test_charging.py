"""A session that is agreed on is charged, once, before it takes place."""

import pytest

from core.models import EventRecord
from payments import ledger
from payments.actions import cards, charging
from payments.ledger import Kind
from payments.models import Charge, CreditPayment, LedgerEntry, StripeCall, StripeCustomer
from sessions.actions import approve_reschedule, cancel_session, request_reschedule
from tests.factories import active_contract, confirmed_session

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.payments.addresses")]


def charge_of(session) -> Charge:
    return Charge.objects.get(session=session)


def money_events() -> list[str]:
    rows = EventRecord.objects.filter(name__startswith="payments.").order_by("id")
    return [row.name.removeprefix("payments.") for row in rows]


def test_a_session_that_is_agreed_on_is_charged_to_the_saved_card(till, book, house):
    session = book(days=3)
    till.work()

    charge = charge_of(session)
    assert (charge.status, charge.attempt, str(charge.amount)) == ("paid", 1, "40.00")
    assert ledger.balance(Kind.STRIPE, "EUR") == 4_000
    credit = charge.lines.get().credit
    assert (credit.status, credit.number, ledger.held_for(credit)) == ("held", 1, 4_000)
    assert LedgerEntry.objects.get().key == f"charge:{charge.pk}:succeeded"
    assert [each["amount"] for each in house.store.find("charge")] == [4_000]
    assert money_events() == ["CardSaved", "ChargeDue", "ChargeChanged", "ChargeSucceeded"]


def test_a_person_becomes_a_customer_once(till, student, house):
    for token in ("pm_card_visa", "pm_card_mastercard"):
        till.save_card(student, token)

    assert StripeCustomer.objects.count() == len(house.store.find("customer")) == 1
    assert list(student.saved_cards.values_list("brand", "is_default")) == [
        ("mastercard", True), ("visa", False),
    ]  # fmt: skip


@pytest.mark.parametrize(("seconds", "status"), [(-1, "due"), (0, "paid"), (1, "paid")])
def test_it_is_charged_seven_days_ahead_to_the_second(till, book, seconds, status):
    session = book(days=10)
    till.work()
    charge = charge_of(session)
    assert (charge.status, charge.try_at) == ("due", charge.charge_at)
    till.go_to(charge.charge_at, seconds=seconds)
    till.work()

    assert charge_of(session).status == status


def test_what_the_two_pay_each_other_is_not_charged(till, student, coach, house):
    till.save_card(student)
    contract = active_contract(student, coach, paid_through="direct")
    session = contract.sessions.get(number=1)
    confirmed_session(session, starts_at=till.at(days=3), now=till.clock())
    till.work()

    assert not Charge.objects.exists()
    assert house.store.find("payment_intent") == []


def test_what_was_paid_and_not_held_pays_for_the_next_time(till, book, student, house):
    first = book(days=3)
    till.work()
    first.refresh_from_db()
    cancel_session(first, by=student, version=first.version, now=till.clock())
    second = book(days=4)
    till.work()

    assert (second.number, second.attempt) == (1, 2)
    assert not Charge.objects.filter(session=second).exists()
    assert CreditPayment.objects.get().status == "held"
    assert len(house.store.find("charge")) == 1


def test_a_session_that_is_cancelled_before_its_time_to_pay_is_never_charged(
    till, book, student, house
):
    session = book(days=10)
    till.work()
    session.refresh_from_db()
    cancel_session(session, by=student, version=session.version, now=till.clock())
    charge = charge_of(session)
    till.go_to(charge.pay_by)
    till.work()

    assert charge_of(session).status == "called_off"
    assert CreditPayment.objects.get().status == "open"
    assert house.store.find("payment_intent") == []
    assert not StripeCall.objects.filter(verb="payment_intents.create").exists()


def test_sessions_are_charged_each_by_itself(till, book, house):
    book(1, days=3)
    book(2, days=4)
    till.work()

    assert sorted(Charge.objects.values_list("session__number", "status")) == [
        (1, "paid"), (2, "paid"),
    ]  # fmt: skip
    assert ledger.balance(Kind.HELD, "EUR") == -8_000
    assert len(house.store.find("payment_intent")) == 2


def test_without_payments_nobody_needs_a_card_for_what_was_to_be_paid_through_the_platform(
    till, student, coach, settings
):
    contract = active_contract(student, coach, paid_through="platform")
    settings.PAYMENTS = "off"
    session = contract.sessions.get(number=1)

    confirmed_session(session, starts_at=till.at(days=3), now=till.clock())
    session.refresh_from_db()
    assert session.status == "confirmed"
    assert not Charge.objects.exists()


@pytest.mark.parametrize("begun", ["declined", "at the page"])
def test_a_session_that_is_moved_away_is_not_charged_before_its_new_time(
    till, book, student, coach, begun
):
    if begun == "declined":
        till.save_card(student, "pm_card_chargeDeclinedInsufficientFunds")
    session = book(days=7 if begun == "declined" else 10)
    till.work()
    if begun == "at the page":
        charging.pay(charge_of(session), by=student, now=till.clock())
        till.work()
    session.refresh_from_db()
    later, now = till.at(days=40), till.clock()
    asked = request_reschedule(
        session, by=student, starts=[later], timezone="UTC", reason="Something came up at work.",
        version=session.version, now=now,
    )  # fmt: skip
    approve_reschedule(asked, by=coach, starts_at=later, now=now)
    till.clock.go_on(days=5)
    till.work()

    charge = charge_of(session)
    assert (charge.status, charge.try_at) == ("due", charge.charge_at)


def test_a_card_that_is_chosen_says_nothing_new_of_what_it_paid_before(till, book, student):
    visa = student.saved_cards.get()
    book(days=3)
    till.work()
    till.save_card(student, "pm_card_mastercard")
    before = money_events()
    cards.choose(visa, by=student, now=till.clock())

    assert money_events() == [*before, "CardSaved"]


def test_the_hosted_pages_take_cards_alone(till, book, student):
    charging.pay(charge_of(book(days=10)), by=student, now=till.clock())
    till.work()

    pages = StripeCall.objects.filter(verb="checkout.sessions.create")
    assert [page.params["payment_method_types"] for page in pages] == [["card"], ["card"]]
