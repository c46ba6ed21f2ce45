"""One answer is said, allowed and done alike on the card, in the mail and behind its link."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from contracts.actions import accept_amendment, propose_amendment
from contracts.models import Contract
from contracts.terms import terms_of
from core.cards import build_card
from core.errors import NotPossibleNow
from notifications.emails import compose
from notifications.link_actions import press_link
from notifications.links import token_of
from notifications.models import ActionLink, OutgoingEmail
from sessions.models import RescheduleRequest
from tests.factories import (
    NOW,
    confirmed_session,
    offered_session,
    opens_every_day,
    scheduled_session,
)
from tests.sessions.standing import ask

DAY = timedelta(days=1)
START = NOW + 4 * DAY


@pytest.fixture(autouse=True)
def stopped_clock():
    with time_machine.travel(NOW, tick=False):
        yield


def booked(session):
    opens_every_day(session.contract.coach)
    return scheduled_session(session, starts_at=START), "session_scheduled"


def offered(session):
    coach = session.contract.coach
    return offered_session(session, by=coach, starts=[START, START + DAY]), "times_offered"


def asked(session):
    row = confirmed_session(session, starts_at=START)
    return ask(row, session.contract.student), "reschedule_requested"


def mailed(kind):
    """The text of the one mail of that kind, and its reader."""
    email = OutgoingEmail.objects.get(kind=kind)
    return compose(email, now=NOW).body, email.recipient


def opened(client, link):
    return client.get(f"/go/{token_of(link)}", follow=True)


def heading_and_button(page):
    text = page.content.decode()
    return (
        re.search(r"<h1[^>]*>\s*([^<]+?)\s*</h1>", text)[1],
        re.findall(r'<button[^>]*type="submit">([^<]+)</button>', text),
    )


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "action", "verb", "word"),
    [
        (booked, "confirm_session", "confirm", "Confirm"),
        (booked, "decline_session", "decline", "Decline"),
        (offered, "accept_time", "accept-time", "Accept"),
        (asked, "approve_reschedule", "approve-reschedule", "Move"),
        (asked, "decline_reschedule", "decline-reschedule", "Keep"),
    ],
)
def test_card_mail_and_link_use_one_word(client, session, state, action, verb, word):
    subject, kind = state(session)
    text, reader = mailed(kind)
    card = build_card(subject, viewer=reader, now=NOW)
    buttons = [*card.actions, *(time.action for time in card.times)]
    labels = [each.label for each in buttons if each and each.verb.startswith(verb)]
    assert labels
    assert all(label.startswith(word) for label in labels)
    assert re.search(rf"^{word}\b", text, flags=re.MULTILINE)
    heading, (button,) = heading_and_button(
        opened(client, ActionLink.objects.filter(action=action).first())
    )
    assert heading.startswith(f"{word} ")
    assert heading.endswith("?")
    assert button.startswith(f"{word} ")


def test_a_link_whose_answer_the_card_does_not_offer_says_why_not(
    client, session, student, coach, events
):
    """The contract was shortened meanwhile, so the session cannot be held at the new time any more."""
    reschedule, kind = asked(session)
    mailed(kind)
    contract = Contract.objects.get(pk=session.contract_id)
    terms = replace(terms_of(contract.agreed_version), end_date=START.date())
    contract = propose_amendment(
        contract, by=student, version=contract.version, terms=terms, now=NOW
    )
    accept_amendment(contract, by=coach, version_number=2, now=NOW)
    link = ActionLink.objects.get(action="approve_reschedule")
    seen = events()
    page = opened(client, link)
    assert heading_and_button(page) == ("Not possible now", [])
    assert "The contract is over at this time." in page.content.decode()
    card = build_card(RescheduleRequest.objects.get(pk=reschedule.pk), viewer=coach, now=NOW)
    assert [(time.action, time.why) for time in card.times] == [
        (None, "The contract is over at this time.")
    ]
    with pytest.raises(NotPossibleNow):
        press_link(link, now=NOW)
    assert seen() == []
