"""Every search is bounded in characters, words and time, and says so."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from core.search_bounds import (
    CHARACTERS_MOST,
    WORDS_MOST,
    SearchTooSlow,
    bounded_search,
    check_query,
)

SEARCHES = ["/jump", "/chat/search", "/coaches", "/jobs"]
DESK = ["/admin/accounts/user/", "/admin/chat/conversation/", "/admin/core/eventrecord/"]
TOO_MUCH = {
    "x" * (CHARACTERS_MOST + 1): "A search has at most 200 characters; this one has 201.",
    "a " * (WORDS_MOST + 1): "A search has at most 20 words; this one has 21.",
}


@pytest.mark.once
@pytest.mark.parametrize("path", SEARCHES)
@pytest.mark.parametrize(("query", "said"), TOO_MUCH.items(), ids=["characters", "words"])
def test_what_is_too_much_is_refused_with_its_field_and_limit(student, login, path, query, said):
    answer = login(student).get(path, {"q": query}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"] == {"q": [said]}


@pytest.mark.parametrize("path", DESK)
@pytest.mark.parametrize(("query", "said"), TOO_MUCH.items(), ids=["characters", "words"])
def test_the_staff_desk_says_the_same(staff, login, path, query, said):
    answer = login(staff).get(path, {"q": query})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert login(staff).get(path, {"q": "somebody"}).status_code == 200


@pytest.mark.parametrize("path", SEARCHES)
def test_the_most_is_possible(student, login, path):
    for query in ("x" * CHARACTERS_MOST, "ab " * (WORDS_MOST - 1) + "ab"):
        assert login(student).get(path, {"q": query}).status_code == 200


def test_only_characters_and_words_are_counted():
    check_query(" " * (CHARACTERS_MOST - 1))
    with pytest.raises(Invalid) as refusal:
        check_query("\ud800")
    assert refusal.value.fields.keys() == {"q"}


HOSTILE = st.text(max_size=CHARACTERS_MOST + 20) | st.text(
    alphabet="\"'`´“”„«»%_\\()[]{}|&!<>:*-+#~^$;?/ OR\u200b\u202e\u0301كA王ก",
    max_size=CHARACTERS_MOST,
)


@pytest.mark.parametrize("path", SEARCHES)
def test_no_string_breaks_a_search(student, login, path):
    browser = login(student)

    @settings(max_examples=25, deadline=3_000, suppress_health_check=[HealthCheck.too_slow])
    @given(HOSTILE)
    def search(query):
        expected = {400} if "\x00" in query else {200, 422}
        assert browser.get(path, {"q": query}).status_code in expected

    search()


@pytest.mark.postgres
def test_a_search_that_takes_too_long_is_ended_and_told_of(student):
    with (
        pytest.raises(SearchTooSlow) as refusal,
        bounded_search("slow"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT pg_sleep(4)")
    assert (refusal.value.status, refusal.value.fields.keys()) == (503, {"q"})


@pytest.mark.postgres
def test_what_is_read_after_a_search_has_all_the_time_it_needs(student):
    with connection.cursor() as cursor:
        with bounded_search("quick"):
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("3s",)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
