"""An hour that comes twice: two starts that read alike are told apart wherever anybody sees or reads them."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.template import Context, Template
from django.urls import reverse

from calendars.slot_pages import slot_page
from calendars.spans import Span
from calendars.walls import on_the_wall
from core import clock
from core.zones import LocalTime, both_clocks, both_spans, offset_text, zone
from notifications import calendar_entries
from notifications.delivery import deliver
from notifications.models import Notification, OutgoingEmail
from tests.factories import NOW, active_contract, confirmed_session, offered_session
from tests.notifications.smtp import Postbox, part, started
from tests.words import words_of

pytestmark = pytest.mark.once

# In Sydney 3 o'clock becomes 2 o'clock on 4 April 2027: half past two is at both of these instants.
FIRST = datetime(2027, 4, 3, 15, 30, tzinfo=UTC)
SECOND = FIRST + timedelta(hours=1)
TWICE = ("02:30 (UTC+11)", "02:30 (UTC+10)")


@pytest.fixture
def credit(student, coach, db):
    student.timezone, coach.timezone = "Australia/Sydney", "Asia/Kathmandu"
    student.save()
    coach.save()
    contract = active_contract(student, coach, end_date=date(2027, 6, 30))
    return contract.sessions.get(number=1)


@pytest.fixture
def postbox(settings):
    box = Postbox()
    controller = started(box)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield box
    controller.stop()


@pytest.fixture
def letter_to(postbox, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def of(kind, person):
        email = OutgoingEmail.objects.get(kind=kind, to_address=person.email)
        deliver(email.pk, now=NOW)
        return postbox.mails[-1]

    return of


def test_every_choice_of_a_page_reads_differently():
    page = slot_page(
        [FIRST, SECOND],
        length=timedelta(minutes=15),
        mine="Australia/Sydney",
        theirs="Asia/Kathmandu",
    )
    (day,) = page.days
    assert tuple(slot.time_text for slot in day.slots) == TWICE
    other = slot_page(
        [FIRST, SECOND],
        length=timedelta(minutes=15),
        mine="Asia/Kathmandu",
        theirs="Australia/Sydney",
    )
    assert [slot.theirs for slot in other.days[0].slots] == [f"{each} +1" for each in TWICE]


def words_at(client, address):
    return words_of(client.get(address).content.decode())


@time_machine.travel(NOW, tick=False)
def test_a_card_its_buttons_and_the_session_say_which(client, credit, student, coach):
    session = offered_session(credit, by=coach, starts=[FIRST, SECOND])
    client.force_login(student)
    address = f"/sessions/{session.pk}"
    card = words_at(client, address)
    for each in TWICE:
        assert f"4 Apr, {each}" in card
        assert f"Sunday {each}" in card
    client.post(f"{address}/times/accept", {
        "offer": session.offers.get().pk, "starts_at": SECOND.isoformat(),
    })  # fmt: skip
    session.refresh_from_db()
    assert session.scheduled_at == SECOND
    assert f"4 Apr, {TWICE[1]}" in words_at(client, address)
    client.force_login(coach)
    assert TWICE[1] in words_at(client, address)


def test_letters_and_their_buttons_say_which(credit, student, coach, letter_to):
    offered_session(credit, by=coach, starts=[FIRST, SECOND])
    letter = letter_to("times_offered", student)
    plain, html = part(letter, "text/plain"), part(letter, "text/html")
    for times in ("02:30 (UTC+11)–02:30 (UTC+10)", "02:30 (UTC+10)"):
        assert f"4 Apr, {times} your time" in plain
    first = "02:30 (UTC+11)–02:30 (UTC+10) (Sydney), 1 h"
    for times in (first, "02:30 (Sydney, UTC+10)"):
        assert f"Accept Sun 4 Apr, {times}" in plain
        assert f"Accept Sun 4 Apr, {times}" in html


def test_a_confirmed_session_says_which_in_every_word(client, credit, student, coach, letter_to):
    session = confirmed_session(credit, starts_at=SECOND)
    letter = letter_to("session_confirmed", student)
    assert "02:30 your time, Sydney (UTC+10)" in part(letter, "text/plain")
    for reader in (student, coach):
        assert "02:30 (Sydney, UTC+10)" in calendar_entries.details_of(session, reader, SECOND)
    client.force_login(student)
    answer = client.get(f"/sessions/{session.pk}/calendar/google")
    assert "02:30 (Sydney, UTC+10)" in parse_qs(urlsplit(answer["Location"]).query)["details"][0]
    note = Notification.objects.filter(kind="session_confirmed").first()
    note.user.timezone = "Australia/Sydney"
    note.user.save()
    client.force_login(note.user)
    assert "02:30 (Sydney, UTC+10)" in client.get(reverse("notification-list")).content.decode()


ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Atlantic/Azores",
    "America/Santiago",
)


@pytest.mark.parametrize("name", ZONES)
def test_no_two_instants_of_a_year_read_alike(name):
    """Lord Howe repeats half an hour only, the Azores and Chile repeat one around midnight."""
    quarter = timedelta(minutes=15)
    instants = [datetime(2027, 1, 1, tzinfo=UTC) + n * quarter for n in range(366 * 96)]
    seen = {}
    for instant in instants:
        local = LocalTime(instant=instant, zone_name=name)
        words = (local.day, local.time_text)
        assert words not in seen, (instant, seen.get(words))
        seen[words] = instant
        assert local.is_repeated is (local.offset_text in local.time_text)


def test_the_offset_stands_only_where_it_is_needed():
    assert LocalTime(instant=NOW, zone_name="Australia/Sydney").time_text == "20:00"
    before = LocalTime(instant=FIRST - timedelta(hours=1), zone_name="Australia/Sydney")
    after = LocalTime(instant=SECOND + timedelta(hours=1), zone_name="Australia/Sydney")
    assert (before.time_text, after.time_text) == ("01:30", "03:30")
    assert both_clocks(SECOND, mine="UTC", theirs="Australia/Sydney").text == (
        "Sat 3 Apr, 16:30 (UTC) · Sun 4 Apr, 02:30 (Sydney, UTC+10)"
    )
    assert offset_text(timedelta(minutes=-150)) == "UTC−2:30"


@pytest.mark.parametrize(
    ("mine", "theirs", "starts", "minutes", "is_uneven"),
    [
        ("Australia/Sydney", "UTC", FIRST, 60, True),
        ("UTC", "Australia/Sydney", FIRST, 60, True),
        ("UTC", "Asia/Kathmandu", FIRST, 60, False),
        ("Europe/Berlin", "UTC", datetime(2027, 3, 28, 0, 30, tzinfo=UTC), 60, True),
        ("Europe/Berlin", "UTC", datetime(2027, 3, 28, 0, 0, tzinfo=UTC), 45, False),
    ],
)
def test_the_length_is_told_where_the_clocks_do_not_tell_it(
    mine, theirs, starts, minutes, is_uneven
):
    ends = starts + timedelta(minutes=minutes)
    assert both_spans(starts, ends, mine=mine, theirs=theirs).is_uneven is is_uneven


def test_both_ends_are_shown_when_only_the_starts_read_alike(render):
    """Brisbane never changes: until Sydney does, neither differs; afterwards one is an hour behind."""
    both = both_spans(
        FIRST - timedelta(hours=1, minutes=-15),
        SECOND,
        mine="Europe/London",
        theirs="Europe/London",
    )
    assert (both.starts.theirs, both.ends.theirs) == (None, None)
    starts = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # London and Reykjavik read 00:30
    page = render(
        '{% load look %}{% when at "Atlantic/Reykjavik" mine="Europe/London" minutes=60 %}',
        at=starts,
    )
    assert "00:30–02:30" in page
    assert "00:30–01:30" in page
    assert "1 h" in page


@pytest.fixture
def render():
    return lambda source, **context: Template(source).render(Context(context))


def test_the_day_begins_where_its_clock_begins():
    # In Santiago midnight becomes one o'clock on 5 September 2027.
    tz = zone("America/Santiago")
    evening = datetime(2027, 9, 4, 22, tzinfo=tz).astimezone(UTC)
    midnight = datetime(2027, 9, 5, 1, tzinfo=tz).astimezone(UTC)
    assert [r.text for r in on_the_wall([Span(evening, midnight)], tz.key)] == ["22:00–24:00"]
    later = midnight + timedelta(hours=1)
    texts = [r.text for r in on_the_wall([Span(evening, later)], tz.key)]
    assert texts == ["22:00–24:00", "01:00–02:00"]
