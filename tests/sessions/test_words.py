"""One source of the rule's words: card, page, form and mail say the same sentences."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from contracts.actions import accept_amendment, propose_amendment
from contracts.terms import terms_of
from core.cards import build_card
from notifications.emails import compose
from notifications.models import OutgoingEmail
from sessions.actions import (
    cancel_session,
    check_in,
    claim_no_show,
    complete_session,
    contest_outcome,
    request_reschedule,
)
from sessions.aftermath import aftermath
from sessions.models import CoachingSession
from sessions.policy import booking_words, policy_for
from sessions.sweep import sweep
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    offered_session,
    opens_every_day,
    scheduled_session,
)
from tests.notifications.stories import STORIES, Cast
from tests.words import words_of as words_on

pytestmark = pytest.mark.once
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
START = NOW + timedelta(days=2)
CUT = START - 10 * HOUR
WHY = "Something came up at work."


def mails(kind, at):
    """(reader, the mail's text on one line) for each queued mail of that kind."""
    for email in OutgoingEmail.objects.filter(kind=kind).select_related("recipient"):
        message = compose(email, now=at)
        yield email.recipient, " ".join(message.body.split())


def card_for(row, reader, at):
    with timezone.override(reader.timezone):
        return build_card(row, viewer=reader, now=at)


@pytest.fixture
def cast(student, coach, other_coach, staff):
    return Cast(student=student, coach=coach, other_coach=other_coach, staff=staff)


RULED = (
    "session_scheduled", "session_confirmed", "session_rescheduled", "reschedule_declined",
    "reschedule_expired", "session_reminder_24h", "session_reminder_1h", "times_offered",
)  # fmt: skip


@pytest.mark.parametrize("kind", RULED)
def test_mails_of_a_session_that_lies_ahead_say_what_its_card_says(kind, cast):
    at = STORIES[kind](cast) or NOW
    told = list(mails(kind, at))
    assert told
    for reader, text in told:
        row = CoachingSession.objects.exclude(status="unscheduled").get()
        words = card_for(row, reader, at).words
        assert words
        for sentence in words:
            assert sentence in text


OVER = (
    "session_cancelled", "session_declined", "session_completed", "session_not_held",
    "session_disputed", "session_resolved", "no_show_settled",
)  # fmt: skip


@pytest.mark.parametrize("kind", OVER)
def test_mails_of_a_session_that_is_over_say_what_its_card_says(kind, cast):
    at = STORIES[kind](cast) or NOW
    told = list(mails(kind, at))
    assert told
    for reader, text in told:
        row = CoachingSession.objects.exclude(status="unscheduled").get()
        assert card_for(row, reader, at).lead in text


def test_mail_of_a_reported_absence_says_what_the_card_says(cast):
    at = STORIES["no_show_claimed"](cast) or NOW
    ((reader, text),) = mails("no_show_claimed", at)
    lead = card_for(CoachingSession.objects.exclude(status="unscheduled").get(), reader, at).lead
    assert lead[lead.index("Unless contested before") :] in text


def test_mail_of_a_wish_to_move_says_what_its_card_says(cast):
    at = STORIES["reschedule_requested"](cast) or NOW
    ((reader, text),) = mails("reschedule_requested", at)
    reschedule = CoachingSession.objects.exclude(status="unscheduled").get().reschedules.get()
    words = card_for(reschedule, reader, at).words
    assert words.startswith("Once moved, the same rule counts from the new time")
    assert words in text


@time_machine.travel(NOW, tick=False)
def test_page_and_form_say_what_the_card_says(client, session, student):
    row = confirmed_session(session, starts_at=START)
    sentences = policy_for(row).words("student", now=NOW, zone_name=student.timezone)
    client.force_login(student)
    page = words_on(client.get(f"/sessions/{row.pk}").content.decode())
    form = words_on(client.get(f"/sessions/{row.pk}/reschedule").content.decode())
    for sentence in sentences:
        assert sentence in page
        assert sentence in form


@time_machine.travel(NOW, tick=False)
def test_booking_says_the_rule_before_the_press(client, session, student, coach):
    opens_every_day(coach)
    client.force_login(student)
    words = booking_words(session, "student")
    assert words == (
        "Once confirmed, you can cancel it free of charge until 10 hours before the start; from then on"
        " it is used and you owe EUR 20.00."
    )
    assert words in words_on(client.get(f"/sessions/{session.pk}/schedule").content.decode())
    offered = offered_session(session, by=coach, starts=[START])
    assert card_for(offered, student, NOW).words == (words,)


# --- the sentences themselves ------------------------------------------------------------------


def words_of(row, role, now, zone_name="Europe/Berlin"):
    return policy_for(row).words(role, now=now, zone_name=zone_name)


def test_both_sides_read_what_happens_before_and_after_the_cut_off(session):
    row = confirmed_session(session, starts_at=START)
    assert words_of(row, "student", CUT - SECOND) == (
        (
            "Cancel free of charge before Thu 5 Nov 00:00 (Berlin) and the session stays yours; from then"
            " on it is used and you owe EUR 20.00."
        ),
        (
            "You can ask for another time until the start. Silence never moves a session: the old time"
            " stands until the other agrees. If you ask from Thu 5 Nov 00:00 (Berlin) on, the free cancel"
            " is gone once it is moved."
        ),
    )
    assert words_of(row, "coach", CUT - SECOND, "America/New_York") == (
        (
            "Cancel before Wed 4 Nov 18:00 (New York) without a mark; from then on it counts as a late"
            " cancellation of yours. Either way the session goes back to the student. If the student"
            " cancels from then on, EUR 20.00 is owed."
        ),
        (
            "You can ask for another time before Wed 4 Nov 18:00 (New York); after that only the student"
            " can. Silence never moves a session: the old time stands until the other agrees."
        ),
    )


@pytest.mark.parametrize("now", [CUT, CUT + SECOND, START - SECOND])
def test_from_the_cut_off_on_they_read_what_a_press_costs_now(session, now):
    row = confirmed_session(session, starts_at=START)
    cancel, reschedule = words_of(row, "student", now)
    assert cancel.startswith(
        "If you cancel now: It is late: the session is used and you owe EUR 20"
    )
    assert reschedule.endswith(
        "Once moved, it is no longer free to cancel: you would owe EUR 20.00."
    )
    assert words_of(row, "coach", now) == (
        (
            "If you cancel now: The session goes back to the student. It counts as a late cancellation"
            " of yours."
        ),
        "Within 10 hours of the start only the student can ask for another time.",
    )


def test_a_booking_that_waits_is_free_and_says_what_comes_then(session, coach):
    opens_every_day(coach)
    free, then, _move = words_of(scheduled_session(session, starts_at=START), "coach", NOW)
    assert free == "Until it is confirmed either of you can cancel free of charge."
    assert then.startswith("Once it is confirmed: Cancel before Thu 5 Nov 00:00 (Berlin) without")


def test_where_nothing_is_kept_no_late_move_costs_anything(student, coach):
    row = active_contract(student, coach, late_cancel_percent=0).sessions.get(number=1)
    row = confirmed_session(row, starts_at=START)
    cancel, reschedule = words_of(row, "student", CUT)
    assert cancel == (
        "If you cancel now: It is late, but this contract keeps nothing: the session stays yours."
    )
    assert "no longer free" not in reschedule
    assert policy_for(row).approval_words("student", rescheduled_late=True) == (
        "It stays free for the student to cancel until the start."
    )


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (
            CUT - SECOND,
            "Once moved, the same rule counts from the new time: 10 hours before it the",
        ),
        (
            CUT,
            "Once moved, it is no longer free for the student to cancel: EUR 20.00 would be owed.",
        ),
    ],
)
def test_the_one_who_answers_a_wish_reads_what_agreeing_means(session, student, coach, now, words):
    row = confirmed_session(session, starts_at=START)
    reschedule = request_reschedule(
        row, by=student, starts=[START + 24 * HOUR], timezone="UTC", reason=WHY,
        version=row.version, now=now,
    )  # fmt: skip
    assert card_for(reschedule, coach, now).words.startswith(words)


