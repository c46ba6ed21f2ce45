"""Messages with files: one entry, one key, and what both see of the files."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chat.models import Attachment, Conversation, Entry, Participant
from chat.timeline import actions
from chat.timeline.append import Appended
from chat.workspace.inspecting import look_into_conversation
from chat.workspace.pages import draw, entry_of
from chat.workspace.searching import find_messages
from core.bidi import isolated
from core.errors import DomainError
from files.checking import check_file
from files.models import File
from files.tasks import sweep_files
from notifications.notices.messages import UnreadMessages
from tests.chat.asked import JSON
from tests.factories import NOW
from tests.files import samples
from tests.files.builders import bring, bring_checked, send

pytestmark = pytest.mark.django_db


def drawn(viewer, conversation, seq=1) -> str:
    """The entry as this person's page has it."""
    there = Conversation.objects.select_related("student", "coach").get(pk=conversation.pk)
    return draw(entry_of(there, seq), there, viewer=viewer, now=NOW).html


def test_a_message_brings_its_files_in_their_order(student, coach, conversation):
    files = [
        bring_checked(student, conversation, samples.pdf(), "plan.pdf"),
        bring_checked(student, conversation, samples.picture(), "photo.jpg"),
    ]
    outcome = send(student, conversation, *files, body="Look")
    assert isinstance(outcome, Appended)
    assert list(Attachment.objects.values_list("file", "place")) == [
        (files[0].pk, 0),
        (files[1].pk, 1),
    ]
    html = drawn(coach, conversation)
    assert html.index("Look") < html.index("plan.pdf") < html.index("photo.jpg")
    assert f'src="/files/{files[1].pk}/previews/1"' in html


def test_files_need_no_words(student, conversation):
    outcome = send(student, conversation, bring(student, conversation, b"Hello", "a.txt"))
    assert outcome.entry.body == ""
    assert Entry.objects.get().params == {"files": ["a.txt"]}


def test_the_same_key_again_is_the_same_entry_and_other_files_are_not(student, conversation):
    first, other = (bring(student, conversation, b"Hello", f"{n}.txt") for n in "ab")
    key = uuid4()
    assert not send(student, conversation, first, client_id=key).repeated
    assert send(student, conversation, first, client_id=key).repeated
    assert send(student, conversation, other, client_id=key).code == "key_of_another"
    assert send(student, conversation, client_id=key, body="x").code == "key_of_another"
    actions.delete_message(conversation.pk, 1, by=student, now=NOW)
    assert send(student, conversation, first, client_id=key).repeated
    assert Entry.objects.count() == Attachment.objects.count() == 1


def refused_files(student, coach, conversation, other_coach):
    from django.db import transaction

    from chat.timeline.numbers import conversation_for

    with transaction.atomic():
        elsewhere = conversation_for(student_id=student.pk, coach_id=other_coach.pk, now=NOW)
    sent = bring(student, conversation, b"Hello", "sent.txt")
    send(student, conversation, sent)
    good = bring(student, conversation, b"Hello", "good.txt")
    return {
        "another person's": [bring(coach, conversation, b"Hello", "theirs.txt")],
        "of another conversation": [bring(student, elsewhere, b"Hello", "else.txt")],
        "sent already": [sent],
        "twice the same": [good, good],
        "one good, one not there": [good, File(pk=10**9)],
        "too many": [bring(student, conversation, b"Hello", f"{n}.txt") for n in range(11)],
    }


def test_a_file_that_cannot_be_sent_stops_the_message_and_changes_nothing(
    student, coach, conversation, other_coach
):
    for case, files in refused_files(student, coach, conversation, other_coach).items():
        before = (Entry.objects.count(), Attachment.objects.count(), counter(conversation))
        outcome = send(student, conversation, *files, body="Words")
        assert isinstance(outcome, DomainError), case
        assert outcome.code == "files_not_there", case
        assert (Entry.objects.count(), Attachment.objects.count(), counter(conversation)) == before


def counter(conversation) -> int:
    return Conversation.objects.get(pk=conversation.pk).counter


def test_it_is_being_checked_and_then_its_entry_changes(student, coach, conversation):
    file = bring(student, conversation, b"Hello", "notes.txt")
    send(student, conversation, file)
    assert "Being checked" in drawn(coach, conversation)
    assert f"/files/{file.pk}" not in drawn(coach, conversation)
    check_file(file.pk, now=NOW)
    entry = Entry.objects.get()
    assert (entry.seq, entry.changed_n) == (1, 2)
    assert f'href="/files/{file.pk}/download"' in drawn(coach, conversation)


def test_what_is_refused_says_why_and_leaves_words_and_other_files_alone(
    student, coach, conversation
):
    bad = bring(student, conversation, samples.pdf(password="x"), "locked.pdf")
    good = bring_checked(student, conversation, b"Hello", "notes.txt")
    send(student, conversation, bad, good, body="Both")
    check_file(bad.pk, now=NOW)
    html = drawn(coach, conversation)
    assert "It needs a password" in html
    assert "Both" in html
    assert f"/files/{good.pk}/download" in html
    assert f"/files/{bad.pk}" not in html


