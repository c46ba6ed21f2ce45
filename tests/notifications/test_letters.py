"""What the mails say, read back from a real SMTP server."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from contracts.actions import (
    accept_contract,
    counter_contract,
    decline_contract,
    warn_of_end,
    withdraw_contract,
)
from contracts.terms import terms_of
from core.events import record
from core.models import EventRecord
from marketplace.actions import accept_proposal, edit_request, withdraw_request
from notifications.delivery import deliver
from notifications.models import OutgoingEmail
from notifications.notices.requests import FIELD_WORDS
from sessions.actions import cancel_with_settlement
from sessions.events import SessionConfirmed, SessionScheduled
from tests.factories import NOW, open_request, pending_proposal
from tests.marketplace.builders import request_details
from tests.notifications.deals import START, make_session, offered, only_mail
from tests.notifications.smtp import part
from tests.notifications.stories import STORIES, WHY, Cast, confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def booked(student, coach, **fields):
    session = make_session(offered(student, coach), **fields)
    OutgoingEmail.objects.all().delete()
    return session


def deliver_all(now=NOW):
    for email in OutgoingEmail.objects.order_by("id"):
        deliver(email.pk, now=now)


def session_event(event, session, **fields):
    contract = session.contract
    return event(
        at=NOW, actor_id=contract.student_id, contract_id=contract.pk, session_id=session.pk,
        number=session.number, version=session.version, student_id=contract.student_id,
        coach_id=contract.coach_id, starts_at=session.scheduled_at, **fields,
    )  # fmt: skip


def tell(event):
    with transaction.atomic():
        return record(event)


def test_an_offered_contract_is_mailed_to_the_one_who_must_answer(student, coach, postbox):
    contract = offered(student, coach)
    only_mail("contract_created")
    deliver_all()
    (mail,) = postbox.mails
    assert mail["To"] == student.email
    assert (
        mail["Subject"]
        == f"Carl Coach offers you contract {contract.number}: Spoken Spanish for travel"
    )
    text, html = part(mail, "text/plain"), part(mail, "text/html")
    assert "Hello Sofia," in text
    assert "Tell me <early> & kindly." in text
    assert "Tell me &lt;early&gt; &amp; kindly." in html
    for body in (text, html):
        assert "EUR 160.00" in body
        assert "/go/" in body
        assert "lapses on Tue 10 Nov at 10:00 (Berlin time)" in body
        assert "Ask Carl Coach in your conversation" in body


def test_an_answered_offer_is_not_mailed_any_more(student, coach, postbox):
    contract = offered(student, coach)
    email = only_mail("contract_created")
    decline_contract(contract, by=student, version_number=1, now=NOW)
    deliver(email.pk, now=NOW)
    email.refresh_from_db()
    assert (postbox.attempts, email.status) == (0, OutgoingEmail.Status.DROPPED)


def test_a_booking_tells_the_coach_both_clocks_and_what_silence_does(student, coach, postbox):
    session = booked(student, coach)
    tell(
        session_event(
            SessionScheduled, session, answer_by=session.answer_by, minutes=session.duration_minutes
        )
    )
    deliver_all()
    (mail,) = postbox.mails
    assert mail["To"] == coach.email
    assert mail["Subject"] == "Sofia Student booked Thu 12 Nov, 11:00 (New York): please confirm"
    text = part(mail, "text/plain")
    assert "Thu 12 Nov, 11:00 your time, New York (UTC−5)" in text
    assert "Thu 12 Nov, 17:00 for Sofia, Berlin (UTC+1)" in text
    assert "declined by itself on Thu 5 Nov at 04:00 (New York time)" in text


def test_a_confirmed_session_is_told_to_both_each_in_their_own_time(student, coach, postbox):
    session = booked(student, coach, status="confirmed")
    tell(session_event(SessionConfirmed, session, offer_id=None, minutes=session.duration_minutes))
    deliver_all()
    (to_student,), (to_coach,) = postbox.to(student.email), postbox.to(coach.email)
    assert to_student["Subject"] == "Confirmed: Thu 12 Nov, 17:00 (Berlin) with Carl Coach"
    assert to_coach["Subject"] == "Confirmed: Thu 12 Nov, 11:00 (New York) with Sofia Student"
    rule = "Cancel free of charge before Thu 12 Nov 07:00 (Berlin) and the session stays yours"
    assert rule in part(to_student, "text/plain")
    assert "Cancel before Thu 12 Nov 01:00 (New York)" in part(to_coach, "text/html")


def test_a_booking_that_moved_meanwhile_is_not_mailed(student, coach, postbox):
    session = booked(student, coach)
    tell(
        session_event(
            SessionScheduled, session, answer_by=session.answer_by, minutes=session.duration_minutes
        )
    )
    session.scheduled_at = START + timedelta(hours=1)
    session.save()
    deliver_all()
    assert postbox.attempts == 0


def test_a_changed_request_names_what_changed_in_the_words_of_the_page(student, coach, postbox):
    request = open_request(student)
    pending_proposal(request, coach)
    details = request_details(
        title="Learn to draw with charcoal", description="Another text, " * 10, skill_tags=("Art",),
        level="advanced", budget=Decimal("990.00"), sessions_needed=9,
        timeframe="by spring", payment_model="per_hour", preferred_times=(), timezone="Asia/Tokyo",
        questions=("What do you draw with?",),
    )  # fmt: skip
    edit_request(request, by=student, details=details, version=1, now=NOW)
    (event,) = EventRecord.objects.filter(name="marketplace.RequestEdited")
    assert {*event.payload["changed_fields"], "currency"} == set(FIELD_WORDS)
    only_mail("request_edited")
    deliver_all()
    (mail,) = postbox.mails
    for body in (part(mail, "text/plain"), part(mail, "text/html")):
        assert "title, description, level, budget, number of sessions" in body
        assert not re.search(r"Changed:[^.]*_", body)


def test_the_style_is_on_the_elements_and_dark_readers_are_served(student, coach, postbox):
    offered(student, coach)
    only_mail("contract_created")
    deliver_all()
    html = part(postbox.mails[0], "text/html")
    assert 'class="headline" style="' in html
    assert "prefers-color-scheme:dark" in html.replace(" ", "")
    assert "<script" not in html
    assert "<link" not in html


def test_a_change_that_is_rolled_back_leaves_no_mail(student, coach):
    def fail_late():
        with transaction.atomic():
            offered(student, coach)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_late()
    assert not OutgoingEmail.objects.exists()


def test_a_change_that_came_to_nothing_shows_the_terms_that_stand(
    student, coach, other_coach, staff, postbox
):
    cast = Cast(student=student, coach=coach, other_coach=other_coach, staff=staff)
    STORIES["amendment_closed"](cast)
    only_mail("amendment_closed")
    deliver_all()
    text = part(postbox.mails[0], "text/plain")
    assert "Sessions: 4 of 60 minutes" in text
    assert "Total: EUR 160.00" in text
    assert "EUR 225.00" not in text


@pytest.mark.parametrize("side", ["student", "coach"])
def test_a_cancelled_contract_says_what_its_late_session_costs(
    student, coach, other_coach, staff, postbox, side
):
    cast = Cast(student=student, coach=coach, other_coach=other_coach, staff=staff)
    contract, late = confirmed(cast).contract, START - timedelta(hours=2)
    who = {"student": student, "coach": coach}[side]
    cancel_with_settlement(contract, by=who, version=contract.version, reason=WHY, now=late)
    OutgoingEmail.objects.exclude(kind="contract_cancelled").delete()
    deliver_all(late)
    costs = {student.email: "You owe EUR 20.00 for it.", coach.email: "EUR 20.00 is owed for it."}
    assert {mail["To"] for mail in postbox.mails} == set(costs)
    for mail in postbox.mails:
        for kind in ("text/plain", "text/html"):
            text = " ".join(part(mail, kind).split())
            if side == "student":
                words = "Session 1: It was cancelled late, so the session is used."
                assert f"{words} {costs[mail['To']]}" in text
                assert "Nothing is owed for them." not in text
            else:  # a coach's cancel never costs the student anything
                assert "struck out. Nothing is owed for them." in text
                assert "EUR 20.00" not in text


def countered(student, coach):
    contract = offered(student, coach)
    terms = replace(terms_of(contract.open_version), session_count=5)
    return counter_contract(contract, by=student, version_number=1, terms=terms, now=NOW)


def sent_text(kind, postbox, now=NOW):
    only_mail(kind)
    deliver_all(now)
    (mail,) = postbox.mails
    return mail["To"], " ".join(part(mail, "text/plain").split())


def test_who_countered_in_vain_may_still_accept_and_is_told_until_when(student, coach, postbox):
    decline_contract(countered(student, coach), by=coach, version_number=2, now=NOW)
    to, text = sent_text("contract_declined", postbox)
    assert to == student.email
    until = "you can still accept it until Tue 10 Nov at 10:00 (Berlin time)"
    assert f"Version 1, which Carl Coach wrote, is open again: {until}" in text


def test_whose_version_stands_again_hears_that_the_other_may_accept_it(student, coach, postbox):
    withdraw_contract(countered(student, coach), by=student, version_number=2, now=NOW)
    to, text = sent_text("contract_withdrawn", postbox)
    assert to == coach.email
    until = "Sofia Student can still accept it until Tue 10 Nov at 04:00 (New York time)"
    assert f"Your version 1 is open again: {until}" in text


def test_a_version_that_was_accepted_before_the_mail_left_is_not_called_open(
    student, coach, postbox
):
    contract = countered(student, coach)
    decline_contract(contract, by=coach, version_number=2, now=NOW)
    accept_contract(contract, by=student, version_number=1, now=NOW)
    _to, text = sent_text("contract_declined", postbox)
    assert "Version 1 was open again and has been answered since" in text
    assert "Nothing is agreed" not in text


def test_one_session_left_is_not_told_in_the_plural(student, coach, postbox):
    contract = offered(student, coach, session_count=1)
    accept_contract(contract, by=student, version_number=1, now=NOW)
    near = NOW + timedelta(days=365 - 14)
    warn_of_end(contract, now=near)
    OutgoingEmail.objects.exclude(kind="contract_ending", recipient=student).delete()
    deliver_all(near)
    (mail,) = postbox.mails
    assert ": a session has no time" in mail["Subject"]
    assert "One of its sessions has no time yet." in part(mail, "text/plain")


@pytest.mark.parametrize("end", ["another is chosen", "withdrawn"])
def test_who_was_not_selected_is_thanked_in_both_parts(student, coach, other_coach, postbox, end):
    request = open_request(student)
    pending_proposal(request, coach)
    if end == "withdrawn":
        withdraw_request(request, by=student, version=request.version, now=NOW)
    else:
        best = pending_proposal(request, other_coach)
        accept_proposal(best, by=student, version=1, request_version=request.version, now=NOW)
    deliver_all(NOW)
    (mail,) = [mail for mail in postbox.mails if "was not selected" in mail["Subject"]]
    for kind in ("text/plain", "text/html"):
        words = " ".join(part(mail, kind).split())
        assert "Thank you for the time and the thought that you gave to your proposal." in words


def test_only_an_award_that_comes_free_is_promised_to_be_told(student, coach, postbox):
    request = open_request(student)
    pending_proposal(request, coach)
    withdraw_request(request, by=student, version=request.version, now=NOW)
    _to, text = sent_text("proposal_not_selected", postbox)
    assert "The student withdrew the request" in text
    assert "If the request opens again, you can send a new proposal." in text
    assert "You will hear from us" not in text
