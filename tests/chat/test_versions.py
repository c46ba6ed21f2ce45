"""What an edited message said before: for both of the pair, for nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chat.live.reading import replay
from chat.timeline import actions
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def edited(conversation, student, say):
    """A message of the student's with two former texts; its address."""
    say(student, "At first")
    for minutes, body in ((1, "Then <script>x</script>"), (2, "In the **end**")):
        actions.edit_message(
            conversation.pk, 1, by=student, body=body, now=NOW + timedelta(minutes=minutes)
        )
    return reverse("chat-versions", args=[conversation.pk, 1])


def test_both_read_every_text_newest_first_with_its_time(edited, client, student, coach):
    for person in (student, coach):
        client.force_login(person)
        page = client.get(edited).content.decode()
        newest, middle, oldest = page.split("versions__one")[1:]
        assert "In the <b>end</b>" in newest
        assert "Then &lt;script&gt;" in middle
        assert "At first" in oldest
        assert (NOW + timedelta(minutes=2)).strftime(":%M</time>") in newest
        assert NOW.strftime(":%M</time>") in oldest


def test_it_is_a_page_and_a_fragment(edited, client, coach):
    client.force_login(coach)
    assert "<html" in client.get(edited).content.decode()
    fragment = client.get(edited, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.lstrip().startswith('<div class="versions"')


def test_the_word_edited_leads_there(edited, conversation, coach):
    (entry,) = replay(conversation.pk, user_id=coach.pk, after=0, now=NOW)["entries"]
    assert f'<a href="{edited}" hx-get="{edited}" hx-target="#drawer-body">Edited' in entry["html"]


def test_a_stranger_and_a_visitor_see_nothing(edited, client, other_student):
    assert client.get(edited).status_code == 302
    client.force_login(other_student)
    assert client.get(edited).status_code == 404


def test_a_message_that_was_never_edited_has_no_such_page(conversation, say, client, student):
    say(student, "Hello")
    client.force_login(student)
    assert client.get(reverse("chat-versions", args=[conversation.pk, 1])).status_code == 404
    assert client.get(reverse("chat-versions", args=[conversation.pk, 9])).status_code == 404


def test_what_was_deleted_is_shown_to_neither_and_to_staff_at_their_desk_only(
    edited, conversation, client, student, coach, staff
):
    """`test_staff_desk` has the desk, where a look leaves a trace."""
    actions.delete_message(conversation.pk, 1, by=student, now=NOW + timedelta(minutes=3))
    for person in (student, coach, staff):
        client.force_login(person)
        assert client.get(edited).status_code == 404


def test_many_texts_cost_no_more_queries(edited, conversation, client, student):
    client.force_login(student)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(edited).status_code == 200
        return len(seen)

    queries()  # the first request of a login writes down that it was seen
    few = queries()
    for number in range(10):
        actions.edit_message(conversation.pk, 1, by=student, body=f"Once more {number}", now=NOW)
    assert queries() == few
