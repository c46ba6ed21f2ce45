"""Whether the platform takes the student's money is a term like the others."""

from dataclasses import replace
from decimal import Decimal

import pytest

from contracts.forms import TermsForm
from contracts.terms import check_terms, terms_from_proposal
from contracts.wording import paid_text
from core.errors import Invalid
from tests.contracts.helpers import TYPED, some_terms
from tests.factories import NOW, make_accepted_proposal


@pytest.fixture
def with_payments(settings):
    settings.PAYMENTS, settings.PAYMENT_CURRENCIES = "sandbox", ["EUR"]


def problems(currency="EUR", **changed) -> dict:
    with pytest.raises(Invalid) as refused:
        check_terms(some_terms(**changed), now=NOW, currency=currency)
    return refused.value.fields


def test_without_payments_people_pay_each_other_and_are_not_asked():
    assert "paid_through" not in TermsForm(TYPED, currency="EUR").fields
    assert problems(paid_through="platform") == {
        "paid_through": ["Skileez takes no payments in this currency."]
    }


def test_what_was_paid_through_the_platform_can_be_changed_where_it_takes_nothing_any_more():
    form = TermsForm(TYPED, currency="EUR", initial={"paid_through": "platform"})

    assert form.is_valid()
    assert form.terms().paid_through == "direct"


@pytest.mark.django_db
def test_with_payments_the_platform_is_suggested(with_payments, student, coach):
    terms = terms_from_proposal(make_accepted_proposal(student, coach), now=NOW)

    assert terms.paid_through == "platform"
    assert paid_text(terms) == "through Skileez, before each session"
    check_terms(terms, now=NOW, currency="EUR")
    check_terms(replace(terms, paid_through="direct"), now=NOW, currency="NPR")


def test_the_platform_takes_only_its_own_currencies_and_each_session_by_itself(with_payments):
    assert problems("NPR", paid_through="platform") == {
        "paid_through": ["Skileez takes no payments in this currency."]
    }
    assert problems(paid_through="platform", payment_schedule="four_weekly") == {
        "payment_schedule": ["Through Skileez each session is paid by itself."]
    }
    assert problems(paid_through="platform", price_per_session=Decimal("1000000.00")) == {
        "price_per_session": ["Skileez takes at most 999,999.99 for a session."]
    }
    assert problems(paid_through="somebody") == {"paid_through": ["Choose how it is paid."]}


def test_the_form_asks_for_it(with_payments):
    form = TermsForm(TYPED | {"paid_through": "platform"}, currency="EUR")

    assert form.is_valid()
    assert form.terms().paid_through == "platform"
    assert not TermsForm(TYPED, currency="EUR").is_valid()
