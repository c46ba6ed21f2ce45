"""Every number on every page is a number of some row; what each page may say is computed from rows."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from accounts.models import CoachProfile
from chat.models import Participant
from contracts.models import Contract, ContractVersion
from marketplace.models import LearningRequest, Proposal
from notifications.models import Notification
from sessions.models import CoachingSession, TimesOffer
from tests.dashboards.figures import (
    fee,
    instants,
    is_held,
    newest,
    offers_to,
    preferred_hours,
    progress_of,
    terms,
    with_shares,
)
from tests.dashboards.pages import Page
from tests.dashboards.story import LATER, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(student, coach, other_student, other_coach, staff):
    return tell(student, coach, other_student, other_coach, staff)


def read(client, person, path: str) -> Page:
    client.force_login(person)
    with time_machine.travel(LATER, tick=False):
        answer = client.get(path)
    assert answer.status_code == 200, path
    return Page(answer.content.decode())


def check(page: Page, says: Iterable[Decimal | int], may_say: Iterable[Decimal | int] = ()) -> None:
    """The page says all of the first, and beside it nothing but the second; its instants are rows'."""
    wanted = {Decimal(each) for each in says}
    assert wanted - page.numbers == set(), page.words
    assert page.numbers - wanted - {Decimal(each) for each in may_say} == set(), page.words
    assert page.instants <= instants()


def test_the_students_dashboard(story, client, student):
    first, *_others = story
    waiting = Proposal.objects.filter(request__student=student, status="pending")
    booked = CoachingSession.objects.filter(contract=first, status="confirmed").get()
    offered = CoachingSession.objects.filter(contract=first, status="offered").get()
    held = sum(is_held(row) for row in newest(first))
    assert held == 2
    check(
        read(client, student, "/dashboard"),
        {
            waiting.count() + offers_to(student),  # needs you
            *waiting.values_list("expected_total", flat=True),
            offered.number, booked.number, held, 1,  # one contract, one session to come, one request
            offered.terms.price_per_session, first.agreed_version.total_amount,
            first.agreed_version.session_count, waiting.count(),
        },
    )  # fmt: skip


def test_the_coachs_dashboard_and_its_file(story, client, coach):
    first, second, _offer = story
    mine = CoachingSession.objects.filter(contract__coach=coach)
    owed = [(is_held(row), row.owed_amount) for row in mine if row.owed_amount]
    delivered = sum(amount for held, amount in owed if held)
    kept = sum(amount for held, amount in owed if not held)
    fees = sum(fee(amount) for _held, amount in owed)
    agreed = first.agreed_version.total_amount + second.agreed_version.total_amount
    ahead = [
        row for row in mine if row.status in ("unscheduled", "offered", "scheduled", "confirmed")
    ]
    to_deliver = sum(row.terms.price_per_session for row in ahead)
    bid = Proposal.objects.get(coach=coach, status="pending")
    month = {
        agreed,
        delivered,
        kept,
        fees,
        delivered + kept - fees,
        len([h for h, _a in owed if h]),
    }

    page = read(client, coach, "/dashboard")

    check(
        page,
        {
            *month, to_deliver, len(ahead), bid.expected_total, 0,
            second.agreed_version.price_per_session,  # of the session to confirm
            first.agreed_version.total_amount, second.agreed_version.total_amount,
        },
        # The fee's percentage and base, the grid of the chart, and what the contracts' lines count.
        {15, delivered + kept, 500, 1000, *progress_of([first, second]),
         Contract.objects.filter(coach=coach).count()},
    )  # fmt: skip
    top = max(number for number in (500, 1000) if number in page.numbers)
    assert top >= agreed > top / 2

    with time_machine.travel(LATER, tick=False):
        answer = client.get("/dashboard/earnings.csv")
    _head, *rows = csv.reader(io.StringIO(answer.content.decode()))
    assert [row[0] for row in rows] == [
        f"{date(2025, 12, 1) if n == 0 else date(2026, n, 1):%Y-%m}" for n in range(12)
    ]
    assert {Decimal(cell) for row in rows[:-1] for cell in row[2:]} == {Decimal(0)}
    assert {Decimal(cell) for cell in rows[-1][2:]} == month


def test_the_inbox_and_the_counts_in_the_navigation(story, client, student, coach):
    first, second, offer = story
    for person, runs in ((student, [first]), (coach, [first, second])):
        page = read(client, person, "/chat")
        unread = set(Participant.objects.filter(user=person).values_list("unread", flat=True))
        shown = {sum(is_held(row) for row in newest(contract)) for contract in runs}
        check(
            page,
            {*(unread - {0}), *shown, *(c.agreed_version.session_count for c in runs)},
            {offer.open_version.number, 0, 1, 2},  # whose turn; a session's number in a last line
        )
        mine = {(offered.student_id, offered.coach_id) for offered in (first, second)}
        assert len(mine) == 2
        whole = Page(client.get("/settings").content.decode().replace("<main", "<div"))
        waiting = Participant.objects.filter(user=person, unread__gt=0).count()
        bell = Notification.objects.filter(user=person, read_at=None).count()
        assert f"Chat {waiting} Calendar Contracts" in whole.words
        assert f"Notifications {bell} " in whole.words


def test_needs_me_counts_the_conversations_that_wait_for_me(story, client, student, coach):
    # Two proposals and offered times for the student; a booking to confirm for the coach.
    waiting = Proposal.objects.filter(request__student=student, status="pending")
    pairs = {row.coach_id for row in waiting} | {
        row.session.contract.coach_id for row in TimesOffer.objects.filter(status="open")
    }
    assert f"Needs me {len(pairs)} Active" in read(client, student, "/chat").words
    bookings = CoachingSession.objects.filter(contract__coach=coach, status="scheduled")
    assert f"Needs me {bookings.count()} Active" in read(client, coach, "/chat").words


