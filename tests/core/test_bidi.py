"""What runs from right to left turns no sentence of ours round, and every name has its initials."""

import pytest
from django.utils import translation

from accounts.models import User
from core.avatars import hue, initials
from core.bidi import isolated, without_isolates


@pytest.mark.parametrize("text", ["נועה", "محمد", "Anna נועה", "(נועה)", "١٢", "ﷺ", "ދިވެހި", "אבא 3"])
def test_a_text_of_the_other_direction_stands_by_itself_in_a_sentence(text):
    assert isolated(text) == f"\u2068{text}\u2069"
    assert isolated(isolated(text)) == isolated(text)
    assert without_isolates(isolated(text)) == text


@pytest.mark.parametrize("text", ["", "Anna", "Zoë (27)", "上海", "नमस्ते", "👩\u200d💻", "Ήλιος"])
def test_other_texts_are_left_alone(text):
    assert isolated(text) == text


def test_in_a_language_from_right_to_left_every_name_stands_by_itself():
    with translation.override("he"):
        assert isolated("Anna") == "\u2068Anna\u2069"


def test_a_person_is_named_in_sentences_by_what_stands_by_itself():
    person = User(display_name="נועה כהן")
    assert str(person) == person.get_full_name() == "\u2068נועה כהן\u2069"
    assert person.get_short_name() == "\u2068נועה\u2069"
    assert person.display_name == "נועה כהן"


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("Anna Berg", "AB"),
        ("anna maria berg", "AB"),
        ("Anna", "A"),
        ("", "?"),
        ("  \u200b ", "?"),
        ("\u200bAnna \u2060\u202eBerg", "AB"),
        ("A\u0308nna \u0301 berg", "A\u0308B"),
        ("(Anna) „Berg“", "AB"),
        ("Anna - ", "A-"),
        ("ßandra Ümit", "ßÜ"),
        ("👩\u200d💻 Coder", "👩\u200d💻C"),
        ("👩🏽 🇩🇪🇫🇷", "👩🏽🇩🇪"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("नमिता क्षत्रिय", "नक्ष"),
        ("李小龙", "李"),
        ("\u2068נועה כהן\u2069", "נכ"),
        ("é", "É"),
    ],
)
def test_initials_are_the_first_signs_that_can_be_seen(name, signs):
    assert initials(name) == signs


def test_a_name_keeps_its_colour_wherever_it_stands():
    assert hue(isolated("נועה")) == hue("נועה")
