"""What both sides see of a payment, each in their own words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.models import Entry
from chat.timeline.queries import known_of, with_subjects
from core.cards import build_card, fetch, render_card
from core.errors import NotPossibleNow
from notifications.models import Notification, OutgoingEmail
from payments.models import Charge
from sessions.models import CoachingSession
from sessions.pending import pending_decisions_of
from tests.factories import active_contract, offered_session

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.payments.addresses")]
STOLEN = "pm_card_chargeDeclinedStolenCard"


def shown(charge, viewer, till):
    charge = Charge.objects.get(pk=charge.pk)
    return build_card(charge, viewer=viewer, now=till.clock())


def verbs(card) -> list[str]:
    return [action.verb for action in card.actions if action.enabled]


def waiting(till, person) -> list[str]:
    return [each.kind for each in pending_decisions_of(person, till.clock())]


def test_what_is_paid_is_said_to_both(till, book, student, coach):
    charge = Charge.objects.get(session=book(days=3))
    till.work()

    mine, theirs = (shown(charge, viewer, till) for viewer in (student, coach))
    assert (mine.badge, mine.lead) == ("Paid", "Paid EUR 40.00 · Visa 4242.")
    assert (theirs.badge, theirs.lead) == ("Held", "EUR 40.00 held until the session.")
    assert verbs(mine) == verbs(theirs) == []
    assert "Test money: nothing is charged." in render_card(charge, viewer=coach, now=till.clock())


def test_what_is_to_be_charged_says_when_and_to_which_card(till, book, student, coach):
    charge = Charge.objects.get(session=book(days=10))
    till.work()

    mine, theirs = (shown(charge, viewer, till) for viewer in (student, coach))
    assert mine.lead.startswith("EUR 40.00 is charged to Visa 4242 on ")
    assert theirs.lead == "Sofia pays EUR 40.00 before the session."
    assert (verbs(mine), verbs(theirs)) == (["pay"], [])


def test_a_declined_card_waits_for_its_owner_and_the_coach_knows(till, book, student, coach):
    till.save_card(student, STOLEN)
    charge = Charge.objects.get(session=book(days=3))
    till.work()

    mine, theirs = (shown(charge, viewer, till) for viewer in (student, coach))
    assert mine.lead.startswith("Your bank declined the card. If it is not paid before ")
    assert theirs.lead.startswith("Sofia has still to pay EUR 40.00. If it is not paid before ")
    assert "Visa" not in theirs.lead
    assert verbs(mine) == ["pay", "cards"]
    assert waiting(till, student)[0] == "pay_charge"
    assert "pay_charge" not in waiting(till, coach)
    (mail,) = OutgoingEmail.objects.filter(kind="charge_failed")
    assert mail.recipient == student


def test_a_payment_is_one_card_in_the_chat_and_its_steps_are_lines(till, book):
    charge = Charge.objects.get(session=book(days=3))
    till.work()

    (card,) = Entry.objects.filter(charge=charge)
    assert (card.kind, card.event, card.author) == ("card", "charge_due", None)
    (note,) = Entry.objects.filter(about=card)
    assert (note.event, note.params) == (
        "charge_succeeded",
        {"number": 1, "money": "EUR 40.00"},
    )
    assert card.changed_n > card.seq
    assert set(Notification.objects.filter(kind__startswith="charge_").values_list("kind")) == {
        ("charge_paid",),
        ("charge_held",),
    }


def test_a_card_that_we_were_not_told_of_yet_is_no_other_card(
    till, book, student, login, monkeypatch
):
    charge = Charge.objects.get(session=book(1, days=3))
    till.work()
    book(2, days=10)
    Charge.objects.filter(pk=charge.pk).update(method_id="pm_unknown")

    entries = with_subjects(Entry.objects.filter(charge__isnull=False))
    known = known_of(entries, now=till.clock())
    cards = [
        build_card(each.subject, viewer=student, now=till.clock(), known=known) for each in entries
    ]
    assert cards[0].lead == "Paid EUR 40.00."
    assert "Visa 4242" in cards[1].lead

    page = login(student).get(charge.get_absolute_url()).content.decode()
    monkeypatch.setattr("core.clock.now", lambda: till.clock() + timedelta(minutes=2))
    later = login(student).get(charge.get_absolute_url()).content.decode()
    assert ("data-look-again" in page, "data-look-again" in later) == (True, False)


def statements_for(person, till) -> int:
    """How many of them drawing all cards of the only conversation takes."""
    with CaptureQueriesContext(connection) as queries:
        entries = with_subjects(Entry.objects.filter(charge__isnull=False))
        known = known_of(entries, now=till.clock())
        for entry in entries:
            build_card(entry.subject, viewer=person, now=till.clock(), known=known)
    return len(queries)


@pytest.mark.parametrize("side", ["student", "coach"])
def test_payments_read_with_others_are_the_cards_of_the_rows_alone(till, book, request, side):
    viewer = request.getfixturevalue(side)
    for number, days in enumerate((3, 10, 12), 1):
        book(number, days=days)
    till.work()

    entries = with_subjects(Entry.objects.filter(charge__isnull=False))
    known = known_of(entries, now=till.clock())
    assert len(entries) == 3
    for entry in entries:
        together = build_card(entry.subject, viewer=viewer, now=till.clock(), known=known)
        assert together == shown(entry.subject, viewer, till)


def test_more_payments_take_no_more_statements(till, book, student):
    book(1, days=3)
    book(2, days=10)
    till.work()
    few = statements_for(student, till)
    book(3, days=12)
    till.work()
    assert statements_for(student, till) == few


def test_a_student_without_a_card_is_asked_for_one_and_cannot_book(till, student, coach):
    contract = active_contract(student, coach, paid_through="platform")
    version = contract.agreed_version

    asked = build_card(version, viewer=student, now=till.clock())
    assert "save-card" in verbs(asked)
    assert "save-card" not in verbs(build_card(version, viewer=coach, now=till.clock()))
    session = build_card(contract.sessions.get(number=1), viewer=student, now=till.clock())
    for verb in ("schedule", "offer-times"):
        (press,) = [action for action in session.actions if action.verb == verb]
        assert press.why_not == "Save a card first: this session is paid through Skileez."
    row = contract.sessions.get(number=2)
    with pytest.raises(NotPossibleNow, match="Save a card first"):
        offered_session(row, by=student, starts=[till.at(days=3)], now=till.clock())
    assert "save_card" in waiting(till, student)
    assert "save_card" not in waiting(till, coach)

    till.save_card(student)
    assert "save_card" not in waiting(till, student)
    assert "save-card" not in verbs(build_card(version, viewer=student, now=till.clock()))


@pytest.mark.parametrize(("side", "found"), [("student", True), ("coach", False)])
def test_who_pays_finds_the_cards_in_the_settings(till, login, request, side, found):
    page = login(request.getfixturevalue(side)).get("/settings").content.decode()
    assert ('href="/payments"' in page) == found


def test_without_payments_nobody_is_asked(till, settings, student, coach):
    active_contract(student, coach, paid_through="platform")
    settings.PAYMENTS = "off"

    assert "save_card" not in waiting(till, student)


def test_sessions_of_one_contract_ask_once_for_the_card_of_their_student(till, contract, student):
    rows = CoachingSession.objects.filter(contract=contract).select_related("contract")
    drawn = list(rows)
    known = fetch(drawn, now=till.clock())
    with CaptureQueriesContext(connection) as asked:
        cards = [build_card(row, viewer=student, now=till.clock(), known=known) for row in drawn]

    assert all("schedule" in verbs(card) for card in cards)
    assert sum("payments_savedcard" in each["sql"] for each in asked) == 1
