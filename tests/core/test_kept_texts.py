"""One form of text for every door: what is not there to be read is not kept, what a script needs is."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.texts import can_be_kept, one_line, paragraphs

NOTHING_TO_SEE = (
    "", " ", "\t\n", "\u00a0", "\u3000", "\u200b", "\u200b\u200c\u200d", "\u2060", "\u3164", "\uffa0",
    "\u115f\u1160", "\u00ad", "\u034f", "\u180e", "\u200e\u200f\u061c", "\u202a\u202b\u202c\u202d\u202e",
    "\u2066\u2067\u2068\u2069", "\ufeff", "\ufe0f", "\U000e0100", "\U000e0041", "\u2800", "\u0301",
    "\x01\x1f\x7f\x85", "\ufff9\ufffb", "\u206a", " \u200b \n \u3164 ",
)  # fmt: skip


@pytest.mark.parametrize("text", NOTHING_TO_SEE)
def test_what_cannot_be_seen_is_nothing(text):
    assert one_line(text) == paragraphs(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Anna", "Zoë", "O’Neil", "a  b", "李小龙", "김철수", "שָׁלוֹם", "محمد علی", "می\u200cخواهم", "ه\u200d",
        "क्\u200dष", "ක්\u200dර", "ภาษา\u200bไทย", "ខ្មែរ\u200bភាសា", "❤\ufe0f", "1\ufe0f\u20e3", "👩\u200d💻",
        "👩🏽\u200d🚀", "🏳\ufe0f\u200d🌈", "👨\u200d👩\u200d👧", "🏃\u200d♀\ufe0f", "🇩🇪",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "葛\U000e0100", "₿ — “”…", "\ue000",
        "שלום!\u200f ABC",
    ],
)  # fmt: skip
def test_what_a_script_or_an_emoji_needs_is_kept(text):
    assert one_line(text) == paragraphs(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" Anna ", "Anna"),
        ("\u200bAn\u200bna\u2060", "Anna"),
        ("Zoe\u0308", "Zoë"),
        ("e\u00ad\u0301", "é"),
        ("ev\u202eil\u202c", "evil"),
        ("\u2067abc\u2069", "abc"),
        ("a\u200db", "ab"),
        ("上\u200d海", "上海"),
        ("bell\x07 \x1b[31mred", "bell [31mred"),
        ("a\ufe0f\ufe0f", "a\ufe0f"),
        ("\u200d🎉\u200d", "🎉"),
        ("Anna\u200e", "Anna"),
        ("Hi\u3164\u3164there", "Hithere"),
    ],
)
def test_what_hides_in_a_text_is_taken_out(text, line):
    assert one_line(text) == paragraphs(text) == line


@pytest.mark.parametrize(
    "end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1e"]
)
def test_line_breaks_are_one_kind_of_break_or_a_blank(end):
    assert paragraphs(f"To: a{end}Bcc: b") == "To: a\nBcc: b"
    assert one_line(f"To: a{end}Bcc: b") == "To: a Bcc: b"


def test_tabs_and_blank_lines_stay_in_paragraphs_only():
    assert paragraphs("a\tb\r\n\r\nc") == "a\tb\n\nc"
    assert one_line("a\tb\r\n\r\nc") == "a b c"


odd_texts = st.text(
    st.characters()
    | st.sampled_from("\u200b\u200c\u200d\u202e\ufe0f\u0301\u3164a ک👩💻क\r\n\t\x07\U000e0067🏴")
)


@given(odd_texts)
def test_any_text_has_one_form_that_stays(text):
    for form in (one_line, paragraphs):
        kept = form(text)
        assert form(kept) == kept == kept.strip()
        assert unicodedata.is_normalized("NFC", kept)
        assert can_be_kept(kept) == can_be_kept(text) or not kept
        assert not re.search("[\u202a-\u202e\u2066-\u2069\ufeff\x01-\x08\x0b-\x1f\x7f-\x9f]", kept)
    assert not re.search("[\n\t\u2028\u2029]", one_line(text))
