"""The notifications behind the bell."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from accounts.actions import approve_coach
from chat.models import Conversation, Entry
from chat.timeline import actions
from chat.timeline.queries import waiting_places
from core import clock
from marketplace.actions import warn_of_expiry
from notifications import bell
from notifications.context import NavCounts, counts_of
from notifications.display import groups_for
from notifications.models import Channel, Notification, Preference
from notifications.notices import Envelope
from notifications.notices.contracts import ContractCreated
from sessions.pending import pending_decisions_of
from tests.factories import NOW, make_coach, open_request
from tests.notifications.deals import offered
from tests.notifications.stories import STORIES, Cast

pytestmark = pytest.mark.django_db


def texts(person):
    return [each.text for group in groups_for(person) for each in group.notifications]


def test_who_has_to_act_is_told_and_who_acted_is_not(student, coach):
    contract = offered(student, coach)
    said = f"Carl Coach offers you contract {contract.number} for “Spoken Spanish for travel”."
    assert texts(student)[0] == said
    assert not any("offers you" in text for text in texts(coach))


def test_lines_are_grouped_by_conversation_newest_first(student, coach, other_coach):
    offered(student, other_coach)
    offered(student, coach)
    names = [group.name for group in groups_for(student)]
    assert names == [coach.display_name, other_coach.display_name]
    assert all(group.conversation_id for group in groups_for(student))


def test_what_waits_stands_above_the_lines_with_its_deadline(client, student, coach, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    offered(student, coach)
    (decision,) = pending_decisions_of(student, NOW)
    client.force_login(student)
    page = client.get("/notifications").content.decode()
    assert f'<a href="{decision.url}">{decision.title}</a>' in page
    assert decision.action in page
    assert (
        f'datetime="{decision.deadline.astimezone(ZoneInfo("Europe/Berlin")).isoformat()}"' in page
    )
    assert page.index(decision.title) < page.index("offers you contract")
    client.force_login(coach)
    assert "Needs you" not in client.get("/notifications").content.decode()


def test_the_list_needs_three_queries_however_long_it_is(student, coach, django_assert_num_queries):
    for _ in range(3):
        offered(student, coach)
    with django_assert_num_queries(3):
        assert len(texts(student)) == 6


def test_times_stand_on_the_readers_clock(student, coach, other_coach, staff):
    STORIES["session_confirmed"](
        Cast(student=student, coach=coach, other_coach=other_coach, staff=staff)
    )
    assert any("Thu 12 Nov, 11:00" in text for text in texts(coach))


def test_opening_a_line_marks_it_and_goes_to_its_card(client, student, coach):
    offered(student, coach)
    notification = Notification.objects.filter(user=student, kind="contract_created").get()
    client.force_login(student)
    answer = client.post(f"/notifications/{notification.pk}/open")
    card = Entry.objects.get(contract_version__isnull=False)
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"/chat/{card.conversation_id}")
    assert answer["Location"].endswith(f"#entry-{card.conversation_id}-{card.seq}")
    notification.refresh_from_db()
    assert notification.read_at is not None


def test_looking_changes_nothing(client, student, coach):
    offered(student, coach)
    client.force_login(student)
    page = client.get("/notifications")
    assert page.status_code == 200
    assert "offers you contract" in page.content.decode()
    count = client.get("/notifications/count").json()
    assert (count["unread"], count["newest"]["text"]) == (2, texts(student)[0])
    assert client.get("/notifications/1/open").status_code == 405
    assert bell.unread_count(student) == 2


def test_the_navigation_counts_what_the_lists_show(student, coach):
    assert counts_of(student) == NavCounts(bell=0, newest=0, chat=0)
    offered(student, coach)
    offered(student, make_coach("Another coach"))
    newest = Notification.objects.filter(user=student).latest("id")
    assert counts_of(student) == NavCounts(bell=4, newest=newest.pk, chat=2)
    bell.mark_read(newest, now=NOW)
    one, other = Conversation.objects.filter(student=student)
    actions.mark_read(one.pk, by_id=student.pk, seq=one.last_seq)
    actions.set_archived(other.pk, by=student, archived=True, now=NOW)
    assert counts_of(student) == NavCounts(bell=3, newest=newest.pk, chat=0)
    actions.mark_unread(one.pk, by=student)
    assert counts_of(student) == NavCounts(bell=3, newest=newest.pk, chat=1)
    assert counts_of(student).bell == bell.unread_count(student)
    assert counts_of(student).chat == waiting_places(student).count()


def test_what_the_browser_shows_leads_to_the_cards_place_in_the_conversation(
    client, student, coach
):
    offered(student, coach)
    card = Entry.objects.get(contract_version__isnull=False)
    client.force_login(student)
    newest = client.get("/notifications/count").json()["newest"]
    place = f"/chat/{card.conversation_id}?at={card.seq}#entry-{card.conversation_id}-{card.seq}"
    assert newest["url"] == place
    client.post(newest["read"])
    assert bell.unread_count(student) == 1  # the new proposal


def test_marking_all_spares_what_came_after_the_page_was_drawn(client, student, coach):
    offered(student, coach)
    newest_shown = Notification.objects.filter(user=student).latest("id").pk
    offered(student, coach)
    client.force_login(student)
    answer = client.post("/notifications/read", {"up_to": newest_shown})
    assert answer.status_code == 303
    assert bell.unread_count(student) == 2


def test_nobody_reads_or_marks_the_lines_of_another(client, student, coach):
    offered(student, coach)
    notification = Notification.objects.filter(user=student).first()
    client.force_login(coach)
    assert client.post(f"/notifications/{notification.pk}/open").status_code == 404
    assert client.post(f"/notifications/{notification.pk}/read").status_code == 404
    client.post("/notifications/read", {"up_to": notification.pk})
    notification.refresh_from_db()
    assert notification.read_at is None
    assert client.get("/notifications", headers={"Accept": "application/json"}).json() == {
        "notifications": [
            {"id": row.pk, "text": text, "at": "2026-11-03T09:00:00Z", "unread": False}
            for row, text in zip(Notification.objects.filter(user=coach), texts(coach), strict=True)
        ]
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_log_in_first(client, method):
    path = "/notifications" if method == "get" else "/notifications/1/open"
    assert getattr(client, method)(path).status_code == 302


def test_what_is_switched_off_does_not_ring(student, coach):
    Preference.objects.create(
        user=student, kind="contract_created", channel=Channel.IN_APP, is_on=False
    )
    offered(student, coach)
    assert not Notification.objects.filter(user=student, kind="contract_created").exists()


@pytest.mark.django_db(transaction=True)
def test_every_open_page_hears_of_it_after_the_commit(student, coach, monkeypatch):
    frames = []
    monkeypatch.setattr(bell, "publish", frames.extend)
    with transaction.atomic():
        offered(student, coach)
        assert frames == []
    assert (student.pk, {"t": "dirty", "keys": ["bell"]}) in frames


@pytest.mark.django_db(transaction=True)
def test_open_pages_hear_of_what_is_in_no_conversation(student, staff, monkeypatch):
    request = open_request(student)
    waiting = make_coach("Wim Waiting", approved=False)
    for kind, person in (("request_expiring", student), ("coach_approved", waiting)):
        Preference.objects.create(user=person, kind=kind, channel=Channel.IN_APP, is_on=False)
    frames = []
    monkeypatch.setattr(bell, "publish", frames.extend)
    warn_of_expiry(request, now=NOW + timedelta(days=25))
    approve_coach(waiting.coach_profile, by=staff, now=NOW)
    dirty = {"t": "dirty", "keys": ["bell"]}
    assert (student.pk, dirty) in frames
    assert (waiting.pk, dirty) in frames


def test_the_same_fact_rings_once(student, coach):
    offered(student, coach)
    notification = Notification.objects.get(user=student, kind="contract_created")
    envelope = Envelope(
        notice=ContractCreated,
        reader_id=student.pk,
        key=notification.key,
        params=notification.params,
        path=notification.url,
    )
    with transaction.atomic():
        bell.ring(envelope, at=NOW)
    assert Notification.objects.get(user=student, kind="contract_created") == notification
