"""A session across a change of clocks: a start alone would mislead, so both ends and the length are told."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from core.zones import both_spans
from notifications import calendar_entries
from notifications.delivery import deliver
from notifications.models import OutgoingEmail
from tests.factories import NOW, active_contract, confirmed_session, offered_session
from tests.notifications.smtp import part

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Both read 00:30 as it starts; half an hour later London puts its clocks forward, Reykjavik never does.
STARTS = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
# Berlin puts its clocks back in the middle of it, Nairobi never does.
REPEATED = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
PLAIN = datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


@pytest.fixture
def credit(student, coach):
    student.timezone, coach.timezone = "Europe/London", "Atlantic/Reykjavik"
    student.save()
    coach.save()
    return active_contract(student, coach).sessions.get(number=1)


def mail_of(kind, reader, postbox):
    email = OutgoingEmail.objects.get(kind=kind, recipient=reader)
    deliver(email.pk, now=NOW)
    return postbox.to(reader.email)[-1]


@pytest.mark.parametrize(
    ("starts", "mine", "theirs", "minutes", "text"),
    [
        (
            STARTS, "Europe/London", "Atlantic/Reykjavik", 60,
            "Sun 28 Mar, 00:30–02:30 (London) · 00:30–01:30 (Reykjavik), 1 h",
        ),
        (
            STARTS, "Atlantic/Reykjavik", "Europe/London", 45,
            "Sun 28 Mar, 00:30–01:15 (Reykjavik) · 00:30–02:15 (London), 45 min",
        ),
        (
            REPEATED, "Europe/Berlin", "Africa/Nairobi", 60,
            "Sun 31 Oct, 02:30 (UTC+2)–02:30 (UTC+1) (Berlin) · 03:30–04:30 (Nairobi), 1 h",
        ),
        (STARTS, "Europe/London", "Europe/London", 60, "Sun 28 Mar, 00:30–02:30 (London), 1 h"),
        (
            STARTS, "Europe/London", "Atlantic/Reykjavik", 30,
            "Sun 28 Mar, 00:30–02:00 (London) · 00:30–01:00 (Reykjavik), 30 min",
        ),
        (STARTS, "Europe/London", "Atlantic/Reykjavik", 15, "Sun 28 Mar, 00:30 (London)"),
        (PLAIN, "Europe/London", "Atlantic/Reykjavik", 60, "Mon 29 Mar, 01:30 (London) · 00:30 (Reykjavik)"),
    ],
)  # fmt: skip
def test_both_ends_and_the_length_are_told_only_where_a_clock_changes_between(
    starts, mine, theirs, minutes, text
):
    ends = starts + minutes * (PLAIN - STARTS) / (24 * 60)
    assert both_spans(starts, ends, mine=mine, theirs=theirs).text == text


def test_a_confirmation_and_its_calendar_entry_tell_both_ends(credit, student, coach, postbox):
    session = confirmed_session(credit, starts_at=STARTS)
    mail = mail_of("session_confirmed", student, postbox)
    text = part(mail, "text/plain")
    assert "Sun 28 Mar, 00:30–02:30 your time, London" in text
    assert f"00:30–01:30 for {coach.get_short_name()}, Reykjavik" in text
    page = part(mail, "text/html")
    assert "00:30–02:30" in page
    assert "00:30–01:30" in page
    entry = calendar_entries.details_of(session, student, STARTS)
    assert entry.startswith("Sun 28 Mar, 00:30–02:30 (London) · 00:30–01:30 (Reykjavik), 1 h.")


@time_machine.travel(NOW, tick=False)
def test_offered_times_and_the_page_of_their_links_tell_both_ends(
    client, credit, student, coach, postbox
):
    offered_session(credit, by=coach, starts=[STARTS, PLAIN])
    mail = mail_of("times_offered", student, postbox)
    text = part(mail, "text/plain")
    assert "- Sun 28 Mar, 00:30–02:30 your time, London" in text
    assert "Reykjavik" in text
    assert "- Mon 29 Mar, 01:30 your time, London" in text
    (link, *_more) = re.findall(r"/go/\S+", text)
    page = client.get(link, follow=True).content.decode()
    assert "00:30–02:30" in page
    assert "00:30–01:30" in page
