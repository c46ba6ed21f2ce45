"""Amounts as people write them are read, or the unclear sign is named."""

from decimal import Decimal
from importlib import import_module

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.amounts import UnclearSign, plain_amount
from core.fields import AmountField, WholeNumberField
from core.money import CURRENCIES
from tests.amounts import MARKED, MARKED_UNCLEAR, OF_ANOTHER, READ, TOO_MANY_CENTS, UNCLEAR


@pytest.mark.parametrize(("text", "plain"), READ.items())
def test_an_amount_is_read_as_it_was_meant(text, plain):
    assert plain_amount(text) == plain


@pytest.mark.parametrize(("text", "sign"), UNCLEAR.items())
def test_what_is_unclear_is_named_by_its_sign(text, sign):
    with pytest.raises(UnclearSign) as refused:
        plain_amount(text)
    assert refused.value.sign == sign


@pytest.mark.parametrize("text", TOO_MANY_CENTS)
def test_digits_after_a_sign_that_parts_no_thousands_are_too_many_cents(text):
    with pytest.raises(ValidationError) as refused:
        AmountField().clean(text)
    assert refused.value.messages == ["Please use at most two decimal places."]


@pytest.mark.parametrize("text", ["100,000,000", "9" * 40, "-100000000.00"])
def test_more_than_a_column_holds_is_too_large_and_nothing_else(text):
    with pytest.raises(ValidationError) as refused:
        AmountField(max_value=500).clean(text)
    assert refused.value.messages == ["This amount is too large."]


@pytest.mark.parametrize("text", [text for text in UNCLEAR if text.strip()])
def test_a_field_says_one_thing_and_never_two(text):
    with pytest.raises(ValidationError) as refused:
        AmountField(min_value=10, max_value=500).clean(text)
    (said,) = refused.value.messages
    assert "amount" in said


class Priced(forms.Form):
    """In the currency of what it is about."""

    price = AmountField()

    def __init__(self, data, currency):
        super().__init__(data)
        self.currency = currency


class Choosing(forms.Form):
    """In a currency that is chosen beside the amount."""

    price = AmountField()
    currency = forms.ChoiceField(choices=[(code, code) for code in CURRENCIES])


def priced(currency, text):
    return Priced({"price": text}, currency), Choosing({"price": text, "currency": currency})


@pytest.mark.parametrize(("typed", "plain"), MARKED.items())
def test_the_mark_of_its_own_currency_is_read_over(typed, plain):
    for form in priced(*typed):
        assert form.is_valid(), form.errors
        assert form.cleaned_data["price"] == Decimal(plain)


@pytest.mark.parametrize(("typed", "mark"), OF_ANOTHER.items())
def test_another_currency_is_refused_by_its_name(typed, mark):
    for form in priced(*typed):
        said = f"This amount is in {typed[0]}; “{mark}” is another currency."
        assert form.errors["price"] == [said]


@pytest.mark.parametrize(("typed", "sign"), MARKED_UNCLEAR.items())
def test_what_is_unclear_beside_its_mark_is_named(typed, sign):
    for form in priced(*typed):
        (said,) = form.errors["price"]
        assert f"“{sign}”" in said or not sign


GROUPS = st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "'", "’", ""])
CENTS = st.sampled_from([",", "."])


@given(st.decimals(0, 9_999_999, places=2), GROUPS, CENTS)
def test_however_it_is_grouped_the_amount_is_the_same(amount, group, point):
    if group == point:
        group = ""
    whole, cents = f"{amount:,.2f}".split(".")
    text = whole.replace(",", group) + point + cents
    assert AmountField().clean(text) == amount


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text):
    try:
        plain = plain_amount(text)
    except UnclearSign as refused:
        assert refused.sign == "" or refused.sign in text
    else:
        assert Decimal(plain) == Decimal(plain)


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("8", 8),
        (" 8 ", 8),
        ("８", 8),
        ("٨", 8),
        ("1 500", 1500),
        ("1'500", 1500),
        ("+8", 8),
        (8, 8),
    ],
)
def test_a_whole_number_is_read_as_it_was_meant(sent, number):
    assert WholeNumberField().clean(sent) == number


@pytest.mark.parametrize(
    ("sent", "sign"),
    [
        ("1,500", ","),
        ("1.500", "."),
        ("8x", "x"),
        ("8 sessions", "sessions"),
        ("8-10", "-"),
        ("1_0", "_"),
        ("1e2", "e"),
        ("１，５００", "，"),
    ],
)
def test_what_keeps_a_whole_number_from_being_read_is_named(sent, sign):
    with pytest.raises(ValidationError) as refused:
        WholeNumberField(min_value=1, max_value=9).clean(sent)
    assert refused.value.messages == [f"Please write the whole number without “{sign}”, such as 8."]


@pytest.mark.parametrize("sent", ["8.5", "1.0", "many", "-", True, 1.5, ["8"]])
def test_what_is_no_whole_number_is_refused(sent):
    with pytest.raises(ValidationError) as refused:
        WholeNumberField().clean(sent)
    assert refused.value.messages == ["Please write a whole number."]


def test_every_form_reads_amounts_and_numbers_in_this_way():
    import_module(
        "config.urls"
    )  # and with it the forms of every door, the desk of staff among them
    ours = [form for form in _forms(forms.BaseForm) if form.__module__.split(".")[0] in OUR_APPS]
    assert len(ours) > 30
    for form in ours:
        for name, field in form.base_fields.items():
            if isinstance(field, forms.IntegerField):
                assert isinstance(field, AmountField | WholeNumberField), (form, name)


OUR_APPS = {
    "accounts",
    "calendars",
    "chat",
    "contracts",
    "dashboards",
    "marketplace",
    "notifications",
    "sessions",
}


def _forms(kind):
    for form in kind.__subclasses__():
        yield form
        yield from _forms(form)


@pytest.mark.parametrize("sent", ["٣", "３", "1 500", "1'500", "8.", "+8x"])
def test_a_number_that_a_page_sends_by_itself_is_plain_digits(sent):
    with pytest.raises(ValidationError):
        WholeNumberField(widget=forms.HiddenInput).clean(sent)
    assert WholeNumberField(widget=forms.HiddenInput).clean("15") == 15
