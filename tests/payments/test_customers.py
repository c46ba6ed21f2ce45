"""A person is one customer at Stripe, whatever Stripe says of it; nobody is left without a way to pay."""

import pytest

from payments.actions import cards, charging
from payments.models import CardSetup, Charge, SavedCard, StripeCall, StripeCustomer
from sessions.rules import shared
from tests.factories import active_contract, confirmed_session

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.payments.addresses")]


def test_an_address_that_stripe_does_not_take_is_left_out(till, student, house):
    student.email = "söfia@demo.test"
    student.save()

    assert till.save_card(student).last4 == "4242"
    (customer,) = house.store.find("customer")
    assert customer["email"] is None


def test_a_customer_that_is_refused_is_asked_for_at_the_next_press(
    till, student, coach, monkeypatch
):
    monkeypatch.setattr(shared, "has_card", lambda _user_id: True)
    contract = active_contract(student, coach, paid_through="platform")
    session = contract.sessions.get(number=1)
    confirmed_session(session, starts_at=till.at(days=3), now=till.clock())
    charge = Charge.objects.get()
    till.work()
    charging.pay(charge, by=student, now=till.clock())
    setup = cards.begin_saving(student, now=till.clock())
    StripeCall.objects.update(params={"shoe_size": "44"})
    till.work()

    charge.refresh_from_db()
    setup.refresh_from_db()
    assert (charge.status, setup.status) == ("waiting", CardSetup.Status.OVER)
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    till.pay(charge)
    till.work()
    charge.refresh_from_db()
    assert charge.status == "paid"


def test_a_customer_that_was_deleted_at_stripe_is_made_anew(till, book, student, house):
    charge = Charge.objects.get(session=book(days=10))
    gone = StripeCustomer.objects.get().customer_id
    house.store.delete(gone)
    till.go_to(charge.charge_at)
    till.work()

    charge.refresh_from_db()
    assert (charge.status, charge.trouble) == ("waiting", "no_card")
    assert not SavedCard.objects.filter(removed_at__isnull=True).exists()
    assert StripeCustomer.objects.get().customer_id not in ("", gone)
    assert till.save_card(student).last4 == "4242"
    charge.refresh_from_db()
    assert charge.status == "paid"


@pytest.mark.parametrize("page", ["card", "payment"])
def test_a_page_for_a_customer_that_was_deleted_can_be_asked_for_again(
    till, book, student, house, page
):
    charge = Charge.objects.get(session=book(days=10))
    house.store.delete(StripeCustomer.objects.get().customer_id)
    if page == "card":
        cards.begin_saving(student, now=till.clock())
        till.work()
        assert till.save_card(student).last4 == "4242"
        return
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    till.pay(charge)
    till.work()
    charge.refresh_from_db()
    assert charge.status == "paid"