def after(row, role, now):
    return aftermath(row, role, now=now, zone_name="Europe/Berlin")


def test_while_a_wish_waits_nobody_is_told_to_ask_for_another_time(session, student):
    row = confirmed_session(session, starts_at=START)
    request_reschedule(
        row, by=student, starts=[START + 24 * HOUR], timezone="UTC", reason=WHY,
        version=row.version, now=NOW,
    )  # fmt: skip
    row = CoachingSession.objects.get(pk=row.pk)
    for role in ("student", "coach"):
        told = " ".join(policy_for(row).words(role, now=NOW, zone_name="UTC"))
        assert "Another time is asked for." in told
        assert "You can ask" not in told


def test_what_a_cancel_came_to(session, student, coach, contract):
    row = confirmed_session(session, starts_at=START)
    row = cancel_session(row, by=student, version=row.version, now=CUT)
    owed = "It was cancelled late, so the session is used. {} The rest is never charged."
    assert after(row, "student", CUT) == owed.format("You owe EUR 20.00 for it.")
    assert after(row, "coach", CUT) == owed.format("EUR 20.00 is owed for it.")
    other = confirmed_session(contract.sessions.get(number=2), starts_at=START)
    other = cancel_session(other, by=coach, version=other.version, now=CUT)
    back = "The session can be booked again, and nothing is owed for this one."
    assert after(other, "student", CUT) == f"The coach cancelled it late. {back}"
    assert after(other, "coach", CUT) == (
        f"You cancelled it late, which counts in your record. {back}"
    )


