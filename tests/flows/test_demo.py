from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from accounts.queries import is_approved_coach
from chat.models import Conversation, Entry
from contracts.models import Contract
from core.models import EventRecord
from marketplace.models import LearningRequest, Proposal
from notifications.models import OutgoingEmail
from sessions.models import CoachingSession
from tests.factories import make_student

LOGINS = ("student", "student2", "coach", "coach2", "both", "staff")

pytestmark = pytest.mark.django_db(transaction=True)


def statuses(rows):
    return sorted(rows.values_list("status", flat=True))


def test_the_demo_tells_deals_in_different_stages():
    call_command("seed_demo", short=True)
    people = {name: User.objects.get(email=f"{name}@demo.test") for name in LOGINS}
    assert all(user.check_password("skileez-demo") for user in people.values())
    assert len({user.timezone for user in people.values()}) == 6
    assert [name for name in LOGINS if is_approved_coach(people[name])] == [
        "coach",
        "coach2",
        "both",
    ]
    assert statuses(LearningRequest.objects) == ["awarded", "awarded", "open", "open"]
    assert statuses(Proposal.objects) == ["accepted", "accepted", "pending", "pending"]
    assert statuses(Contract.objects) == ["active", "offered"]
    booked = CoachingSession.objects.exclude(status="unscheduled")
    assert statuses(booked) == ["completed", "confirmed", "offered"]
    assert Conversation.objects.count() == 4


@pytest.mark.once
# The demo is told backwards from the day somebody tries it: whatever that day is, it must come out the same.
@pytest.mark.parametrize(
    "today",
    [
        "2026-12-31T23:59:30Z",
        "2027-03-12T16:59:59Z",  # two days before North America's clocks change
        "2027-03-26T17:00:00Z",  # two days before Europe's do
        "2028-02-29T12:00:00Z",
    ],
)
def test_it_comes_out_the_same_on_any_day(today):
    with time_machine.travel(today, tick=False):
        call_command("seed_demo", short=True)
    assert statuses(Contract.objects) == ["active", "offered"]
    booked = CoachingSession.objects.exclude(status="unscheduled").order_by("number")
    assert statuses(booked) == ["completed", "confirmed", "offered"]
    confirmed = booked.get(status="confirmed")
    assert confirmed.scheduled_at > datetime.fromisoformat(today)
    assert confirmed.scheduled_at.astimezone(ZoneInfo("Europe/London")).hour == 17


def test_everything_in_it_was_done_by_actions_and_numbered():
    call_command("seed_demo", short=True)
    assert EventRecord.objects.filter(name="contracts.ContractAccepted").count() == 1
    for conversation in Conversation.objects.all():
        numbers = conversation.entries.values_list("seq", "changed_n")
        taken = {number for pair in numbers for number in pair}
        assert max(taken) == conversation.counter
    assert Entry.objects.filter(kind="message").count() == 6


def test_seeding_again_changes_nothing_and_resetting_starts_over(capsys):
    call_command("seed_demo", short=True)
    call_command("seed_demo", short=True)
    assert User.objects.count() == 6
    make_student()
    call_command("seed_demo", short=True, reset=True)
    assert User.objects.count() == 6


@pytest.fixture
def whole():
    call_command("seed_demo")


@pytest.mark.once
def test_the_year_shows_every_state_and_twelve_students_of_one_coach(whole, caplog):
    contracts = Counter(Contract.objects.values_list("status", flat=True))
    assert set(contracts) == set(Contract.Status.values)
    assert min(contracts.values()) >= 2
    held = CoachingSession.objects.values_list("status", flat=True)
    assert set(held) == set(CoachingSession.Status.values)
    coach = User.objects.get(email="coach@demo.test")
    assert Contract.objects.filter(coach=coach).values("student").distinct().count() > 12
    months = CoachingSession.objects.dates("scheduled_at", "month")
    assert len(months) >= 11
    assert not Conversation.objects.filter(entries=None).exists()
    assert "failed" not in caplog.text  # what the clock does is logged when it fails
    long_ago = timezone.now() - timedelta(days=2)
    queued = OutgoingEmail.objects.filter(status="queued", due_at__lt=long_ago)
    assert not queued.exists()


def test_it_never_mixes_with_real_people():
    make_student()
    with pytest.raises(CommandError, match="people here already"):
        call_command("seed_demo", short=True)
    assert not LearningRequest.objects.exists()


def test_production_refuses_it(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        call_command("seed_demo", short=True)
    assert not User.objects.exists()
