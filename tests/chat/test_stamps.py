"""Two messages whose clocks read alike are told apart wherever their time stands."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from chat.timeline.actions import edit_message

pytestmark = pytest.mark.django_db
BEFORE = datetime(
    2026, 10, 25, 0, 30, tzinfo=UTC
)  # half an hour before Europe puts its clocks back
HOUR = timedelta(hours=1)


@pytest.fixture
def twice(conversation, student, coach, say):
    say(student, "the first one", at=BEFORE)
    say(coach, "the second one", at=BEFORE + HOUR)
    return conversation


@pytest.mark.parametrize(
    ("zone", "labels"),
    [
        ("Europe/Berlin", ["02:30 (UTC+2)", "02:30 (UTC+1)"]),
        ("Europe/London", ["01:30 (UTC+1)", "01:30 (UTC+0)"]),
        ("Asia/Kathmandu", ["06:15", "07:15"]),
    ],
)
def test_in_the_thread(client, twice, student, zone, labels):
    User.objects.filter(pk=student.pk).update(timezone=zone)
    client.force_login(student)
    page = client.get(f"/chat/{twice.pk}").content.decode()
    thread = page[page.index('class="entry"') :]
    assert re.findall(r'entry__head">.*?<time[^>]*>([^<]+)</time>', thread) == labels


def test_in_what_a_search_found_and_among_earlier_texts(client, twice, student):
    User.objects.filter(pk=student.pk).update(timezone="Europe/Berlin")
    edit_message(twice.pk, 1, by=student, body="the third one", now=BEFORE + HOUR)
    client.force_login(student)
    found = client.get("/chat/search?q=one").content.decode()
    versions = client.get(f"/chat/{twice.pk}/entries/1/versions").content.decode()
    for page in (found, versions):
        assert "02:30 (UTC+2)" in page
        assert "02:30 (UTC+1)" in page
