"""A student writes to a coach whom the student found."""

from datetime import timedelta

import pytest

from chat.models import Conversation
from chat.workspace.rules import STARTS
from chat.workspace.starting import start_conversation
from core.errors import NotAllowed, TooMany
from core.models import EventRecord
from tests.factories import NOW, make_coach, make_student, open_request, pending_proposal


def test_a_student_opens_the_conversation_from_the_coachs_page(student, coach, client):
    client.force_login(student)
    assert "Start a conversation" in client.get(f"/coaches/{coach.pk}").content.decode()

    answer = client.post(f"/chat/with/{coach.pk}")

    opened = Conversation.objects.get()
    assert (opened.student, opened.coach, opened.counter) == (student, coach, 0)
    assert (answer.status_code, answer["Location"]) == (303, f"/chat/{opened.pk}")
    assert client.get(answer["Location"]).status_code == 200


def test_who_has_not_proven_the_address_is_told_so_instead_of_offered_the_button(coach, client):
    client.force_login(make_student("Petra Person", verified=False))
    page = client.get(f"/coaches/{coach.pk}").content.decode()
    assert "Start a conversation" not in page
    assert "Verify your email address to write to coaches and to invite them." in page


def test_opening_twice_opens_once(student, coach):
    first = start_conversation(coach, by=student, now=NOW)
    assert start_conversation(coach, by=student, now=NOW) == first


@pytest.mark.parametrize(
    "fields", [{"verified": False}, {"is_student": False}], ids=["unverified", "no student"]
)
def test_who_may_not_write_first(coach, client, fields):
    person = make_student("Petra Person", **fields)
    client.force_login(person)
    assert client.post(f"/chat/with/{coach.pk}").status_code == 403
    assert not Conversation.objects.exists()
    assert not EventRecord.objects.exists()


def test_nobody_writes_to_a_coach_who_is_not_approved(student, client):
    waiting = make_coach(approved=False)
    with pytest.raises(NotAllowed):
        start_conversation(waiting, by=student, now=NOW)


def test_nobody_writes_to_oneself_or_to_a_student(student, other_student, client):
    both = make_coach(is_student=True)
    with pytest.raises(NotAllowed):
        start_conversation(both, by=both, now=NOW)
    client.force_login(student)
    assert client.post(f"/chat/with/{other_student.pk}").status_code == 404
    assert client.get(f"/chat/with/{both.pk}").status_code == 405
    assert not Conversation.objects.exists()


def test_beyond_the_quota_of_a_day_a_start_waits_and_writes_nothing(student):
    coaches = [make_coach(f"Coach {n}") for n in range(STARTS.newcomers + 1)]
    for coach in coaches[:-1]:
        start_conversation(coach, by=student, now=NOW)
    with pytest.raises(TooMany) as refusal:
        start_conversation(coaches[-1], by=student, now=NOW + timedelta(hours=1))
    assert (refusal.value.code, refusal.value.retry_after_seconds) == ("too_many_starts", 23 * 3600)
    assert not Conversation.objects.filter(coach=coaches[-1]).exists()
    assert start_conversation(coaches[0], by=student, now=NOW + timedelta(hours=1))
    assert start_conversation(coaches[-1], by=student, now=NOW + timedelta(days=1))


def test_what_coaches_open_takes_no_start_from_the_student(student, coach):
    request = open_request(student)
    for n in range(STARTS.newcomers):
        pending_proposal(request, make_coach(f"Coach {n}"))
    assert start_conversation(coach, by=student, now=NOW).started_at == NOW
