"""What searches keep of a text, and where they find it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import WORD_MOST, folded, runs, sought, spans, words
from tests.finding import FINDS, MISSES


def fits(text, query):
    kept = words(text).split(" ")
    return all(any(each.startswith(word) for each in kept) for word in sought(query))


@pytest.mark.parametrize(("text", "query"), FINDS)
def test_what_a_person_would_find_fits(text, query):
    assert sought(query)
    assert fits(text, query)


@pytest.mark.parametrize(("text", "query"), MISSES)
def test_what_means_something_else_does_not(text, query):
    assert not fits(text, query)


@given(st.text())
def test_any_text_is_found_by_itself_and_kept_as_plain_words(text):
    assert fits(text, text)
    assert all(run in folded(text) for run in runs(text))
    for word in words(text).split():
        assert 1 <= len(word) <= WORD_MOST
        assert not set(word) & set(" \"'\\:*&|!()\x00")


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(), st.text())
def test_the_places_found_are_in_order_and_in_the_text(text, query):
    edges = [edge for span in spans(text, query) for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("我家在上海东边。", "上海", ["上海"]),
        ("上海、上海", "海", ["海", "海"]),
        ("À l’École!", "ecole", ["l’École"]),
        ("Re\u0301sume\u0301, please", "resume", ["Re\u0301sume\u0301"]),
        ("ﾀﾜｰとﾀﾞﾝｽ", "ダンス", ["ﾀﾞﾝｽ"]),
        ("at https://a.example/violin-lessons", "violin", ["violin"]),
        ("Irregular verbs", "irreg", ["Irregular"]),
        ("ﬁnally", "final", ["ﬁnally"]),
    ],
)
def test_places_are_those_of_the_text_as_it_was_written(text, query, marked):
    assert [text[start:end] for start, end in spans(text, query)] == marked
