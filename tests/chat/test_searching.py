import re
from unittest.mock import patch

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, models

from chat.models import Entry
from chat.timeline.actions import delete_message, edit_message
from chat.workspace.search_index import TRIGGERS
from chat.workspace.searching import POSTGRES, POSTGRES_FITS, find_messages
from core.folding import sought, tsquery
from tests.factories import NOW
from tests.finding import FINDS, MISSES

pytestmark = pytest.mark.django_db


def test_a_message_is_found_by_its_words_and_marked(conversation, student, coach, say):
    say(student, "Shall we begin with irregular verbs?")
    say(coach, "Verbs first, then <b>nouns</b>")
    say(coach, "Nothing of the kind")
    found = find_messages(student, "verbs")
    assert {(m.seq, m.is_own, m.other_name) for m in found} == {
        (1, True, "Carl Coach"),
        (2, False, "Carl Coach"),
    }
    assert all("<mark>" in m.snippet for m in found)
    assert not any("<b>" in m.snippet for m in found)


def test_every_word_must_occur(student, coach, say, conversation):
    say(student, "irregular verbs")
    assert find_messages(coach, "irregular nouns") == []
    assert len(find_messages(coach, "verbs irregular")) == 1


def test_the_beginning_of_a_word_is_enough_and_the_better_match_comes_first(
    student, coach, say, conversation
):
    say(
        coach, "One irregular word, and a great many others that have nothing to do with it at all."
    )
    say(coach, "Irregular verbs, irregular nouns.")
    found = find_messages(student, "irreg")
    assert [each.seq for each in found] == [2, 1]
    assert "<mark>Irregular</mark> verbs" in found[0].snippet


def test_a_stranger_finds_nothing(conversation, student, other_student, say):
    say(student, "irregular verbs")
    assert find_messages(other_student, "verbs") == []


def test_the_search_follows_edits_and_deletions(conversation, student, say):
    say(student, "first words")
    say(student, "gone soon")
    edit_message(conversation.pk, 1, by=student, body="second thoughts", now=NOW)
    delete_message(conversation.pk, 2, by=student, now=NOW)
    assert find_messages(student, "first") == []
    assert [m.seq for m in find_messages(student, "second")] == [1]
    assert find_messages(student, "gone") == []


@pytest.mark.parametrize(("text", "query"), FINDS)
def test_what_a_person_would_find_is_found_and_marked(student, coach, say, text, query):
    say(coach, text)
    (found,) = find_messages(student, query)
    assert "<mark>" in found.snippet


@pytest.mark.parametrize(("text", "query"), MISSES)
def test_what_means_something_else_is_not(student, coach, say, text, query):
    say(coach, text)
    assert find_messages(student, query) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the **real** thing", "the <mark>real</mark> thing"),
        ("a ***real*** thing", "a <mark>real</mark> thing"),
        ("run `real` now", "run <mark>real</mark> now"),
        ("5 * 3 is real", "5 * 3 is <mark>real</mark>"),
    ],
)
def test_the_marks_of_bold_and_code_are_left_out(student, coach, say, text, shown):
    say(coach, text)
    (found,) = find_messages(student, "real")
    assert found.snippet == shown


def test_a_found_message_is_shown_as_it_was_written(student, coach, say):
    say(coach, "Zürich & <b>Genève</b>")
    (found,) = find_messages(student, "ZURICH geneve")
    assert found.snippet == ("<mark>Zürich</mark> &amp; &lt;b&gt;<mark>Genève</mark>&lt;/b&gt;")


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ('"to C++"', "I go <mark>to C++</mark> to learn l’école C"),
        ('"to learn l\'ecole"', "I go to C++ <mark>to learn l’école</mark> C"),
        ('"learn" i', "<mark>I</mark> go to C++ to <mark>learn</mark> l’école C"),
    ],
)
def test_of_a_phrase_only_what_stands_in_order_is_marked(student, coach, say, query, marked):
    say(coach, "I go to C++ to learn l’école C")
    (found,) = find_messages(student, query)
    assert found.snippet == marked


def test_an_older_phrase_is_found_behind_many_newer_messages_with_its_words(student, coach, say):
    say(coach, "here 上海东边 is")
    for number in range(3):
        say(coach, f"上海 海东 东边 {number}")
    with patch("chat.workspace.searching.WEIGHED_MOST", 2):
        assert [m.seq for m in find_messages(student, "上海东边")] == [1]


def test_of_a_long_message_the_part_around_the_find_is_shown(student, coach, say):
    say(coach, "before " * 100 + "treasure" + " after" * 100)
    (found,) = find_messages(student, "treasure")
    assert found.snippet.startswith("…before ")
    assert " <mark>treasure</mark> after" in found.snippet
    assert found.snippet.endswith(" after…")
    assert len(found.snippet) < 250


@pytest.mark.postgres
@pytest.mark.parametrize("query", ["verbs", "wi-fi", "Müller-Größe 1,500", "e mail"])
def test_the_text_index_is_of_the_words_that_are_searched(student, say, query):
    say(student, "irregular verbs")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        messages = "SELECT 1 FROM chat_entry e WHERE kind = 'message' AND deleted_at IS NULL"
        cursor.execute(f"EXPLAIN {messages} AND {POSTGRES_FITS}", {"query": tsquery(sought(query))})
        assert "entry_search" in str(cursor.fetchall())
    assert POSTGRES_FITS in POSTGRES


@pytest.mark.parametrize(
    "query", ["", "  ", '"', "AND", "a OR", "*", "-x", "(", "x" * 1000, "\x00"]
)
def test_any_query_is_answered(conversation, student, say, query):
    say(student, "hello")
    assert isinstance(find_messages(student, query), list)


def test_the_page_shows_a_way_to_each_result(conversation, student, say, client):
    say(student, "irregular verbs")
    client.force_login(student)
    page = client.get("/chat/search?q=verbs").content.decode()
    # the title's link covers its row (static/css/components/todo.css)
    address = f"/chat/{conversation.pk}?around=1#entry-{conversation.pk}-1"
    assert re.search(rf'<p class="row__title">\s*<a\s+href="{re.escape(address)}"', page)
    assert "<mark>verbs</mark>" in page
    jump = client.get(f"/chat/{conversation.pk}?around=1").content.decode()
    assert "irregular verbs" in jump


def test_a_strangers_conversation_cannot_be_searched(conversation, client, other_student):
    client.force_login(other_student)
    assert client.get(f"/chat/search?q=x&conv={conversation.pk}").status_code == 404


def test_a_migration_that_rebuilds_the_table_leaves_the_search_whole(
    transactional_db, student, say
):
    """SQLite's rebuild drops the triggers; PostgreSQL alters in place and has none."""
    say(student, "said before the change")
    present = Entry._meta.get_field("event")
    longer = models.CharField(max_length=70, blank=True)
    longer.set_attributes_from_name("event")
    for old, new in ((present, longer), (longer, present)):
        with connection.schema_editor() as editor:
            editor.alter_field(Entry, old, new)
        assert not triggers()
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        assert triggers() == (set(TRIGGERS) if connection.vendor == "sqlite" else set())
    say(student, "said after the change")
    assert len(find_messages(student, "said change")) == 2


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return set()
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()} & set(TRIGGERS)
