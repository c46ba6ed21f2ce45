"""Figures that read as one word: contract numbers, amounts, times, dates, and counts with their unit."""

import re
from functools import lru_cache

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

# A place in brackets may be so long that a narrow column has no room for all of it; then it may break.
FIGURE = re.compile(
    r"""
    \b[A-Z]{2}-\d{4}-\d+                                     # SK-2034-000123
    | \b[A-Z]{3}[ ]\d[\d.,]*\d | [€$£][ ]?\d[\d.,]*\d        # EUR 1,250.00
    | \b\d{1,2}:\d{2}(?:–\d{1,2}:\d{2})?(?:[ ]\([^()<]{1,24}\))?  # 17:00–18:00 (London)
    | \b\d+[ ]×[ ]\d+(?:[ ]\w{1,9})?                         # 8 × 60 min
    | \b\d+[ ]h[ ]\d+[ ]min                                    # 8 h 59 min
    | \b\d[\d.,]*[ ](?:\w{1,9}[ ]\d+\b(?!:)|\w{1,9}\b|%)          # 2 of 5, 1 Dec 2026, 48 hours, 15 %
    """,
    re.VERBOSE,
)
LONGEST_KEPT = 200  # characters
TAG = re.compile(r"(<[^>]*>)")


def with_figures(text: str) -> SafeString:
    """The text for a page, its figures marked so that no line is broken inside one. Tags in it stay."""
    plain = type(text) is str or type(text) is SafeString
    return _kept(text) if plain and len(text) <= LONGEST_KEPT else _with_figures(text)


def _with_figures(text: str) -> SafeString:
    parts = TAG.split(conditional_escape(text))
    parts[::2] = [FIGURE.sub(_marked, part) for part in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308  # escaped above


_kept = lru_cache(maxsize=4096, typed=True)(
    _with_figures
)  # a SafeString equals the text it is made of


def _marked(found: re.Match[str]) -> str:
    return f'<span class="figure">{found[0]}</span>'
