"""What searches keep of a text, and where they find it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.folding import WORD_MOST, runs, sequences_of, sought, words
from core.letters import folded
from core.marking import spans
from core.terms import read_query
from tests.finding import FINDS, MISSES


def fits(text, query):
    wanted = read_query(query)
    line = f" {words(text)} "
    in_order = all(any(form in line for form in forms) for forms in wanted.sequences)
    return in_order and all(
        any(all(f" {word}" in line for word in spelling) for spelling in each)
        for each in wanted.words
    )


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


@given(st.text())
def test_any_text_is_found_as_a_phrase_of_itself_and_marked_as_one(text):
    for phrase in (piece for piece in text.split('"') if sought(piece)):
        assert fits(text, f"“{phrase}”") or not sequences_of(phrase)
        assert spans(phrase, "", [phrase])


@given(
    st.text(st.sampled_from("ab'+# 上海。\"“”-é")), st.text(st.sampled_from("ab'+# 上海。\"“”-é"))
)
def test_what_is_in_order_in_the_index_is_marked_in_the_text(text, query):
    wanted = read_query(query)
    if wanted.phrases and fits(text, query):
        assert wanted.spans(text) or not wanted.words


@given(st.text(st.sampled_from("abi15'+#-._, ")))
def test_the_short_way_for_plain_texts_keeps_the_same_words(text):
    assert words(text).split(" . ") == words(text + " , “").split(" . ")


@given(st.text(), st.text())
def test_the_places_found_are_in_order_and_in_the_text(text, query):
    edges = [edge for span in spans(text, query, [query]) for edge in span]
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
        ("Free Wi-Fi with it", "wifi", ["Wi-Fi"]),
        ("Free wifi with it", "wi-fi", ["wifi"]),
        ("Free wi fi with it", "Wi-Fi", ["wi fi"]),
        ("Herr Müller", "mueller", ["Müller"]),
        ("Herr Mueller", "Müller", ["Mueller"]),
        ("it costs 1 500.50", "1500", ["1 500"]),
        ("I teach .NET, not nets", ".net", [".NET"]),
        ("서울 여행은", "서울여행", ["서울 여행"]),
    ],
)
def test_places_are_those_of_the_text_as_it_was_written(text, query, marked):
    assert [text[start:end] for start, end in spans(text, query)] == marked