def test_what_an_outcome_came_to_and_until_when_it_can_be_contested(session, student, coach):
    row = confirmed_session(session, starts_at=START)
    end = START + HOUR
    row = complete_session(row, by=coach, version=row.version, now=end)
    assert after(row, "student", end) == (
        "It was held, says the coach. You owe EUR 40.00 for it. You can disagree until Sun 8 Nov 11:00"
        " (Berlin)."
    )
    assert after(row, "student", row.final_at) == "It was held. You owe EUR 40.00 for it."
    row = contest_outcome(row, by=student, reason=WHY, version=row.version, now=end)
    assert after(row, "coach", end).startswith("You see it differently. Nothing is charged until")


def test_an_absence_that_stands_says_what_it_costs(session, student, coach):
    row = confirmed_session(session, starts_at=START)
    row = check_in(row, by=coach, now=START)
    claim_no_show(row, by=coach, version=row.version, now=START + HOUR)
    sweep(START + 73 * HOUR)
    row.refresh_from_db()
    assert after(row, "student", START + 73 * HOUR) == (
        "The student did not come. You owe EUR 40.00 for it."
    )


def test_card_form_and_mail_count_by_the_terms_in_force(client, student, coach):
    contract = active_contract(student, coach, session_count=4)
    row = confirmed_session(contract.sessions.get(number=1), starts_at=START)
    contract.refresh_from_db()
    terms = replace(terms_of(contract.agreed_version), session_count=6)
    contract = propose_amendment(contract, by=coach, version=contract.version, terms=terms, now=NOW)
    accept_amendment(contract, by=student, version_number=contract.open_version.number, now=NOW)
    row = CoachingSession.objects.get(pk=row.pk)
    assert row.terms.session_count == 4
    assert card_for(row, student, NOW).title == "Session 1 of 6"
    client.force_login(student)
    with time_machine.travel(NOW, tick=False):
        form = client.get(f"/sessions/{row.pk}/cancel", headers={"HX-Request": "true"})
    assert "Session 1 of 6" in form.content.decode()
    texts = dict(mails("session_confirmed", NOW))
    assert all("1 of 6" in text for text in texts.values())
    assert texts
