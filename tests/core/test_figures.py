"""Figures with their units are marked, so that no page breaks a line inside one."""

import pytest
from django.utils.safestring import mark_safe

from core.figures import with_figures


def marked(text):
    """The figures that are found in a text."""
    return [
        part.partition("</span>")[0] for part in with_figures(text).split('class="figure">')[1:]
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Contract SK-2034-000123 · version 2", ["SK-2034-000123"]),
        ("EUR 1,250.00 for all of it", ["EUR 1,250.00"]),
        ("it costs €32.00.", ["€32.00"]),
        ("Tue 1 Dec, 17:00–18:00 (Lord Howe)", ["1 Dec", "17:00–18:00 (Lord Howe)"]),
        ("until Mon 30 Nov 2026, 19:21", ["30 Nov 2026", "19:21"]),
        ("before Tue 1 Dec 07:00 (London) and", ["1 Dec", "07:00 (London)"]),
        ("2 of 5 done", ["2 of 5"]),
        ("8 × 60 min", ["8 × 60 min"]),
        ("after 48 hours, each", ["48 hours"]),
        ("8 h 59 min in all", ["8 h 59 min"]),
        ("15 % of it", ["15 %"]),
        ("nothing here", []),
    ],
)
def test_figures_are_found_with_their_units(text, figures):
    assert marked(text) == figures


def test_text_is_escaped_and_html_keeps_its_tags():
    assert with_figures("<b>2 of 5") == '&lt;b&gt;<span class="figure">2 of 5</span>'
    link = mark_safe('<a href="/at/17:00">17:00</a>')
    assert with_figures(link) == '<a href="/at/17:00"><span class="figure">17:00</span></a>'


def test_a_place_too_long_for_a_line_is_left_outside():
    assert marked(f"17:00 ({'W' * 80})") == ["17:00"]
