"""The dashboard tells the truth, costs the same for one and for a hundred contracts, and invents nothing."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from contracts.models import Contract
from dashboards.chart import chart_of
from dashboards.earnings import earnings_of
from dashboards.queries import Setup, head_of, pipeline_of, requests_of, standing_of
from dashboards.views import PARTS
from dashboards.work import work_of
from marketplace.models import LearningRequest, Proposal
from marketplace.prices import split
from sessions.models import CoachingSession
from sessions.pending import pending_decisions_of
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    make_coach,
    make_user,
    offered_contract,
    open_request,
    opens_every_day,
    pending_proposal,
    scheduled_session,
)

DAY = timedelta(days=1)


@pytest.fixture
def both(db):
    """Somebody who learns and coaches."""
    return make_coach("Bo Both", is_student=True)


@pytest.fixture
def story(student, coach, other_coach):
    """One running contract with a confirmed and an unconfirmed session, an offer, requests, proposals."""
    opens_every_day(coach)
    contract = active_contract(student, coach, session_count=4)
    first, second = contract.sessions.order_by("number")[:2]
    confirmed_session(first, starts_at=NOW + 3 * DAY)
    scheduled_session(second, starts_at=NOW + 5 * DAY)
    offered_contract(student, other_coach)
    pending_proposal(open_request(student), coach)
    return contract


def test_every_number_equals_a_recount_of_the_rows(story, student, coach):
    later = NOW + timedelta(hours=1)
    for person in (student, coach):
        work = work_of(person, later)
        agreed = Contract.objects.visible_to(person).filter(status__in=["active", "paused"])
        assert len(work.contracts) == agreed.count() == 1
        (brief,) = work.contracts
        sessions = story.sessions.all()
        assert brief.total == len(brief.states) == sessions.count() == 4
        assert brief.done == sessions.filter(status="completed").count() == 0
        assert brief.booked == len(work.agenda)
        assert (
            len(work.agenda) == sessions.filter(status__in=["scheduled", "confirmed"]).count() == 2
        )
        assert brief.total_amount == story.agreed_version.total_amount
        assert brief.next_starts_at == NOW + 3 * DAY
        assert [line.confirmed for line in work.agenda] == [True, False]

    (row,) = [r for r in requests_of(student, later) if r.waiting]
    assert row.waiting == Proposal.objects.filter(request=row.id, status="pending").count() == 1
    (sent,) = pipeline_of(coach, later)
    assert sent.total == Proposal.objects.get(pk=sent.id).expected_total
    assert len(requests_of(student, later)) == LearningRequest.objects.filter(status="open").count()


def test_earnings_equal_a_recount_of_contracts_and_sessions(story, coach):
    session = story.sessions.get(number=1)
    price = session.terms.price_per_session
    CoachingSession.objects.filter(pk=session.pk).update(status="completed", owed_amount=price)

    (earnings,) = earnings_of(coach, NOW + 4 * DAY)

    assert earnings.currency == story.currency
    assert earnings.agreed == story.agreed_version.total_amount
    assert (earnings.delivered, earnings.sessions) == (price, 1)
    assert earnings.to_deliver == 3 * price
    assert earnings.fee == split(price).fee
    assert earnings.share == split(price).coach_share
    assert earnings.months[-1].delivered == price
    assert [m.delivered for m in earnings.months[:-1]] == [Decimal(0)] * 11


def test_what_a_late_cancel_keeps_is_no_delivery(story, coach):
    session = story.sessions.get(number=1)
    CoachingSession.objects.filter(pk=session.pk).update(
        status="cancelled_late", owed_amount=Decimal("20.01")
    )

    (earnings,) = earnings_of(coach, NOW + 4 * DAY)

    assert (earnings.delivered, earnings.kept, earnings.sessions) == (0, Decimal("20.01"), 0)
    assert earnings.fee + earnings.share == Decimal("20.01")


def test_the_fees_label_names_the_amount_that_it_is_taken_from(story, coach, client):
    def label():
        client.force_login(coach)
        with time_machine.travel(NOW + 4 * DAY, tick=False):
            page = client.get("/dashboard/fragments/earnings").content.decode()
        return strip_tags(re.search(r"Platform fee\s+<small>\s*(.*?)\s*</small>", page)[1])

    assert label() == "15 % of what was delivered"
    one, two = story.sessions.order_by("number")[:2]
    CoachingSession.objects.filter(pk=one.pk).update(status="completed", owed_amount=Decimal(40))
    CoachingSession.objects.filter(pk=two.pk).update(
        status="no_show_student", owed_amount=Decimal("20.00")
    )
    assert label().startswith("15 % of EUR 60.00: what was delivered, and what late cancels")
    (earnings,) = earnings_of(coach, NOW + 6 * DAY)
    assert earnings.fee == split(Decimal(60)).fee


def test_a_month_is_one_of_the_coachs_own_clock(story, coach):
    session = story.sessions.get(number=1)
    ends = NOW.replace(month=12, day=1, hour=4)  # still 30 November in New York
    CoachingSession.objects.filter(pk=session.pk).update(
        status="completed", owed_amount=Decimal(40), ends_at=ends
    )

    (earnings,) = earnings_of(coach, NOW.replace(month=12, day=5))

    assert [(m.first.month, m.delivered) for m in earnings.months[-2:]] == [(11, 40), (12, 0)]


def test_each_currency_has_its_own_sums(coach, student, other_student):
    active_contract(student, coach)
    dollars = active_contract(other_student, coach)
    Contract.objects.filter(pk=dollars.pk).update(currency="USD")

    assert [e.currency for e in earnings_of(coach, NOW)] == ["EUR", "USD"]
    assert all(e.agreed == Decimal(160) for e in earnings_of(coach, NOW))


def test_the_chart_draws_the_numbers_of_the_table(story, coach):
    (earnings,) = earnings_of(coach, NOW)
    chart = chart_of(earnings)

    drawn = [bar for column in chart.columns for bar in column.bars]
    (agreed,) = drawn  # nothing was delivered yet, so nothing is drawn for it
    top = chart.lines[-1]
    assert agreed.height == pytest.approx(
        float(earnings.agreed / top.amount) * (chart.base - top.y), abs=0.2
    )
    assert len(chart.columns) == 12


def test_the_file_has_the_same_numbers_as_the_page(story, coach, client):
    client.force_login(coach)
    answer = client.get("/dashboard/earnings.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    (earnings,) = earnings_of(coach, timezone.now())

    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) == 13
    assert sum(Decimal(row[2]) for row in rows[1:]) == earnings.agreed
    assert [Decimal(row[7]) for row in rows[1:]] == [month.share for month in earnings.months]


def test_each_side_sees_its_parts_and_both_see_all(student, coach, both, client):
    def shown(person):
        client.force_login(person)
        page = client.get("/dashboard").content.decode()
        return set(re.findall(r'data-fragment="(\w+)"', page))

    assert shown(student) == {"setup", "needs", "agenda", "contracts", "requests"}
    assert shown(coach) == {"setup", "needs", "agenda", "contracts", "pipeline", "earnings"}
    assert shown(both) == set(PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_a_fragment_is_the_same_html_as_the_page_has(story, both, student, coach, client, name):
    for person in (student, coach, both):
        with time_machine.travel(NOW, tick=False):
            client.force_login(person)
            page = client.get("/dashboard").content.decode()
            answer = client.get(f"/dashboard/fragments/{name}")
        if answer.status_code == 404:
            assert f'data-fragment="{name}"' not in page
        else:
            assert answer.content.decode().strip() in page


def test_strangers_and_unknown_parts(client, student):
    assert client.get("/dashboard").status_code == 302
    assert client.get("/dashboard", headers={"Accept": "application/json"}).status_code == 401
    assert client.get("/dashboard/fragments/needs").status_code == 302
    client.force_login(student)
    for part in ("earnings", "pipeline", "nothing"):
        assert client.get(f"/dashboard/fragments/{part}").status_code == 404
    assert client.get("/dashboard/earnings.csv").status_code == 404


def many_contracts(student, coach, count):
    for n in range(count):
        contract = active_contract(student, coach, session_count=2)
        if n % 2:
            confirmed_session(contract.sessions.get(number=1), starts_at=NOW + (3 + n) * DAY)


@pytest.mark.parametrize("count", [1, 100])
def test_parts_cost_the_same_for_one_contract_and_a_hundred(student, both, rf, count):
    request = rf.get("/dashboard")
    request.person, request.now = both, NOW
    many_contracts(student, both, count)
    for name, part in PARTS.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            part(request)
        assert len(queries) <= 4, name


def test_the_whole_page_costs_at_most_twelve_queries(student, both, client):
    many_contracts(student, both, 3)
    client.force_login(both)
    client.get("/dashboard")  # notes once in ten minutes that the browser is in use
    with CaptureQueriesContext(connection) as queries:
        client.get("/dashboard")
    who_asks = ("django_session", 'FROM "accounts_user" WHERE "accounts_user"."id"')
    texts = [
        str(query["sql"]) for query in queries
    ]  # None where a kept plan has values of its own kind
    own = [text for text in texts if not any(part in text for part in who_asks)]
    assert len(own) <= 12, "\n".join(own)


def test_needs_come_from_the_one_function(story, student, client):
    with time_machine.travel(NOW, tick=False):
        client.force_login(student)
        page = client.get("/dashboard/fragments/needs").content.decode()
    decisions = pending_decisions_of(student, NOW)
    assert len(decisions) == page.count('class="row"') == 2
    for decision in decisions:
        assert f'href="{decision.url}"' in page
        assert decision.title in page


def test_the_head_grows_with_every_change_and_is_the_same_on_page_and_check(story, student):
    head = head_of(student)
    assert head == standing_of(student).head > 0
    confirmed_session(story.sessions.get(number=3), starts_at=NOW + 9 * DAY)
    assert head_of(student) == standing_of(student).head > head


def test_a_newcomer_is_told_what_is_missing(db, client):
    unverified = make_user("Una Unverified", verified=False, is_student=True)
    assert standing_of(unverified).setup == Setup(verify_email=True, profile="")
    draft = make_user("Dora Draft", is_coach=True)
    assert standing_of(draft).setup == Setup(verify_email=False, profile="draft")
    waiting = make_coach("Wim Waiting", approved=False)
    assert standing_of(waiting).setup == Setup(verify_email=False, profile="pending")
    assert not standing_of(make_coach("Ada Approved")).setup
    client.force_login(draft)
    assert "Write your coach profile" in client.get("/dashboard").content.decode()
    assert "Write your coach" in client.get("/dashboard/fragments/setup").content.decode()
    client.force_login(make_coach("Alma Approved"))
    assert " hidden>" in client.get("/dashboard/fragments/setup").content.decode()


def test_how_many_proposals_wait_is_said_once(student, coach, client):
    request = open_request(student)
    client.force_login(student)
    with time_machine.travel(NOW, tick=False):
        none = client.get("/dashboard/fragments/requests").content.decode()
        pending_proposal(request, coach)
        one = client.get("/dashboard/fragments/requests").content.decode()
    assert "No proposal waits for you" in none
    assert one.count("1 proposal waits for you") == 1
    assert 'class="count"' not in one
