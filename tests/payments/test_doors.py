"""The pages of cards and payments: what a press leads to, and what strangers get."""

import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from payments import tasks
from payments.actions import charging
from payments.models import CardSetup, Charge, SavedCard, StripeCall, StripeEvent
from tests.factories import active_contract

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.payments.addresses")]
STOLEN = "pm_card_chargeDeclinedStolenCard"


@pytest.fixture(autouse=True)
def at_the_sandbox(till, settings, monkeypatch):
    """What a page asks at once goes to the same sandbox."""
    settings.STRIPE_API_BASE = f"{till.house.address}/_sandbox/stripe"
    monkeypatch.setattr(tasks.clock, "now", till.clock)


def words(answer) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


def link(answer) -> str:
    return re.search(r'href="(http://127[^"]+/_sandbox/checkout/[^"]+)"', answer.content.decode())[
        1
    ]


def test_a_card_is_saved_by_a_press_a_link_and_the_way_back(till, login, student):
    me = login(student)
    led = me.post("/payments/cards")
    page = me.get(led["Location"])
    assert page.status_code == 200
    back, _page = till.house.press(link(page), "pay", card="pm_card_visa")
    assert back.endswith(f"{led['Location']}/back")
    till.deaf = True  # whoever comes back needs no webhook

    answer = me.get(f"{led['Location']}/back")
    assert answer["Location"] == "/payments"
    shown = me.get("/payments").content.decode()
    assert "Visa 4242" in shown
    assert "Test money: nothing is charged." in shown
    assert CardSetup.objects.get().status == "done"


def test_a_payment_is_made_by_a_press_a_link_and_the_way_back(till, login, student, book):
    till.save_card(student, STOLEN)
    charge = Charge.objects.get(session=book(days=3))
    till.work()
    me, page = login(student), f"/charges/{charge.pk}"
    assert me.post(f"{page}/pay")["Location"] == page
    asked = me.get(page)
    assert "The card that you pay with is saved" in words(asked)
    assert "I can remove the card at any time." in words(asked)
    till.house.press(link(asked), "pay", card="pm_card_visa")

    assert me.get(f"{page}/back")["Location"] == page
    assert "Paid EUR 40.00" in words(me.get(page))
    assert me.post(f"{page}/pay").status_code == 409


def test_a_coach_sees_and_a_stranger_finds_nothing(
    till, login, student, coach, other_student, book
):
    charge = Charge.objects.get(session=book(days=10))
    page = f"/charges/{charge.pk}"

    theirs = login(coach)
    assert "Sofia pays EUR 40.00" in words(theirs.get(page))
    assert theirs.post(f"{page}/pay").status_code == 403
    for path in (page, f"{page}/back"):
        assert login(other_student).get(path).status_code == 404
    assert login(other_student).post(f"{page}/pay").status_code == 404
    assert Client().get(page).status_code == 302
    charge.refresh_from_db()
    assert charge.status == "due"


def test_cards_are_chosen_and_removed_by_their_owner_alone(
    till, login, student, other_student, house
):
    visa = till.save_card(student)
    till.save_card(student, "pm_card_mastercard")
    for press in ("default", "remove"):
        answer = login(other_student).post(f"/payments/cards/{visa.pk}/{press}")
        assert answer.status_code == 404
    me = login(student)
    assert me.post(f"/payments/cards/{visa.pk}/default").status_code == 303
    visa.refresh_from_db()
    assert visa.is_default
    assert me.post(f"/payments/cards/{visa.pk}/remove").status_code == 303
    till.work()

    visa.refresh_from_db()
    assert (visa.is_default, visa.removed_at is not None) == (False, True)
    assert SavedCard.objects.get(user=student, is_default=True).brand == "mastercard"
    assert house.store.get(visa.method_id)["customer"] is None


def test_going_back_before_anything_was_done_grants_nothing(till, login, student, book):
    till.save_card(student, STOLEN)
    charge = Charge.objects.get(session=book(days=3))
    till.work()
    me = login(student)
    me.post(f"/charges/{charge.pk}/pay")
    me.get(f"/charges/{charge.pk}/back")

    charge.refresh_from_db()
    assert charge.status == "paying"


def test_stripe_does_not_answer_and_the_page_says_that_it_takes_longer(till, login, student, coach):
    till.house.break_next_call("error_before")
    active_contract(student, coach, paid_through="platform")
    me = login(student)
    page = me.get(me.post("/payments/cards")["Location"])

    assert "The payment page is being made." in page.content.decode()
    assert StripeCall.objects.get().status == "unclear"
    till.clock.go_on(seconds=31)
    till.work()
    assert link(me.get(f"/payments/cards/setup/{CardSetup.objects.get().pk}"))


def test_stripe_is_asked_about_a_page_only_while_it_is_open(till, login, student, book):
    charge = Charge.objects.get(session=book(days=10))
    setup = CardSetup.objects.get()
    charging.pay(charge, by=student, now=till.clock())
    till.work()
    till.pay(charge)
    till.work()
    for path in (f"/charges/{charge.pk}/back", f"/payments/cards/setup/{setup.pk}/back"):
        assert login(student).get(path).status_code == 302

    assert not StripeEvent.objects.filter(via="look").exists()


def test_a_card_that_has_expired_is_not_said_to_be_charged(till, login, student):
    visa = till.save_card(student)
    till.save_card(student, "pm_card_mastercard")
    SavedCard.objects.filter(user=student, is_default=True).update(exp_year=2020)
    me = login(student)

    shown = words(me.get("/payments"))
    assert re.search(r"Mastercard \d{4} good until \d\d/2020 · has expired", shown)
    assert re.search(r"Visa 4242 good until \S+ · is charged", shown)
    assert "Charge this one" not in shown
    SavedCard.objects.filter(pk=visa.pk).update(exp_year=2020)
    assert me.post(f"/payments/cards/{visa.pk}/default").status_code == 409
