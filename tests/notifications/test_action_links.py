"""The buttons of the mails: opening changes nothing, and a press acts once."""

from datetime import timedelta

import pytest
from django.test import Client

from core.models import EventRecord
from notifications.links import Action, LetterLinks, Target, revoke_all
from sessions.models import CoachingSession
from tests.factories import NOW
from tests.notifications.pressing import everything, opened, press, text_of, token_in
from tests.notifications.stories import START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]


# --- Opening --------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize("kind", ["session_scheduled", "times_offered", "reschedule_requested"])
def test_a_scanner_that_opens_every_link_ten_times_changes_no_row(buttons, kind):
    paths = buttons(kind).values()
    assert len(paths) >= 3
    before = everything()
    for path in paths:
        scanner = Client(headers={"User-Agent": "Scanner", "Purpose": "prefetch"})
        for _ in range(10):
            scanner.head(path, follow=True)
            assert scanner.get(path, follow=True).status_code == 200
    assert everything() == before


@pytest.mark.once
def test_the_token_leaves_the_address_and_stays_out_of_the_logs(client, buttons, caplog):
    path = buttons("session_scheduled")["Confirm"]
    token = path.removeprefix("/go/")
    arrival = client.get(path)
    assert arrival.status_code == 303
    assert token not in arrival["Location"]
    cookie = arrival.cookies["link"]
    assert cookie["path"] == arrival["Location"].partition("?")[0]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    page = client.get(arrival["Location"])
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    client.get(path + "x", follow=True)
    client.get("/go/nonsense", follow=True)
    assert token not in caplog.text


@pytest.mark.once
def test_the_page_says_the_time_on_both_clocks_and_the_outcome(client, buttons):
    page, _address = opened(client, buttons("session_scheduled")["Confirm"])
    text = text_of(page)
    assert "Confirm this session?" in text
    assert "11:00" in text  # New York, where the coach is
    assert "17:00" in text  # Berlin
    assert "The session is then agreed" in text


@pytest.mark.once
@pytest.mark.parametrize(
    ("kind", "label", "rule"),
    [
        ("session_scheduled", "Confirm", "you can cancel it without a mark until 10 hours before"),
        (
            "times_offered",
            "Accept Thu 12 Nov, 17:00 (Berlin)",
            "from then on it is used and you owe EUR 20.00",
        ),
        (
            "reschedule_requested",
            "Move to Fri 13 Nov, 11:00 (New York)",
            "the same rule counts from the new",
        ),
    ],
)
def test_the_page_says_before_the_press_what_cancelling_will_mean(
    client, buttons, kind, label, rule
):
    page, _address = opened(client, buttons(kind)[label])
    assert rule in text_of(page)


# --- Pressing -------------------------------------------------------------------------------


def test_one_press_confirms_and_a_repeat_shows_the_same(client, buttons):
    path = buttons("session_scheduled")["Confirm"]
    assert "Done" in text_of(press(client, path))
    session = CoachingSession.objects.get(status="confirmed")
    events = EventRecord.objects.count()
    page, address = opened(client, path)
    again = client.post(address, {"token": path.removeprefix("/go/")})
    for shown in (page, again):
        assert shown.status_code == 200
        assert "You did this on Tue 3 Nov at 04:00" in text_of(shown)
    assert EventRecord.objects.count() == events
    session.refresh_from_db()
    assert session.version == CoachingSession.objects.get(pk=session.pk).version


def test_declining_works_the_same_way_and_then_confirming_is_refused(client, buttons):
    links = buttons("session_scheduled")
    assert "Done" in text_of(press(client, links["Decline"]))
    assert CoachingSession.objects.filter(status="declined").count() == 1
    page, address = opened(client, links["Confirm"])
    assert "This has changed" in text_of(page)
    answer = client.post(address, {"token": links["Confirm"].removeprefix("/go/")})
    assert answer.status_code == 409
    assert "That was not done" in text_of(answer)
    assert not CoachingSession.objects.filter(status="confirmed").exists()


def test_an_offered_time_is_accepted(client, buttons):
    press(client, buttons("times_offered")["Accept Fri 13 Nov, 17:00 (Berlin)"])
    session = CoachingSession.objects.get(status="confirmed")
    assert session.scheduled_at == START + timedelta(days=1)


def test_a_wish_to_move_is_approved_or_declined(client, buttons):
    links = buttons("reschedule_requested")
    press(client, links["Move to Fri 13 Nov, 11:00 (New York)"])
    session = CoachingSession.objects.get(status="confirmed")
    assert (session.scheduled_at, session.sequence) == (START + timedelta(days=1), 1)
    page, _address = opened(client, links["Keep the old time"])
    assert "This has changed" in text_of(page)


def test_it_works_with_cookies_off(buttons):
    path = buttons("session_scheduled")["Confirm"]
    location = Client().get(path)["Location"]
    page = Client().get(location)
    assert "Confirm this session?" in text_of(page)
    token = token_in(page)
    assert "This link does not work" in text_of(
        Client().get(location)
    )  # the handle was for one time
    answer = Client(enforce_csrf_checks=True).post(location, {"token": token})
    assert "Done" in text_of(answer)
    assert CoachingSession.objects.filter(status="confirmed").exists()


def test_the_address_that_stays_in_the_browser_is_worth_nothing_to_others(client, buttons):
    location = client.get(buttons("session_scheduled")["Confirm"])["Location"]
    assert "Confirm this session?" in text_of(client.get(location))
    assert Client().get(location).status_code == 410
    assert client.get(location).status_code == 200  # its own browser may reload


def test_the_address_alone_opens_and_does_nothing(client, buttons):
    _page, address = opened(client, buttons("session_scheduled")["Confirm"])
    stranger = Client()
    path = address.partition("?")[0]
    before = everything()
    assert stranger.get(path).status_code == 410
    assert stranger.post(path).status_code == 410
    assert stranger.post(path, {"token": "x" * 80}).status_code == 410
    assert client.post(path).status_code == 410  # the cookie alone presses nothing
    assert everything() == before


# --- What writing them costs ----------------------------------------------------------------


def test_a_letter_reads_what_it_has_once_and_gets_the_same_links_again(
    student, django_assert_num_queries
):
    def addresses():
        links = LetterLinks(reader=student, now=NOW)
        starts = [START, START + timedelta(days=1), None]
        targets = [Target(action=Action.ACCEPT_TIME, id=7, starts_at=at) for at in starts]
        return [links.address(each, expires_at=START) for each in targets]

    with django_assert_num_queries(1 + 3):
        first = addresses()
    assert len(set(first)) == 3
    with django_assert_num_queries(1):
        assert addresses() == first
    revoke_all(student.pk, now=NOW)
    assert not set(addresses()) & set(first)
