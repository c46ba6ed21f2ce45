"""Calendar parts of mails, the file, the links and the private feed, read back as a calendar program does."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.signing import Signer
from icalendar import Calendar

from core import clock
from notifications.delivery import deliver
from notifications.feeds import close_feed, feed_address, open_feed, owner_of
from notifications.models import OutgoingEmail
from sessions import actions as sessions
from sessions.models import CoachingSession
from tests.cast import prove
from tests.factories import NOW
from tests.notifications.smtp import part
from tests.notifications.stories import START, STORIES, WHY, asked, confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def the_clock_stands_at_now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def arrived(cast, postbox):
    """The calendar part of each mail of that kind that was still true, by address."""

    def of(kind, now=NOW):
        found = {}
        for email in OutgoingEmail.objects.filter(kind=kind):
            deliver(email.pk, now=now)
            email.refresh_from_db()
            if email.status == "dropped":
                continue
            (mail,) = [m for m in postbox.mails if m["Message-ID"] == email.message_id]
            calendars = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
            found[email.to_address] = calendars[0] if calendars else None
        return found

    return of


def event_in(text):
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def test_a_confirmation_invites_each_of_the_two_in_utc(cast, arrived):
    session = confirmed(cast)
    parts = arrived("session_confirmed")
    assert set(parts) == {cast.student.email, cast.coach.email}
    for address, calendar in parts.items():
        assert calendar.get_param("method") == "REQUEST"
        text = calendar.get_content()
        event = event_in(text)
        assert event["uid"] == f"{session.calendar_uid}@skileez.test"
        assert event["sequence"] == 0
        assert event["dtstart"].dt == START
        assert "DTSTART:20261112T160000Z" in text
        assert event["dtend"].dt == START + timedelta(hours=1)
        assert event["organizer"] == "mailto:hello@skileez.test"
        assert event["attendee"] == f"mailto:{address}"
        assert event["status"] == "CONFIRMED"
        (other,) = {cast.student.email, cast.coach.email} - {address}
        assert other not in text


def test_the_text_of_an_entry_names_both_clocks(client, cast, arrived):
    session = confirmed(cast)
    cast.coach.timezone = "Asia/Kathmandu"
    cast.coach.save()
    both = {
        cast.student.email: "Thu 12 Nov, 17:00 (Berlin) · 21:45 (Kathmandu). Session 1 of contract",
        cast.coach.email: "Thu 12 Nov, 21:45 (Kathmandu) · 17:00 (Berlin). Session 1 of contract",
    }
    for address, calendar in arrived("session_confirmed").items():
        assert event_in(calendar.get_content())["description"].startswith(both[address])
    client.force_login(cast.student)
    for program, field in (("google", "details"), ("outlook", "body")):
        answer = client.get(f"/sessions/{session.pk}/calendar/{program}")
        (text,) = parse_qs(urlsplit(answer["Location"]).query)[field]
        assert text.startswith(both[cast.student.email])


def test_a_move_keeps_the_uid_and_counts_up(cast, arrived):
    reschedule = asked(cast)
    start = START + timedelta(days=1)
    session = sessions.approve_reschedule(reschedule, by=cast.coach, starts_at=start, now=NOW)
    parts = arrived("session_rescheduled")
    assert len(parts) == 2
    event = event_in(parts[cast.student.email].get_content())
    assert (event["uid"], event["sequence"]) == (f"{session.calendar_uid}@skileez.test", 1)
    assert event["dtstart"].dt == start


def test_a_cancel_takes_it_out_again(cast, arrived):
    session = confirmed(cast)
    sessions.cancel_session(session, by=cast.student, version=session.version, reason=WHY, now=NOW)
    calendar = arrived("session_cancelled")[cast.coach.email]
    assert calendar.get_param("method") == "CANCEL"
    event = event_in(calendar.get_content())
    assert (event["sequence"], event["status"]) == (1, "CANCELLED")
    assert event["dtstart"].dt == START


def test_what_was_never_confirmed_was_in_no_calendar(cast, arrived):
    STORIES["session_scheduled"](cast)
    session = CoachingSession.objects.get(status="scheduled")
    assert set(arrived("session_scheduled").values()) == {None}
    sessions.cancel_session(session, by=cast.student, version=session.version, now=NOW)
    assert set(arrived("session_cancelled").values()) == {None}


def test_one_session_is_downloaded_by_its_parties_only(client, cast):
    session = confirmed(cast)
    address = f"/sessions/{session.pk}/calendar.ics"
    assert client.get(address).status_code == 302
    client.force_login(cast.other_coach)
    assert client.get(address).status_code == 404
    client.force_login(cast.coach)
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    event = event_in(answer.content.decode())
    assert event["summary"] == "Spoken Spanish for travel with Sofia Student"
    assert event["location"] == "https://meet.example.test/spanish"


@pytest.mark.parametrize(
    ("program", "host", "instants"),
    [
        ("google", "calendar.google.com", {"dates": ["20261112T160000Z/20261112T170000Z"]}),
        (
            "outlook",
            "outlook.live.com",
            {"startdt": ["2026-11-12T16:00:00Z"], "enddt": ["2026-11-12T17:00:00Z"]},
        ),
    ],
)
def test_other_programs_get_the_instants_in_utc(client, cast, program, host, instants):
    session = confirmed(cast)
    client.force_login(cast.student)
    prove(client)
    answer = client.get(f"/sessions/{session.pk}/calendar/{program}")
    parts = urlsplit(answer["Location"])
    assert parts.hostname == host
    assert parse_qs(parts.query).items() >= instants.items()


def test_what_no_longer_stands_is_not_added_to_a_calendar(client, cast):
    session = confirmed(cast)
    addresses = [f"/sessions/{session.pk}/calendar{end}" for end in (".ics", "/google", "/outlook")]
    client.force_login(cast.student)
    prove(client)
    assert [client.get(address).status_code for address in addresses] == [200, 302, 302]
    sessions.cancel_session(session, by=cast.coach, version=session.version, reason=WHY, now=NOW)
    for status in ("cancelled", "declined", "void", "not_held", "no_show_coach"):
        CoachingSession.objects.filter(pk=session.pk).update(status=status)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_the_feed_is_closed_until_it_is_opened_and_follows_every_change(client, cast):
    session = confirmed(cast)
    assert feed_address(cast.student) == ""
    client.force_login(cast.student)
    prove(client)
    client.post("/settings/calendar/open")
    path = urlsplit(feed_address(cast.student)).path
    client.logout()
    assert event_in(client.get(path).content.decode())["dtstart"].dt == START
    sessions.cancel_session(session, by=cast.student, version=session.version, now=NOW)
    assert not Calendar.from_ical(client.get(path).content.decode()).walk("VEVENT")


@pytest.fixture
def feed(client, cast):
    """Fetch the student's feed as a program that may know an earlier answer."""
    client.force_login(cast.student)
    prove(client)
    client.post("/settings/calendar/open")
    path = urlsplit(feed_address(cast.student)).path
    client.logout()
    return lambda **headers: client.get(path, headers=headers)


