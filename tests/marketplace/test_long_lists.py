"""Lists read as often for a thousand rows as for ten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import CoachProfile, User
from calendars.models import Calendar
from marketplace import actions
from marketplace.comparing import SECTIONS
from marketplace.models import Invitation, Proposal, ProposalRevision, SavedRequest
from marketplace.queries import PAGE_ROWS
from tests.factories import NOW, open_request
from tests.marketplace.test_finding_work import many

pytestmark = pytest.mark.django_db


def cost(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def more_coaches(count: int) -> list[User]:
    first = User.objects.count()
    people = User.objects.bulk_create(
        User(
            email=f"coach{first + n}@example.test",
            display_name=f"Coach {first + n}",
            is_coach=True,
            timezone="Asia/Kathmandu",
        )
        for n in range(count)
    )
    have = set(Calendar.objects.values_list("user_id", flat=True))
    Calendar.objects.bulk_create(Calendar(user=each) for each in people if each.pk not in have)
    CoachProfile.objects.bulk_create(
        CoachProfile(user=each, title="Coach", approval="approved") for each in people
    )
    return people


def more_proposals(job, count: int) -> None:
    """Of so many coaches, a fifth each: shortlisted, archived, over, edited once, as sent."""
    rows = Proposal.objects.bulk_create(
        Proposal(
            request=job,
            coach=coach,
            status="declined" if n % 5 == 2 else "pending",
            triage={0: "shortlisted", 1: "archived"}.get(n % 5, ""),
            request_version=1,
            cover_letter="I have done this for eight years.",
            approach_summary="First this, then that.",
            price_per_session=60,
            session_count=6,
            expected_total=360,
            submitted_at=NOW + timedelta(minutes=n // 3),  # three at a time
            edited_at=NOW if n % 5 == 3 else None,
            expires_at=NOW + timedelta(days=3650),
        )
        for n, coach in enumerate(more_coaches(count))
    )
    ProposalRevision.objects.bulk_create(
        ProposalRevision(proposal=row, version=1, former={"session_count": 5}, replaced_at=NOW)
        for row in rows
        if row.edited_at
    )


@pytest.mark.parametrize("query", ["", "?q=coach", "?together=1", "?sort=cheap"])
def test_the_list_of_coaches(login, student, query):
    browser = login(student)
    more_coaches(10)
    browser.get("/coaches")  # notes the device of a new session
    few = cost(browser, f"/coaches{query}")
    more_coaches(990)
    assert cost(browser, f"/coaches{query}") == few


def test_one_s_own_requests(login, student):
    browser = login(student)
    many(student, 10)
    browser.get("/my-requests")
    few = cost(browser, "/my-requests")
    many(student, 990)
    assert cost(browser, "/my-requests") == few


def invite(job, count: int) -> None:
    Invitation.objects.bulk_create(
        Invitation(request=job, coach=coach, invited_at=NOW) for coach in more_coaches(count)
    )


def test_those_who_were_invited(login, student):
    job = open_request(student)
    browser = login(student)
    invite(job, 10)
    browser.get(f"/jobs/{job.pk}/manage")
    few = cost(browser, f"/jobs/{job.pk}/manage")
    invite(job, 990)
    assert cost(browser, f"/jobs/{job.pk}/manage") == few
    invited = browser.get(f"/jobs/{job.pk}/manage").context["table"].invited
    assert (len(invited.rows), invited.total) == (PAGE_ROWS, 1000)


def test_the_proposals_on_a_request(login, student):
    job = open_request(student)
    browser = login(student)
    address = f"/jobs/{job.pk}/manage"
    more_proposals(job, 10)
    browser.get(address)
    few = cost(browser, address)
    more_proposals(job, 990)
    assert cost(browser, address) <= few  # the first page may hold no proposal that was edited
    assert cost(browser, f"{address}?heap=kept") <= few
    table = browser.get(address).context["table"]
    sections = (table.kept, table.archived, table.over)
    assert [len(section.rows) for section in sections] == [PAGE_ROWS] * 3
    assert [section.total for section in sections] == [600, 200, 200]


@pytest.mark.parametrize("name", ["kept", "archived", "over"])
def test_the_pages_of_a_section_hold_everything_once_and_in_order(login, student, name):
    job = open_request(student)
    more_proposals(job, 150)
    browser, seen, after = login(student), [], ""
    while True:
        address = f"/jobs/{job.pk}/manage?heap={name}&after={after}"
        table = browser.get(address).context["table"]
        section = getattr(table, name)
        assert len(section.rows) <= PAGE_ROWS
        seen += [getattr(one, "proposal", one) for one in section.rows]
        assert sum(len(getattr(table, each).rows) for each in SECTIONS) == len(section.rows)
        if not (after := section.after):
            break
    assert len({row.pk for row in seen}) == len(seen) == section.total
    order = [(row.triage != "shortlisted", row.submitted_at, row.pk) for row in seen]
    assert order == sorted(order)


@pytest.mark.parametrize("query", ["heap=x&after=1", "heap=kept&after=x", "after=999999999999"])
def test_a_broken_address_shows_the_first_page(login, student, query):
    job = open_request(student)
    more_proposals(job, 10)
    table = login(student).get(f"/jobs/{job.pk}/manage?{query}").context["table"]
    assert len(table.kept.rows) == 6


def test_saved_searches_and_saved_requests(login, student, coach):
    browser = login(coach)

    def save(count, of):
        for n in of:
            actions.save_search(by=coach, name=f"n{n}", query=f"q=word{n}", now=NOW)
        SavedRequest.objects.bulk_create(
            SavedRequest(user=coach, request=row, saved_at=NOW) for row in many(student, count)
        )

    save(10, range(2))
    browser.get("/jobs")
    few = [cost(browser, address) for address in ("/jobs", "/jobs?saved=on")]
    save(990, range(2, 20))  # nobody keeps more searches than twenty
    assert [cost(browser, address) for address in ("/jobs", "/jobs?saved=on")] == few
    assert len(browser.get("/jobs").context["searches"]) == 20
