"""What only grows is taken away when it is older than it is kept, and nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from core.models import EventRecord
from core.retention import BATCH, forget_old
from notifications.models import ActionLink, Notification, OutgoingEmail
from tests.factories import NOW, active_contract

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TOLD = (Notification, OutgoingEmail, ActionLink)


def forget(at):
    return forget_old(now=at, until=lambda: False)


@pytest.fixture
def told(student, coach):
    """Mails with links, and lines behind the bell."""
    active_contract(student, coach)
    ActionLink.objects.create(
        user=student,
        action=ActionLink.Action.OPEN_CONTRACT,
        target_id=1,
        target_version=1,
        created_at=NOW,
        expires_at=NOW + DAY,
    )
    assert all(model.objects.exists() for model in TOLD)


def test_what_is_young_enough_stays(told):
    counts = [model.objects.count() for model in TOLD]
    assert forget(NOW + DAY) == 0
    assert [model.objects.count() for model in TOLD] == counts


def test_what_people_were_told_goes_after_its_time_and_the_trail_stays(told):
    trail = EventRecord.objects.count()
    assert forget(NOW + 500 * DAY) > 0
    assert not any(model.objects.exists() for model in TOLD)
    assert EventRecord.objects.count() == trail
    assert forget(NOW + 500 * DAY) == 0


def test_the_days_are_a_setting(told, settings):
    settings.KEEP_DAYS = {**settings.KEEP_DAYS, "mails": 3}
    forget(NOW + 4 * DAY)
    assert not OutgoingEmail.objects.exists()
    assert Notification.objects.exists()


def test_logins_that_ran_out_go_however_many(db):
    Session.objects.bulk_create(
        Session(session_key=f"{number:032}", session_data="", expire_date=NOW + number * DAY)
        for number in range(BATCH + 5)
    )
    forget(NOW + (BATCH + 3) * DAY)
    assert Session.objects.count() == 3


def test_it_stops_when_its_time_is_up(told):
    assert forget_old(now=NOW + 500 * DAY, until=lambda: True) == 0


def test_every_kind_has_its_days_in_the_settings_and_in_the_docs():
    text = (settings.BASE_DIR / "docs" / "retention.md").read_text()
    assert all(f"`{name}` | {days} |" in text for name, days in settings.KEEP_DAYS.items())