def test_the_context_beside_a_conversation(story, client, student):
    first, *_others = story
    number = Participant.objects.get(user=student, conversation__coach=first.coach).conversation_id
    version = first.agreed_version
    booked = CoachingSession.objects.get(contract=first, status="confirmed")
    waits = Proposal.objects.get(request__student=student, coach=first.coach, status="pending")
    check(
        read(client, student, f"/chat/{number}/rail"),
        {
            version.price_per_session, version.total_amount, version.session_count, booked.number,
            *[sum(map(is_held, newest(first)))],
            waits.price_per_session, waits.session_count, waits.duration_minutes,
            waits.price_per_session * waits.session_count,
        },
        {*progress_of([first]), first.proposal.request.sessions_needed},
    )  # fmt: skip


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_contracts_page(story, client, which):
    contract = story[which]
    versions = ContractVersion.objects.filter(contract=contract)
    check(
        read(client, contract.student, f"/contracts/{contract.pk}"),
        {
            *versions.values_list("total_amount", flat=True),
            *(fee(row.total_amount) for row in versions),
            *(row.total_amount - fee(row.total_amount) for row in versions),
            *versions.values_list("session_count", flat=True), versions.count(),
        },
        # The late rule (10 hours) and the time that a revived offer keeps (48) are promises, not figures.
        {10, 48, *terms(versions), *progress_of([contract])},
    )  # fmt: skip


def test_the_list_of_contracts(story, client, student):
    first, _second, offer = story
    said = {
        number
        for row in (first.agreed_version, offer.open_version)
        for number in (row.session_count, row.duration_minutes)
    }
    held = sum(is_held(row) for row in newest(first))
    check(read(client, student, "/contracts"), said | {held})


def test_what_a_cancel_would_come_to(story, client, student):
    first, *_others = story
    rows = newest(first)
    owed = [row.owed_amount for row in rows if row.owed_amount]
    given_up = [row for row in rows if row.status in ("unscheduled", "offered", "confirmed")]
    check(
        read(client, student, f"/contracts/{first.pk}/cancel"),
        {
            sum(owed), sum(map(fee, owed)), sum(owed) - sum(map(fee, owed)), *owed, 0,
            sum(row.terms.price_per_session for row in given_up), len(owed), len(given_up),
            *(row.number for row in rows),
        },
        {10, 500},  # how long a reason may be
    )  # fmt: skip


def test_the_lists_of_sessions(story, client, coach):
    for contract in story[:2]:
        check(
            read(client, coach, f"/contracts/{contract.pk}/sessions"),
            {row.number for row in newest(contract)} | {contract.agreed_version.session_count},
            progress_of([contract]),
        )


def test_a_sessions_page(story, client, student):
    for row in newest(story[0]):
        page = read(client, student, f"/sessions/{row.pk}")
        amounts = {row.owed_amount or 0, row.terms.price_per_session}
        check(
            page,
            {row.number, row.contract.agreed_version.session_count},
            {*with_shares(amounts), row.duration_minutes or 0, 10, 48, 72},
        )


def test_requests_for_coaches_and_for_their_owner(story, client, student, coach):
    wish = LearningRequest.objects.get(title="A garden on a balcony")
    hours = preferred_hours(wish)  # the coach's calendar is open all week long
    for path in ("/jobs", f"/jobs/{wish.pk}"):
        check(read(client, coach, path), {wish.sessions_needed, wish.budget, hours})
    own = LearningRequest.objects.filter(student=student)
    check(
        read(client, student, "/my-requests"),
        {*own.values_list("sessions_needed", flat=True), *own.values_list("budget", flat=True),
         wish.proposals.filter(status="pending").count()},
    )  # fmt: skip


def test_the_owner_compares_proposals(story, client, student):
    wish = LearningRequest.objects.get(title="A garden on a balcony")
    bids = wish.proposals.all()
    over = {row.expected_total - wish.budget for row in bids if row.expected_total > wish.budget}
    check(
        read(client, student, f"/jobs/{wish.pk}/manage"),
        {
            bids.count(), *over, preferred_hours(wish),
            *(n for row in bids for n in (
                row.expected_total, row.price_per_session, row.session_count, row.duration_minutes
            )),
        },
        {0},  # minutes that the other coach's empty calendar has in common with them
    )  # fmt: skip
    assert len(over) == 1


def test_the_list_of_coaches(story, client, student, coach):
    CoachProfile.objects.filter(user=coach).update(hourly_rate=Decimal("53.90"), currency="EUR")
    check(read(client, student, "/coaches"), {Decimal("53.90")})


def test_the_bells_list(story, client, student):
    mine = Notification.objects.filter(user=student)
    page = read(client, student, "/notifications")
    sessions = set(
        CoachingSession.objects.filter(contract__student=student).values_list("number", flat=True)
    )
    check(page, {mine.filter(read_at=None).count()}, {*range(mine.count() + 1), *sessions})
    assert f"{mine.filter(read_at=None).count()} unread" in page.words
    groups = [int(n) for n in re.findall(r"Coach (\d+) Open the conversation", page.words)]
    assert sum(groups) == mine.count()


def test_the_front_door_says_that_its_people_are_made_up(db, client):
    """Strangers see one sketch, named as one, and no figure of the product beside it."""
    html = client.get("/").content.decode()
    sketch = html[html.index("<figure") : html.index("</figure>")]
    assert "The people in it are made up" in sketch
    assert Page(html.replace(sketch, "")).numbers == {15}  # the platform's fee, in per cent
