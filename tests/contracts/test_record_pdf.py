"""The typefaces of the record: whatever people write in, is drawn, and in its direction."""

import io
import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

from contracts.record_pdf import RecordPdf
from contracts.typefaces import REPLACEMENT

pytestmark = pytest.mark.once
SCRIPTS = {
    "latin": "Zoë Ångström, Đặng Thị Hương – 3 × 32 €",
    "greek": "Ελένη Παπαδοπούλου",
    "cyrillic": "Олександра Шевченко",
    "hebrew": "שלום נועה",
    "hebrew with points": "שָׁלוֹם",
    "arabic": "مرحبا يا ليلى",
    "arabic with vowels": "مُحَمَّد",
    "persian": "می‌خواهم",
    "devanagari": "नमस्ते क्षत्रिय",
    "bengali": "বাংলা ভাষা",
    "gurmukhi": "ਪੰਜਾਬੀ",
    "gujarati": "ગુજરાતી",
    "tamil": "வணக்கம்",
    "telugu": "తెలుగు",
    "kannada": "ಕನ್ನಡ",
    "malayalam": "മലയാളം",
    "sinhala": "ශ්‍රී ලංකා",
    "thai": "สวัสดีค่ะ",
    "lao": "ສະບາຍດີ",
    "khmer": "ភាសាខ្មែរ",
    "burmese": "မြန်မာ",
    "georgian": "გამარჯობა",
    "armenian": "Բարև Արամ",
    "amharic": "ሰላም",
    "simplified chinese": "你好,我家在上海东边。",
    "traditional chinese": "學習廣東話",
    "japanese": "学ぶ、カタカナ",
    "korean": "안녕하세요",
    "emoji": "🎻 👍 👩‍🔬 🧑🏽‍🎓 ❤️",
    "signs": "→ ★ ☎ ♫ ½",
}
# They have no picture, or one together with what stands before them.
UNSEEN = re.compile(r"[\s\u200c\u200d\u2068\u2069\ufe0f]")


def record_of(*texts: str) -> tuple[RecordPdf, PdfReader]:
    record = RecordPdf("SK-2026-000001")
    for text in texts:
        record.pair("Student", text)
    return record, PdfReader(io.BytesIO(bytes(record.output())))


def codes_shown(reader: PdfReader) -> Iterator[tuple[DictionaryObject, int]]:
    """Each letter drawn, from left to right within a line: its typeface, and its number there."""
    for page in reader.pages:
        fonts, font, kept = page["/Resources"]["/Font"], None, []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"q":
                kept.append(font)
            if operator == b"Q":
                font = kept.pop()
            if operator == b"Tf":
                font = fonts[operands[0]].get_object()
            if operator == b"Tj":
                raw = operands[0].original_bytes
                yield from ((font, int.from_bytes(raw[i : i + 2])) for i in range(0, len(raw), 2))


def picture(font: DictionaryObject, code: int) -> int:
    """The number of the glyph in the embedded font file; 0 is the picture for what it lacks."""
    descendant = font["/DescendantFonts"][0].get_object()
    table = descendant.get("/CIDToGIDMap")
    if table is None or table == "/Identity":
        return code
    return int.from_bytes(table.get_object().get_data()[2 * code : 2 * code + 2])


def meaning(font: DictionaryObject, code: int) -> str:
    """What a reader copies out for it."""
    found = re.search(
        rf"<{code:04x}> <([0-9a-f]+)>", font["/ToUnicode"].get_data().decode(), re.IGNORECASE
    )
    return bytes.fromhex(found[1]).decode("utf-16-be") if found else ""


@cache
def drawn(reader: PdfReader) -> str:
    """All letters in the order in which they stand, from left to right."""
    return "".join(meaning(*shown) for shown in codes_shown(reader))


@pytest.fixture(scope="module")
def all_scripts():
    return record_of(*SCRIPTS.values())


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_every_letter_can_be_copied_out(all_scripts, text):
    _record, reader = all_scripts
    assert set(UNSEEN.sub("", text)) <= set(drawn(reader))


def test_every_letter_has_a_picture(all_scripts):
    record, reader = all_scripts
    assert not record.lacks_letters
    assert all(picture(*shown) for shown in codes_shown(reader))


def test_letters_are_joined_as_their_script_wants_it():
    _record, joined = record_of("क्ष")
    assert len(drawn(joined).replace("Student", "").split()[0]) < 5
    apart, together = (
        [picture(*shown) for shown in codes_shown(record_of(text)[1])]
        for text in ("ශ්රී", "ශ්\N{ZERO WIDTH JOINER}රී")
    )
    assert apart != together


@pytest.mark.parametrize("first", ["שלום", "مرحبا", "你好", "नमस्ते"])
def test_a_second_line_is_written_in_its_own_typeface(first):
    _record, reader = record_of(f"{first}\nplain words")
    assert "plain words" in drawn(reader)
    assert all(picture(*shown) for shown in codes_shown(reader))


def test_a_right_to_left_line_runs_from_the_right_edge():
    _record, reader = record_of("שלום 10 עולם")
    assert "םלוע 10 םולש" in drawn(reader)
    _record, left = record_of("Hello")
    edges = []
    for page in (reader.pages[0], left.pages[0]):
        starts = re.findall(rb"([\d.]+) [\d.]+ Td", page.get_contents().get_data())
        edges.append(max(map(float, starts)))
    assert edges[0] > edges[1] + 200


def test_a_name_that_runs_leftward_turns_no_sentence_round():
    _record, reader = record_of("\u2068נועה כהן\u2069, 3 Jan 2027, 10:00")
    assert "ןהכ העונ, 3 Jan 2027, 10:00" in drawn(reader).replace("\u2068", "").replace(
        "\u2069", ""
    )


@pytest.mark.parametrize("text", ["\U00012000", "\ue000", "𓂀 and words"])
def test_a_letter_of_no_typeface_shows_that_it_is_missing(text):
    record, reader = record_of(text)
    assert record.lacks_letters
    assert drawn(reader).count(REPLACEMENT) == 1
    assert all(picture(*shown) for shown in codes_shown(reader))


@pytest.mark.parametrize("text", ["𝔉𝔯𝔞𝔫𝔷", "𝓕𝓻𝓪𝓷𝔃", "𝙁𝙧𝙖𝙣𝙯"])
def test_a_letter_in_fancy_dress_is_written_plainly_where_no_typeface_has_it(text):
    record, reader = record_of(text)
    assert not record.lacks_letters
    assert re.search(f"Franz|{text}", drawn(reader))


def test_what_somebody_wrote_as_a_replacement_is_no_missing_letter():
    record, _reader = record_of(f"copied {REPLACEMENT} from elsewhere")
    assert not record.lacks_letters


def test_only_the_typefaces_that_are_needed_are_opened():
    assert len(record_of("Sofia Lindqvist")[0].fonts) == 1
    assert len(record_of("Sofia 上海 שלום")[0].fonts) == 3


@settings(max_examples=10)
@given(st.text(st.characters(exclude_categories=["Cs", "Cn"]), min_size=1, max_size=80))
def test_any_text_is_drawn_without_an_empty_picture(text):
    _record, reader = record_of(text)
    assert all(picture(*shown) for shown in codes_shown(reader))