def test_a_feed_that_did_not_change_is_not_sent_again(cast, feed, monkeypatch):
    session = confirmed(cast)
    first = feed()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=3))
    assert feed().content == first.content
    for known in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        same = feed(**known)
        assert (same.status_code, same.content) == (304, b"")
    later = NOW + timedelta(hours=4)
    sessions.cancel_session(session, by=cast.student, version=session.version, now=later)
    for known in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        changed = feed(**known)
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]


def test_an_entry_is_stamped_when_it_changes_and_only_then(cast, feed, monkeypatch):
    session = confirmed(cast)
    stamps = []
    for hour in (1, 2):
        monkeypatch.setattr(clock, "now", lambda hour=hour: NOW + timedelta(hours=hour))
        stamps.append(event_in(feed().content.decode())["dtstamp"].dt)
    at = NOW + timedelta(hours=3)
    sessions.set_meeting_link(
        session, by=cast.coach, version=session.version, url="https://meet.example/a", now=at
    )
    stamps.append(event_in(feed().content.decode())["dtstamp"].dt)
    assert stamps == [session.agreed_at, session.agreed_at, at]


def test_an_entry_of_the_feed_reminds_ten_minutes_before(cast, feed):
    confirmed(cast)
    (alarm,) = event_in(feed().content.decode()).walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(minutes=-10))


def test_an_old_a_changed_and_a_closed_address_show_nothing(client, cast, monkeypatch):
    confirmed(cast)
    client.force_login(cast.student)
    prove(client)
    client.post("/settings/calendar/open")
    old = urlsplit(feed_address(cast.student)).path
    changed = old.replace(f"/{cast.student.pk}-", f"/{cast.coach.pk}-")
    assert client.get(changed).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    client.post("/settings/calendar/open")
    new = urlsplit(feed_address(cast.student)).path
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    client.post("/settings/calendar/close")
    assert client.get(new).status_code == 404


def test_a_feed_answers_over_tls_only_and_leads_nobody_there_unnoticed(client, cast, settings):
    open_feed(cast.student, now=NOW)
    address = urlsplit(feed_address(cast.student)).path
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^calendar/"]
    refused = client.get(address)
    assert refused.status_code == 403
    assert b"BEGIN:VCALENDAR" not in refused.content
    assert client.get(address, secure=True).status_code == 200