def test_a_file_that_was_refused_before_it_was_sent_says_so_in_the_message(
    student, coach, conversation
):
    bad = bring_checked(student, conversation, b"<svg>", "drawing.png")
    assert isinstance(send(student, conversation, bad, body="Words"), Appended)
    html = drawn(coach, conversation)
    assert "Words" in html
    assert "This kind of file is not taken." in html
    assert f"/files/{bad.pk}" not in html


def test_the_files_of_a_conversation_are_listed_newest_first_for_its_two(
    login, student, coach, other_coach, conversation
):
    for name in ("first.txt", "second.txt"):
        send(student, conversation, bring_checked(student, conversation, b"Hello", name))
    send(student, conversation, bring_checked(student, conversation, b"<svg>", "bad.png"))
    address = f"/chat/{conversation.pk}/files"
    page = login(coach).get(address).content.decode()
    assert page.index("second.txt") < page.index("first.txt")
    assert "bad.png" not in page
    assert login(other_coach).get(address).status_code == 404


def test_a_deleted_message_takes_its_files_along(
    login, student, coach, conversation, files_of_this_test, time_machine
):
    file = bring_checked(student, conversation, samples.picture(), "photo.jpg")
    send(student, conversation, file)
    actions.delete_message(conversation.pk, 1, by=student, now=NOW)
    for person in (student, coach):
        assert "photo.jpg" not in drawn(person, conversation)
        assert login(person).get(f"/files/{file.pk}").status_code == 404
    time_machine.move_to(NOW + timedelta(hours=13), tick=False)
    sweep_files()
    assert not [path for path in files_of_this_test.rglob("*") if path.is_file()]
    assert not find_messages(coach, "photo")


def test_a_file_is_found_by_its_name(student, coach, conversation):
    send(student, conversation, bring(student, conversation, b"Hello", "Bewerbung Müller.txt"))
    assert [found.seq for found in find_messages(coach, "muller")] == [1]


def test_what_was_found_by_the_name_of_a_file_shows_it(student, coach, conversation):
    send(student, conversation, bring(student, conversation, b"Hello", "plan.txt"))
    (found,) = find_messages(coach, "plan")
    assert str(found.snippet).startswith("File: ")
    assert "<mark>plan</mark>.txt" in str(found.snippet)


def test_staff_and_mails_read_what_its_files_are_called(student, coach, conversation, staff):
    send(student, conversation, bring(student, conversation, b"Hello", "plan.txt"))
    send(student, conversation, bring(student, conversation, b"Hello", "task.txt"), body="Look")
    texts = [f"File: {isolated('plan.txt')}", f"Look · File: {isolated('task.txt')}"]
    envelope = UnreadMessages.about(Participant.objects.get(user=coach, conversation=conversation))
    (talk,) = UnreadMessages(envelope.params, reader=coach, now=NOW).talks
    assert talk.texts == texts
    assert [
        line.text
        for line in look_into_conversation(conversation, by=staff, before=None, now=NOW).lines
    ] == texts


def test_an_edited_message_keeps_its_files_and_is_found_by_both(student, coach, conversation):
    send(student, conversation, bring(student, conversation, b"Hello", "plan.txt"), body="One")
    actions.edit_message(conversation.pk, 1, by=student, body="Two", now=NOW)
    assert "plan.txt" in drawn(coach, conversation)
    assert find_messages(coach, "plan")
    assert find_messages(coach, "two")
    actions.edit_message(conversation.pk, 1, by=student, body="", now=NOW)
    assert Entry.objects.get().body == ""


def test_any_name_is_text_where_it_is_drawn(student, coach, conversation):
    file = bring_checked(student, conversation, b"Hello", "<img src=x onerror=alert(1)>'&.txt")
    send(student, conversation, file)
    assert "<img src=x" not in drawn(coach, conversation)


def test_files_go_by_the_press_as_well(login, student, conversation):
    file = bring(student, conversation, b"Hello", "a.txt")
    browser = login(student)
    address = f"/chat/{conversation.pk}/messages"
    said = {"client_id": str(uuid4()), "body": "", "files": [file.pk]}
    assert browser.post(address, said, **JSON).status_code == 201
    assert browser.post(address, said, **JSON).status_code == 200
    wrong = said | {"client_id": str(uuid4()), "files": ["x"]}
    assert browser.post(address, wrong, **JSON).status_code == 422
    assert Entry.objects.count() == 1


def test_a_message_without_files_asks_nothing_about_files(
    student, conversation, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        send(student, conversation, body="Hello")
    said = [each["sql"] or "" for each in asked.captured_queries]  # a prepared one says nothing
    assert not [each for each in said if "files_" in each or "attachment" in each]
