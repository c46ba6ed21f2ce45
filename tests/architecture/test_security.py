"""docs/security.md is true: what it promises and what it answers to the standard names tests that exist."""

import re
from pathlib import Path

import pytest

from tests.architecture.named_tests import TEST, missing
from tests.product import ROOT

TEXT = Path(ROOT, "docs", "security.md").read_text()
HEADINGS = set(re.findall(r"^## (.+)$", TEXT, re.MULTILINE))
ROWS = re.findall(r"^\| (V\d+\.\d+\.\d+) \| (\d) \| (.+?) \| (.+) \|$", TEXT, re.MULTILINE)
PROMISES = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", TEXT, re.MULTILINE)
WHY_NO_TEST = re.compile(r"\*\*(Not here|Page|Operator|By hand)\*\*: (.{7,})")
# How many requirements of level 1 and of level 2 each section of ASVS 5.0 has. In a section they come in the
# order of their levels.
SECTIONS = {
    "V1.1": (0, 2), "V1.2": (5, 4), "V1.3": (2, 9), "V1.4": (0, 3), "V1.5": (1, 1),
    "V2.1": (1, 2), "V2.2": (2, 1), "V2.3": (1, 3), "V2.4": (0, 1),
    "V3.2": (2, 0), "V3.3": (1, 3), "V3.4": (2, 4), "V3.5": (3, 2), "V3.7": (0, 2),
    "V4.1": (1, 2), "V4.2": (0, 1), "V4.3": (0, 2), "V4.4": (1, 3),
    "V5.1": (0, 1), "V5.2": (2, 1), "V5.3": (2, 0), "V5.4": (0, 3),
    "V6.1": (1, 2), "V6.2": (8, 4), "V6.3": (2, 2), "V6.4": (2, 2), "V6.5": (0, 5), "V6.6": (0, 3),
    "V6.8": (0, 4),
    "V7.1": (0, 3), "V7.2": (4, 0), "V7.3": (0, 2), "V7.4": (2, 3), "V7.5": (0, 2), "V7.6": (0, 2),
    "V8.1": (1, 1), "V8.2": (2, 1), "V8.3": (1, 0), "V8.4": (0, 1),
    "V9.1": (3, 0), "V9.2": (1, 3),
    "V10.1": (0, 2), "V10.2": (0, 2), "V10.3": (0, 4), "V10.4": (5, 6), "V10.5": (0, 5), "V10.6": (0, 2),
    "V10.7": (0, 3),
    "V11.1": (0, 2), "V11.2": (0, 3), "V11.3": (2, 1), "V11.4": (1, 3), "V11.5": (0, 1), "V11.6": (0, 1),
    "V12.1": (1, 2), "V12.2": (2, 0), "V12.3": (0, 4),
    "V13.1": (0, 1), "V13.2": (0, 5), "V13.3": (0, 2), "V13.4": (1, 4),
    "V14.1": (0, 2), "V14.2": (1, 3), "V14.3": (1, 2),
    "V15.1": (1, 2), "V15.2": (1, 2), "V15.3": (1, 6),
    "V16.1": (0, 1), "V16.2": (0, 5), "V16.3": (0, 4), "V16.4": (0, 3), "V16.5": (0, 3),
    "V17.1": (0, 1), "V17.2": (0, 4), "V17.3": (0, 2),
}  # fmt: skip


def test_every_requirement_of_levels_1_and_2_stands_in_the_table_once_in_its_order():
    wanted = [
        (f"{section}.{number}", 1 if number <= first else 2)
        for section, (first, second) in SECTIONS.items()
        for number in range(1, first + second + 1)
    ]
    assert [(row[0], int(row[1])) for row in ROWS] == wanted
    assert (len(wanted), sum(level == 1 for _id, level in wanted)) == (253, 70)


def test_every_promise_of_safety_names_a_test_that_exists():
    assert [int(number) for number, _promise, _tests in PROMISES] == list(
        range(1, len(PROMISES) + 1)
    )
    for _number, promise, tests in PROMISES:
        assert re.findall(TEST, tests), promise


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_has_a_test_or_says_why_it_has_none(row):
    held = row[3]
    assert re.findall(TEST, held) or WHY_NO_TEST.match(held)


def test_every_test_that_is_named_exists():
    named = sorted(set(re.findall(TEST, TEXT)))
    assert len(named) > 100
    assert missing(named) == []
    assert len(re.findall(r"`tests/[^`]*::", TEXT)) == len(re.findall(TEST, TEXT))


def test_every_section_that_a_row_leads_to_is_there():
    """**Page** rows name the heading under which the thing is written down."""
    pages = [held for _id, _level, _asks, held in ROWS if held.startswith("**Page**")]
    assert pages
    for held in pages:
        assert HEADINGS & set(re.findall(r'"([^"]+)"', held)), held
