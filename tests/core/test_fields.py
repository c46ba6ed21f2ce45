"""Fields name what a program may send and no page does; nothing of it ends in an error of ours."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core.fields import (
    AmountField,
    ClockField,
    DayField,
    TextField,
    WallTimeField,
    WholeNumberField,
    YesNoField,
)

ODD = (
    5,
    -1,
    10**400,
    1.5,
    float("inf"),
    True,
    ["x"],
    [],
    {"a": 1},
    [{"a": 1}],
    "x",
    "²",
    "9" * 5000,
)


class Odd(forms.Form):
    text = TextField(max_length=10)
    day = DayField()
    clock = ClockField()
    number = WholeNumberField(min_value=1, max_value=9, step_size=1)
    amount = AmountField(min_value=1, max_value=9)
    yes = YesNoField(required=False)


RIGHT = {
    "text": "x", "day": "2026-11-03", "clock": "07:30", "number": 1, "amount": "1.50", "yes": True,
}  # fmt: skip


@pytest.mark.parametrize("field", ["day", "clock"])
@pytest.mark.parametrize("sent", [*ODD, None, "0000-00-00", "9999-12-31", "0001-01-01", "24:00"])
def test_what_is_no_day_or_time_is_named(field, sent):
    assert list(Odd({**RIGHT, field: sent}).errors) == [field]


@pytest.mark.parametrize("sent", [each for each in ODD if not isinstance(each, str)])
def test_what_is_no_text_is_named(sent):
    assert list(Odd({**RIGHT, "text": sent}).errors) == ["text"]


@pytest.mark.parametrize("field", ["number", "amount"])
@pytest.mark.parametrize("sent", [*ODD[1:3], *ODD[4:], 1e30, "1e400", "NaN", "1e9999999", "-1"])
def test_what_is_no_number_or_far_too_big_is_named(field, sent):
    assert list(Odd({**RIGHT, field: sent}).errors) == [field]


@pytest.mark.parametrize("field", ["number", "amount"])
@pytest.mark.parametrize("sent", ["1_0", "1e0", " ", "1.0.0", "--1", "1\x00", [], {}])
def test_what_only_python_reads_as_a_number_is_named(field, sent):
    assert list(Odd({**RIGHT, field: sent}).errors) == [field]


@pytest.mark.parametrize("sent", [1.0, "1.0", "1."])
def test_a_fraction_is_no_whole_number(sent):
    assert list(Odd({**RIGHT, "number": sent}).errors) == ["number"]


@pytest.mark.parametrize(("field", "sent", "kept"), [
    ("number", " 5 ", 5), ("number", "+5", 5), ("number", 5, 5), ("amount", "4,5", Decimal("4.5")),
    ("amount", " 4.50 ", Decimal("4.5")), ("amount", 4.5, Decimal("4.5")), ("amount", 4, Decimal(4)),
])  # fmt: skip
def test_numbers_as_people_and_programs_write_them_are_read(field, sent, kept):
    form = Odd({**RIGHT, field: sent})
    assert form.is_valid(), form.errors
    assert form.cleaned_data[field] == kept


@pytest.mark.parametrize("sent", [5, 1.5, ["x"], {"a": 1}, [], {}, "x", "yes\x00"])
def test_what_is_neither_yes_nor_no_is_named(sent):
    assert list(Odd({**RIGHT, "yes": sent}).errors) == ["yes"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [("on", True), ("1", True), (True, True), ("true", True), ("0", False), (False, False),
     ("", False), (None, False), ("False", False)],
)  # fmt: skip
def test_a_tick_and_a_programs_word_are_read_alike(sent, said):
    form = Odd({**RIGHT, "yes": sent})
    assert form.is_valid()
    assert form.cleaned_data["yes"] is said


def test_a_box_that_is_not_sent_is_not_ticked():
    form = Odd({name: value for name, value in RIGHT.items() if name != "yes"})
    assert form.is_valid()
    assert form.cleaned_data["yes"] is False


class Written(forms.Form):
    line = TextField(max_length=20)
    lines = TextField(max_length=20, min_length=3, widget=forms.Textarea, required=False)


def test_a_text_is_kept_as_its_field_shows_it():
    form = Written({"line": " Zoe\u0308\r\n\u200bBcc:\x07 a", "lines": " b\r\n\tc\u202e "})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"line": "Zoë Bcc: a", "lines": "b\n\tc"}


@pytest.mark.parametrize(
    "nothing", ["\u200b", "\u2060\u3164", "\u00ad", "\u202e", "\r\n", "\u2800"]
)
def test_what_cannot_be_seen_fills_in_nothing(nothing):
    form = Written({"line": nothing, "lines": nothing})
    assert form.errors == {"line": ["Please fill this in."]}


@pytest.mark.parametrize("nothing", ["\u200b", "\u2060", "\u3164", "\u00ad", "\u202e", "\x07"])
def test_what_cannot_be_seen_makes_no_text_longer(nothing):
    assert list(Written({"line": "a", "lines": f"a{nothing * 5}b"}).errors) == ["lines"]
    assert Written({"line": f"a{nothing * 50}b"}).is_valid()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-02-30T10:00", "The calendar has no such day, or the clock no such time."),
        ("2027-02-29 10:00", "The calendar has no such day, or the clock no such time."),
        ("2026-12-03T25:00", "The calendar has no such day, or the clock no such time."),
        ("2026-12-03T17:00+09:00", "Write it as your clock shows it, without an offset."),
        ("2026-12-03T17:00Z", "Write it as your clock shows it, without an offset."),
        ("2026-12-03", "Give a date and a time."),
        ("20261203", "Give a date and a time."),
        ("2026-W49-4", "Give a date and a time."),
        ("2026-12-03T", "Give a date and a time."),
        ("someday", "Give a date and a time."),
    ],
)
def test_a_day_or_a_time_that_does_not_exist_is_told_as_such(text, told):
    with pytest.raises(ValidationError) as refused:
        WallTimeField().clean(text)
    assert refused.value.messages == [told]