def test_an_address_made_anew_within_the_same_second_is_another(client, cast, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    paths = []
    for _time in range(3):
        open_feed(cast.student, now=NOW)
        paths.append(urlsplit(feed_address(cast.student)).path)
    assert len(set(paths)) == 3
    assert [client.get(path).status_code for path in paths] == [404, 404, 200]


def test_a_closed_feed_has_no_address_that_could_be_signed(client, cast):
    open_feed(cast.student, now=NOW)
    close_feed(cast.student.pk)
    assert feed_address(cast.student) == ""
    without_key = Signer(sep=".", salt="notifications.calendar-feed").sign(f"{cast.student.pk}-")
    assert owner_of(without_key) is None


def test_a_confirmed_sessions_card_offers_the_calendar(client, cast):
    session = confirmed(cast)
    client.force_login(cast.student)
    prove(client)
    page = client.get(f"/sessions/{session.pk}").content.decode()
    assert f"/sessions/{session.pk}/calendar.ics" in page
    assert "Add to a calendar" in page


def test_the_text_of_the_mail_stays_readable_beside_the_calendar(cast, postbox):
    confirmed(cast)
    email = OutgoingEmail.objects.get(kind="session_confirmed", recipient=cast.student)
    deliver(email.pk, now=NOW)
    (mail,) = postbox.to(cast.student.email)
    kinds = [p.get_content_type() for p in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    assert "Your session" in part(mail, "text/html")


def changed_link(session, by, url, now=NOW):
    return sessions.set_meeting_link(session, by=by, url=url, version=session.version, now=now)


def test_another_meeting_link_brings_both_calendars_up_to_date(cast, arrived, postbox):
    session = changed_link(confirmed(cast), cast.coach, "https://meet.example.test/b?x=1&y=2")
    parts = arrived("meeting_link_changed")
    assert set(parts) == {cast.student.email, cast.coach.email}
    for calendar in parts.values():
        assert calendar.get_param("method") == "REQUEST"
        event = event_in(calendar.get_content())
        assert (event["uid"], event["sequence"]) == (f"{session.calendar_uid}@skileez.test", 1)
        assert event["location"] == "https://meet.example.test/b?x=1&y=2"
        assert event["dtstart"].dt == START
    (mail,) = postbox.to(cast.student.email)
    assert mail["Subject"] == "Meeting link changed: Thu 12 Nov, 17:00 (Berlin) with Carl Coach"
    assert "https://meet.example.test/b?x=1&y=2" in part(mail, "text/plain")
    assert "cannot be switched off: it changes where you have to be" in part(mail, "text/plain")
    assert "List-Unsubscribe" not in mail


def test_a_link_that_was_taken_away_leaves_the_calendars_too(cast, arrived):
    changed_link(confirmed(cast), cast.student, "")
    for calendar in arrived("meeting_link_changed").values():
        assert "location" not in event_in(calendar.get_content())


def test_only_the_newest_of_several_links_is_mailed(cast, arrived):
    session = changed_link(confirmed(cast), cast.coach, "https://meet.example.test/b")
    changed_link(session, cast.coach, "https://meet.example.test/c")
    calendar = arrived("meeting_link_changed")[cast.student.email]
    event = event_in(calendar.get_content())
    assert (event["sequence"], event["location"]) == (2, "https://meet.example.test/c")
    assert OutgoingEmail.objects.filter(kind="meeting_link_changed", status="sent").count() == 2


def test_a_link_given_before_the_invitation_goes_out_with_it(cast, arrived):
    STORIES["session_scheduled"](cast)
    session = CoachingSession.objects.get(status="scheduled")
    session = changed_link(session, cast.student, "https://meet.example.test/b")
    sessions.confirm_session(session, by=cast.coach, version=session.version, now=NOW)
    assert arrived("meeting_link_changed") == {}
    event = event_in(arrived("session_confirmed")[cast.coach.email].get_content())
    assert (event["sequence"], event["location"]) == (0, "https://meet.example.test/b")


def test_what_follows_a_changed_link_counts_on_and_reminds_no_second_time(cast, arrived):
    session = changed_link(confirmed(cast), cast.coach, "https://meet.example.test/b")
    assert session.sequence == 0  # reminders are counted by it
    sessions.cancel_session(session, by=cast.student, version=session.version, reason=WHY, now=NOW)
    event = event_in(arrived("session_cancelled")[cast.coach.email].get_content())
    assert event["sequence"] == 2
    assert arrived("meeting_link_changed") == {}
