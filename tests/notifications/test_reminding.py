"""Reminders: once per start and person, by whichever worker, and only while they are true."""

from datetime import timedelta

import pytest
from django.db import transaction

from notifications.delivery import deliver
from notifications.emails import compose, send_session_reminder_email
from notifications.models import Notification, OutgoingEmail
from notifications.notices import notice_named
from notifications.notices.reminders import SessionReminder1h
from notifications.reminders import queue_nudges, queue_reminders
from sessions import actions as sessions
from tests.factories import NOW
from tests.notifications.stories import START, WHY, asked, booked, confirmed

pytestmark = pytest.mark.django_db
DAY, HOUR, TEN_MINUTES = timedelta(hours=24), timedelta(hours=1), timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def reminders():
    mails = OutgoingEmail.objects.filter(kind__startswith="session_reminder")
    lines = Notification.objects.filter(kind__startswith="session_reminder")
    return sorted(mails.values_list("kind", flat=True)), sorted(
        lines.values_list("kind", flat=True)
    )


@pytest.mark.parametrize(
    ("before", "kind", "is_mailed"),
    [
        (DAY, "session_reminder_24h", True),
        (HOUR, "session_reminder_1h", True),
        (TEN_MINUTES, "session_reminder_10m", False),
    ],
)
def test_each_is_due_at_its_instant_and_not_a_second_before(cast, before, kind, is_mailed):
    confirmed(cast)
    queue_reminders(now=START - before - SECOND)
    assert kind not in str(reminders())
    queue_reminders(now=START - before)
    mails, lines = reminders()
    assert mails.count(kind) == (2 if is_mailed else 0)
    assert lines.count(kind) == 2


def test_any_number_of_sweeps_remind_once(cast):
    confirmed(cast)
    for minutes in range(0, 60, 5):
        queue_reminders(now=START - DAY + timedelta(minutes=minutes))
    assert reminders() == (["session_reminder_24h"] * 2, ["session_reminder_24h"] * 2)
    Notification.objects.all().delete()  # even where nothing tells the sweep that it was done
    queue_reminders(now=START - DAY + HOUR)
    assert reminders()[0] == ["session_reminder_24h"] * 2


def test_a_worker_that_slept_sends_only_what_is_still_true(cast):
    confirmed(cast)
    queue_reminders(now=START - timedelta(minutes=40))
    assert reminders()[0] == ["session_reminder_1h"] * 2
    queue_reminders(now=START)
    assert reminders()[0] == ["session_reminder_1h"] * 2


def test_who_agreed_after_the_instant_is_not_reminded_of_it(cast):
    session = confirmed(cast)
    assert session.scheduled_at - NOW > DAY
    reschedule = asked_late(cast, session)
    sessions.approve_reschedule(
        reschedule, by=cast.coach, starts_at=START + HOUR, now=START - HOUR * 5
    )
    queue_reminders(now=START - HOUR * 4)
    assert reminders() == ([], [])
    queue_reminders(now=START)
    assert reminders()[0] == ["session_reminder_1h"] * 2


def asked_late(cast, session):
    return sessions.request_reschedule(
        session,
        by=cast.student,
        starts=[START + HOUR],
        timezone="UTC",
        reason=WHY,
        version=session.version,
        now=START - HOUR * 6,
    )


def test_a_moved_session_is_reminded_of_again_at_its_new_time(cast):
    reschedule = asked(cast)
    new_start = START + DAY
    queue_reminders(now=START - DAY)
    sessions.approve_reschedule(
        reschedule,
        by=cast.coach,
        starts_at=new_start,
        now=min(reschedule.expires_at, START) - SECOND,
    )
    queue_reminders(now=new_start - DAY)
    assert reminders()[0] == ["session_reminder_24h"] * 4


@pytest.mark.parametrize("late", [START - timedelta(hours=2), START])
def test_what_waited_too_long_in_the_queue_is_dropped(cast, postbox, late):
    confirmed(cast)
    queue_reminders(now=START - DAY)
    for email in OutgoingEmail.objects.filter(kind="session_reminder_24h"):
        deliver(email.pk, now=late)
        email.refresh_from_db()
        assert email.status == "dropped"
    assert not [mail for mail in postbox.mails if "Tomorrow" in mail["Subject"]]


