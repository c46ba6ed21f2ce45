"""The typeface of the record, and what it cannot write."""

import pytest

from contracts.record_pdf import RecordPdf


@pytest.fixture
def record():
    return RecordPdf("SK-2026-000001")


def test_latin_greek_cyrillic_and_devanagari_are_written(record):
    record.text_block("Zoë Ångström – Ήλιος · Привет · नमस्ते × 3 €")
    assert not record.lacks_letters


@pytest.mark.parametrize("text", ["学ぶ", "שלום", "مرحبا"])
def test_the_record_knows_which_letters_it_lacks(record, text):
    record.pair("Student", text)
    assert record.lacks_letters
