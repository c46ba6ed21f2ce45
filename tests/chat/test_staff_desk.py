"""Staff see who talks with whom; to read what was said leaves a line in the audit trail."""

import time_machine
from django.urls import reverse

from chat.timeline.actions import delete_message
from chat.workspace.inspecting import LOOK_ROWS
from core.models import EventRecord
from tests.factories import NOW, active_contract

LIST = "/admin/chat/conversation/"
PAGE = "admin:chat_conversation_change"


def looks() -> list[tuple[int, dict]]:
    rows = EventRecord.objects.filter(name="chat.ConversationInspected").order_by("id")
    return [(row.actor_id, row.payload) for row in rows]


def test_the_list_shows_who_talks_and_no_word_of_it(login, staff, conversation, say, student):
    say(student, "Please tell nobody.")
    text = login(staff).get(LIST).content.decode()
    assert "Sofia Student" in text
    assert "Carl Coach" in text
    assert "Please tell nobody." not in text
    assert looks() == []


@time_machine.travel(NOW, tick=False)
def test_each_look_at_what_was_said_is_recorded(login, staff, conversation, say, student, coach):
    say(student, "Please tell <b>nobody</b>.")
    say(coach, "Of course not.")
    desk, page = login(staff), reverse(PAGE, args=[conversation.pk])
    text = desk.get(page).content.decode()
    assert "Please tell &lt;b&gt;nobody&lt;/b&gt;." in text
    assert "Of course not." in text
    seen = {"conversation_id": conversation.pk, "first_seq": 1, "last_seq": 2}
    assert looks() == [(staff.pk, seen)]
    desk.get(page)
    assert looks() == [(staff.pk, seen)] * 2
    row = EventRecord.objects.filter(name="chat.ConversationInspected").last()
    assert row.happened_at == NOW
    story = desk.get(f"/admin/core/eventrecord/?stream=conversation:{conversation.pk}")
    assert "Chat: Conversation inspected" in story.content.decode()


def test_a_long_conversation_is_read_in_parts_and_each_part_is_recorded(
    login,
    staff,
    conversation,
    say,
    student,
):
    for number in range(LOOK_ROWS + 2):
        say(student, f"Line {number}.")
    desk, page = login(staff), reverse(PAGE, args=[conversation.pk])
    newest = desk.get(page).content.decode()
    assert "Line 1." not in newest
    assert "Line 2." in newest
    assert 'href="?before=3"' in newest
    older = desk.get(f"{page}?before=3").content.decode()
    assert "Line 1." in older
    assert "Line 2." not in older
    assert [(said["first_seq"], said["last_seq"]) for _who, said in looks()] == [(3, 102), (1, 2)]
    assert desk.get(f"{page}?before=%E2%82%AC").status_code == 200


def test_a_deleted_message_is_read_by_staff_with_its_former_text(
    login,
    staff,
    conversation,
    say,
    student,
):
    say(student, "I did not mean this.")
    delete_message(conversation.pk, 1, by=student, now=NOW)
    text = login(staff).get(reverse(PAGE, args=[conversation.pk])).content.decode()
    assert "Deleted by its author" in text
    assert "I did not mean this." in text


def test_cards_notes_and_agreements_are_linked(login, staff, student, coach):
    contract = active_contract(student, coach)
    talk = contract.student.conversations_as_student.get()
    desk = login(staff)
    text = desk.get(reverse(PAGE, args=[talk.pk])).content.decode()
    assert f"/admin/contracts/contractversion/{contract.agreed_version_id}/change/" in text
    assert f"/admin/marketplace/proposal/{contract.proposal_id}/change/" in text
    pair = f"student={student.pk}&amp;coach={coach.pk}"
    assert f"/admin/contracts/contract/?{pair}" in text
    found = desk.get(f"/admin/contracts/contract/?student={student.pk}&coach={coach.pk}")
    assert contract.number in found.content.decode()
    around = desk.get(f"/admin/contracts/contract/{contract.pk}/change/").content.decode()
    for way in (
        f"/admin/core/eventrecord/?stream=contract%3A{contract.pk}",
        f"/admin/coaching_sessions/coachingsession/?contract={contract.pk}",
        f"{LIST}?{pair}",
    ):
        assert way in around
        assert desk.get(way.replace("&amp;", "&")).status_code == 200
    assert len(looks()) == 1


def test_who_is_no_staff_reads_nothing_and_leaves_no_line(
    login, conversation, say, student, other_coach
):
    say(student, "Please tell nobody.")
    for person in (student, other_coach):
        assert login(person).get(reverse(PAGE, args=[conversation.pk])).status_code == 302
    assert looks() == []
    assert login(other_coach).get("/admin/chat/conversation/1/change/").status_code == 302
