"""What is not paid: tried again, paid by hand, or cancelled in time."""

from datetime import UTC, datetime, timedelta

import pytest

from core.cards import build_card
from core.errors import NotPossibleNow
from notifications.models import Notification
from payments import inbox, ledger, policy
from payments.actions import charging
from payments.models import Charge, CreditPayment, LedgerEntry
from sessions.actions import accept_time
from sessions.models import CoachingSession
from tests.factories import offered_session

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.payments.addresses")]
DECLINED = "pm_card_chargeDeclinedInsufficientFunds"
STOLEN = "pm_card_chargeDeclinedStolenCard"
ASKS = "pm_card_authenticationRequired"
T = datetime(2026, 11, 20, 12, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def charge_of(session) -> Charge:
    return Charge.objects.get(session=session)


@pytest.mark.parametrize(
    ("agreed", "due", "until"),
    [
        (hours(240), hours(168), hours(12)),
        (hours(100), hours(100), hours(12)),
        (hours(12.5), hours(12.5), hours(12)),
        (hours(12), hours(12), hours(11.5)),
        (hours(5), hours(5), hours(4.5)),
        (hours(0.25), hours(0.25), hours(0)),
    ],
)
def test_when_it_is_charged_and_until_when_it_has_to_be_paid(agreed, due, until):
    agreed_at = T - agreed
    assert policy.charge_at(agreed_at, T) == T - due
    assert policy.pay_by(agreed_at, T) == T - until


def test_it_is_always_paid_before_the_free_cancel_ends_where_it_was_agreed_on_in_time():
    agreed_at = T - policy.PAID_AHEAD
    assert policy.pay_by(agreed_at, T) + policy.LAST_ANSWER < T - hours(10)


@pytest.mark.parametrize(
    ("token", "trouble", "tries"), [(DECLINED, "soft", 3), (STOLEN, "hard", 1)]
)
def test_a_card_that_may_pay_another_day_is_tried_after_one_day_and_two(
    till, book, student, token, trouble, tries
):
    till.save_card(student, token)
    session = book(days=7)
    at = till.clock()
    till.work()
    charge = charge_of(session)
    assert (charge.trouble, charge.attempt) == (trouble, 1)
    assert charge.try_at == (at + hours(24) if tries > 1 else None)
    for span in (24, 48, 24):
        till.clock.go_on(hours=span)
        till.work()

    charge.refresh_from_db()
    assert (charge.status, charge.attempt, charge.try_at) == ("waiting", tries, None)
    assert not LedgerEntry.objects.exists()


def test_nothing_is_tried_again_once_it_would_be_too_late(till, book, student):
    till.save_card(student, DECLINED)
    session = book(hours=30)
    till.work()

    assert (charge_of(session).status, charge_of(session).try_at) == ("waiting", None)


@pytest.mark.parametrize(
    ("seconds", "status"), [(-1, "confirmed"), (0, "cancelled"), (1, "cancelled")]
)
def test_a_session_that_is_not_paid_in_time_is_cancelled_and_nobody_is_to_blame(
    till, book, student, seconds, status
):
    till.save_card(student, STOLEN)
    session = book(days=3)
    till.work()
    till.go_to(charge_of(session).pay_by, seconds=seconds)
    till.work()

    session.refresh_from_db()
    assert session.status == status
    if status == "cancelled":
        assert (session.ended_by, session.owed_amount) == (None, 0)
        assert CoachingSession.objects.filter(number=1, attempt=2).exists()
        assert charge_of(session).status == "called_off"
        assert CreditPayment.objects.get().status == "open"
        told = Notification.objects.filter(kind="session_cancelled")
        assert set(told.values_list("user", flat=True)) == {student.pk, session.contract.coach_id}


def test_a_declined_card_and_then_another_one_on_the_payment_page(till, book, student, house):
    till.save_card(student, STOLEN)
    session = book(days=3)
    till.work()
    charge = charge_of(session)
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    till.pay(charge)
    till.work()

    charge.refresh_from_db()
    assert (charge.status, charge.attempt, charge.visits) == ("paid", 1, 1)
    assert ledger.held_for(charge.lines.get().credit) == 4_000
    assert student.saved_cards.get(is_default=True).last4 == "4242"


def test_a_bank_that_asks_is_answered_on_the_payment_page(till, book, student):
    till.save_card(student, ASKS)
    session = book(days=3)
    till.work()
    charge = charge_of(session)
    assert (charge.status, charge.trouble) == ("waiting", "confirm")
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    till.pay(charge, ASKS, says="no")
    till.work()
    assert charge_of(session).status == "paying"
    till.pay(charge, ASKS, says="yes")
    till.work()

    assert charge_of(session).status == "paid"


def test_another_card_pays_at_once_for_what_waited(till, book, student):
    till.save_card(student, STOLEN)
    session = book(days=3)
    till.work()
    till.save_card(student)

    assert (charge_of(session).status, charge_of(session).attempt) == ("paid", 2)


def test_two_tabs_are_led_to_one_page(till, book, student, house):
    session = book(days=10)
    charge = charge_of(session)
    for _tab in range(2):
        charging.pay(charge, by=student, now=till.clock())
        till.work()

    pages = house.store.find("checkout.session", mode="payment")
    assert len(pages) == 1
    till.pay(charge)
    till.work()
    assert charge_of(session).status == "paid"
    with pytest.raises(NotPossibleNow, match="paid already"):
        charging.pay(charge, by=student, now=till.clock())


def test_a_page_that_was_left_open_is_closed_before_the_session_is_cancelled(
    till, book, student, house
):
    till.save_card(student, STOLEN)
    session = book(days=3)
    till.work()
    charge = charge_of(session)
    till.go_to(charge.pay_by, seconds=-60)
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    till.clock.go_on(seconds=60)
    till.work()

    session.refresh_from_db()
    assert (session.status, charge_of(session).status) == ("cancelled", "called_off")
    (page,) = house.store.find("checkout.session", mode="payment")
    assert page["status"] == "expired"


def test_money_that_comes_at_the_last_moment_counts(till, book, student, house):
    till.save_card(student, STOLEN)
    session = book(days=3)
    till.work()
    charge = charge_of(session)
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    till.deaf = True  # we are not told
    till.pay(charge)
    till.go_to(charge.pay_by)
    till.work()

    session.refresh_from_db()
    assert (session.status, charge_of(session).status) == ("confirmed", "paid")


def test_a_page_of_an_earlier_visit_does_not_end_the_next_one(till, book, student, house):
    charge = Charge.objects.get(session=book(days=10))
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    charge.refresh_from_db()
    first = charge.checkout_id
    till.clock.go_on(hours=23)
    till.work()
    charging.pay(charge, by=student, now=till.clock())
    look = inbox.look("checkout.session", first, now=till.clock())  # as a late webhook would
    inbox.work(look.pk, gateway=till.gateway, clock=till.clock)
    till.work()

    charge.refresh_from_db()
    assert (charge.status, charge.visits) == ("paying", 2)
    till.pay(charge)
    till.work()
    assert Charge.objects.get().status == "paid"


def test_a_session_that_began_unpaid_can_still_be_paid(till, contract, student, coach):
    till.save_card(student, STOLEN)
    session, starts_at = contract.sessions.get(number=1), till.at(days=1)
    offered_session(session, by=coach, starts=[starts_at], now=till.clock())
    till.go_to(starts_at, seconds=-1_200)
    offer = session.offers.get(status="open")
    accept_time(offer, by=student, starts_at=starts_at, now=till.clock())
    till.work()
    charge = charge_of(session)
    till.go_to(charge.pay_by, seconds=60)
    till.work()

    mine, theirs = (
        build_card(charge_of(session), viewer=each, now=till.clock()) for each in (student, coach)
    )
    assert mine.lead == "Your bank declined the card."
    assert theirs.lead == "Sofia has still to pay EUR 40.00."
    assert [each.verb for each in mine.actions if each.enabled] == ["pay", "cards"]
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    till.pay(charge)
    till.work()
    assert charge_of(session).status == "paid"
