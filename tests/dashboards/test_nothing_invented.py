"""Every number on every page is a number of some row; what each page may say is computed here, from rows.

The story has unusual figures, so that a figure of one thing is seldom by chance that of another. Nothing
here calls what the pages call: sums, fees and counts are worked out from plain rows.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
import time_machine
from django.apps import apps
from django.db import models

from accounts.models import CoachProfile
from chat.models import Participant
from contracts.actions import accept_contract, counter_contract, offer_contract
from contracts.models import Contract, ContractVersion
from contracts.terms import terms_from_proposal, terms_of
from marketplace.actions import accept_proposal
from marketplace.models import LearningRequest, Proposal
from notifications.models import Notification
from sessions.models import CoachingSession, TimesOffer
from tests.dashboards.pages import Page
from tests.factories import (
    NOW,
    completed_session,
    confirmed_session,
    offered_session,
    open_request,
    opens_every_day,
    pending_proposal,
    resolved_session,
    scheduled_session,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOW + 9 * DAY  # when the pages are read


def agree(student, coach, *, title, by, **details):
    """A contract from a request of that title to its acceptance, on these terms."""
    request = open_request(
        student, title=title, sessions_needed=details["session_count"],
        budget=details.pop("budget", None),
    )  # fmt: skip
    proposal = pending_proposal(request, coach, **details)
    proposal = accept_proposal(proposal, by=student, version=1, request_version=1, now=NOW)
    contract = offer_contract(
        proposal, by=by, terms=terms_from_proposal(proposal, now=NOW), now=NOW
    )
    other = coach if by == student else student
    return accept_contract(contract, by=other, version_number=1, now=NOW)


@pytest.fixture
def story(student, coach, other_student, other_coach, staff):
    """Two running contracts of the coach, one in negotiation, and requests with proposals."""
    opens_every_day(coach)
    first = agree(
        student, coach, title="Old maps of the coast", by=coach, session_count=7,
        price_per_session=Decimal("37.35"), budget=Decimal("263.17"),
    )  # fmt: skip
    one, two, three, four, five, *_rest = first.sessions.order_by("number")
    completed_session(one, starts_at=NOW + DAY)
    resolved_session(
        two, staff=staff, starts_at=NOW + 2 * DAY, outcome="share", amount=Decimal("12.34")
    )
    resolved_session(three, staff=staff, starts_at=NOW + 3 * DAY, outcome="completed")
    confirmed_session(four, starts_at=LATER + 2 * DAY, now=LATER - DAY)
    offered_session(
        five, by=coach, starts=[LATER + n * DAY for n in (3, 4, 5)], now=LATER - timedelta(hours=2)
    )
    second = agree(
        other_student, coach, title="Reading old letters", by=other_student, session_count=11,
        payment_model="per_hour", hourly_rate=Decimal("43.10"), price_per_session=None,
        duration_minutes=45,
    )  # fmt: skip
    scheduled_session(second.sessions.get(number=1), starts_at=LATER + 6 * DAY, now=LATER - DAY)
    recent = LATER - DAY
    wish = open_request(
        student, title="A garden on a balcony", now=recent, budget=Decimal("617.40"),
        sessions_needed=9,
    )  # fmt: skip
    pending_proposal(wish, coach, now=recent, session_count=8, price_per_session=Decimal("71.15"))
    pending_proposal(
        wish, other_coach, now=recent, session_count=9, price_per_session=Decimal("82.25")
    )
    third = open_request(student, title="Bees in a city", now=recent, sessions_needed=13)
    bid = pending_proposal(
        third, other_coach, now=recent, session_count=13, price_per_session=Decimal("19.05")
    )
    bid = accept_proposal(bid, by=student, version=1, request_version=1, now=recent)
    offer = offer_contract(
        bid, by=other_coach, terms=terms_from_proposal(bid, now=recent), now=recent
    )
    counter_contract(
        offer, by=student, version_number=1, now=recent,
        terms=replace(terms_of(offer.open_version), session_count=14),
    )  # fmt: skip
    return tuple(Contract.objects.get(pk=each.pk) for each in (first, second, offer))


# --- what rows say, worked out here ----------------------------------------------------------------


def fee(amount: Decimal) -> Decimal:
    return (amount * 15 / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def with_shares(amounts: Iterable[Decimal]) -> set[Decimal]:
    """These amounts, the platform's part of each and the coach's."""
    found = {Decimal(amount) for amount in amounts}
    return found | {fee(a) for a in found} | {a - fee(a) for a in found}


def is_held(row: CoachingSession) -> bool:
    return row.status == "completed" or (row.status, row.resolution) == ("resolved", "completed")


def newest(contract: Contract) -> list[CoachingSession]:
    """Of each credit the last attempt."""
    rows = CoachingSession.objects.filter(contract=contract).order_by("number", "attempt")
    return list({row.number: row for row in rows}.values())


def progress_of(contracts: Iterable[Contract]) -> set[int]:
    """Held, booked, free and all credits of each."""
    said: set[int] = set()
    for contract in contracts:
        rows = newest(contract)
        booked = sum(row.status in ("scheduled", "confirmed") for row in rows)
        free = sum(row.status == "unscheduled" for row in rows)
        said |= {sum(map(is_held, rows)), booked, free, len(rows)}
        said |= {row.number for row in rows}
    return said


def terms(versions: Iterable[ContractVersion]) -> set[Decimal | int]:
    """Numbers of sets of terms, with fee and share of the price and the total."""
    said: set[Decimal | int] = set()
    for row in versions:
        said |= {row.number, row.session_count, row.duration_minutes, row.late_cancel_percent}
        said |= with_shares([row.price_per_session, row.total_amount])
        said |= {row.hourly_rate} if row.hourly_rate else set()
        kept = row.price_per_session * row.late_cancel_percent / 100
        said |= with_shares([kept]) | {row.price_per_session - kept}
    return said


def of_proposals(proposals: Iterable[Proposal]) -> set[Decimal | int]:
    said: set[Decimal | int] = set()
    for row in proposals:
        said |= {row.session_count, row.duration_minutes}
        said |= with_shares([row.price_per_session, row.expected_total])
        said |= {row.hourly_rate} if row.hourly_rate else set()
    return said


def of_requests(requests: Iterable[LearningRequest]) -> set[Decimal | int]:
    said: set[Decimal | int] = set()
    for row in requests:
        said |= {row.sessions_needed} | ({row.budget} if row.budget else set())
        said.add(row.proposals.filter(status="pending").count())
        said.add(row.proposals.count())
    return said


def instants() -> set[datetime]:
    """Every instant in any row, and every day as the midnights that stand for it."""
    said: set[datetime] = set()
    for model in apps.get_models():
        names = [f.name for f in model._meta.fields if isinstance(f, models.DateTimeField)]
        for row in model.objects.values_list(*names) if names else ():
            said |= {value.replace(microsecond=0) for value in row if isinstance(value, datetime)}
    return said


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


def offers_to(person) -> int:
    """Open offers of times to this person."""
    rows = TimesOffer.objects.filter(status="open").exclude(author=person)
    return rows.filter(session__contract__student=person).count()


def preferred_hours(request: LearningRequest) -> int:
    """The whole hours of the weekly ranges, such as 17:00 to 19:00."""
    return sum(
        int(each["ends"].removesuffix(":00")) - int(each["starts"].removesuffix(":00"))
        for each in request.preferred_times
    )


# --- the pages ------------------------------------------------------------------------------------


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
        assert f"Chat {waiting} Contracts" in whole.words
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