@pytest.mark.parametrize(
    ("kind", "before", "to_student", "to_coach"),
    [
        (
            "session_reminder_24h",
            DAY,
            "Tomorrow: Thu 12 Nov, 17:00",
            "Tomorrow: Thu 12 Nov, 11:00 (New York)",
        ),
        # 04:30 in Berlin, 22:30 of the day before in New York
        ("session_reminder_24h", 12.5 * HOUR, "Today: Thu 12 Nov", "Tomorrow: Thu 12 Nov"),
        ("session_reminder_1h", HOUR, "In an hour: 17:00", "In an hour: 11:00"),
        ("session_reminder_1h", HOUR / 2, "In 30 minutes: 17:00", "In 30 minutes: 11:00"),
        ("session_reminder_1h", SECOND, "In 1 minute: 17:00", "In 1 minute: 11:00"),
    ],
)
def test_it_says_how_far_away_the_start_is_when_it_leaves(
    cast, postbox, kind, before, to_student, to_coach
):
    session = confirmed(cast)
    with transaction.atomic():
        send_session_reminder_email(session, reminder=notice_named(kind), now=START - before)
    for email in OutgoingEmail.objects.filter(kind=kind):
        deliver(email.pk, now=START - before)
    for person, subject in ((cast.student, to_student), (cast.coach, to_coach)):
        (mail,) = postbox.to(person.email)
        assert mail["Subject"].startswith(subject)


def test_a_cancelled_session_is_not_reminded_of(cast, postbox):
    session = confirmed(cast)
    queue_reminders(now=START - DAY)
    sessions.cancel_session(
        session, by=cast.coach, version=session.version, reason=WHY, now=START - DAY
    )
    for email in OutgoingEmail.objects.filter(kind="session_reminder_24h"):
        deliver(email.pk, now=START - DAY)
    queue_reminders(now=START - HOUR)
    assert reminders()[0] == ["session_reminder_24h"] * 2
    assert not [mail for mail in postbox.mails if "Tomorrow" in mail["Subject"]]


def test_the_roadmaps_function_queues_one_mail_for_each(cast):
    session = confirmed(cast)
    for _ in range(2):
        with transaction.atomic():
            send_session_reminder_email(session, reminder=SessionReminder1h, now=START - HOUR)
    assert reminders()[0] == ["session_reminder_1h"] * 2


# --- A booking that waits: the coach is asked again at half time ----------------------------


def nudges():
    return OutgoingEmail.objects.filter(kind="session_scheduled", dedupe_key__contains="-half")


@pytest.mark.parametrize(
    ("shift", "count"),
    [(-SECOND, 0), (0 * SECOND, 1), (SECOND, 1)],
    ids=["-1 s", "0", "+1 s"],
)
def test_the_coach_is_asked_again_when_half_of_the_time_is_over(cast, shift, count):
    session = booked(cast)
    assert session.answer_by == NOW + 2 * DAY
    queue_nudges(now=NOW + DAY + shift)
    assert nudges().count() == count


def test_any_number_of_sweeps_ask_once_more(cast):
    booked(cast)
    for hours in range(24, 48):
        queue_nudges(now=NOW + hours * HOUR)
    (mail,) = nudges()
    assert mail.recipient == cast.coach
    assert Notification.objects.filter(user=cast.coach, kind="session_scheduled").count() == 2
    message = compose(mail, now=NOW + DAY)
    assert message.subject == "Still waiting: Sofia Student booked Thu 12 Nov, 11:00 (New York)"
    assert "Confirm" in message.body


@pytest.mark.parametrize("shift", [0 * SECOND, SECOND])
def test_nobody_is_asked_again_once_the_time_is_over(cast, shift):
    session = booked(cast)
    queue_nudges(now=session.answer_by + shift)
    assert not nudges().exists()


@pytest.mark.parametrize("answer", ["confirm", "decline", "move"])
def test_who_answered_is_not_asked_again(cast, answer):
    session = booked(cast)
    named = {"by": cast.coach, "version": session.version, "now": NOW}
    {
        "confirm": lambda: sessions.confirm_session(session, **named),
        "decline": lambda: sessions.decline_session(session, **named),
        "move": lambda: sessions.request_reschedule(
            session, starts=[START + DAY], timezone="UTC", reason=WHY, **named
        ),
    }[answer]()
    queue_nudges(now=NOW + DAY)
    assert not nudges().exists()
