from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.clock import now
from core.models import EventRecord
from marketplace import actions
from marketplace.models import Invitation, Proposal
from tests.factories import make_coach, open_request, pending_proposal
from tests.marketplace.helpers import event_names

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
AS_JSON = {**JSON, "content_type": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def job(student):
    return open_request(student, now=now(), questions=("Why you?",))


def test_shortlisted_first_archived_and_ended_apart(login, job, student):
    a, b, c, d = (pending_proposal(job, make_coach(f"Coach {n}"), now=now()) for n in "ABCD")
    actions.sort_proposal(c, by=student, triage=Proposal.Triage.SHORTLISTED)
    actions.sort_proposal(a, by=student, triage=Proposal.Triage.ARCHIVED)
    actions.withdraw_proposal(d, by=d.coach, version=1, now=now())
    table = login(student).get(f"/jobs/{job.pk}/manage").context["table"]
    assert [one.proposal.pk for one in table.kept.rows] == [c.pk, b.pk]
    assert [one.proposal.pk for one in table.archived.rows] == [a.pk]
    assert [proposal.pk for proposal in table.over.rows] == [d.pk]


def test_an_accepted_one_stands_first_wherever_it_was_put(login, job, student):
    a, b = (pending_proposal(job, make_coach(f"Coach {n}"), now=now()) for n in "AB")
    actions.sort_proposal(b, by=student, triage=Proposal.Triage.ARCHIVED)
    actions.accept_proposal(b, by=student, version=1, request_version=1, now=now())
    table = login(student).get(f"/jobs/{job.pk}/manage").context["table"]
    assert [one.proposal.pk for one in table.kept.rows] == [b.pk]
    assert (table.archived.total, [row.pk for row in table.over.rows]) == (0, [a.pk])


def test_what_matters_stands_side_by_side(login, job, student, coach):
    pending_proposal(job, coach, now=now(), price_per_session=Decimal(80))
    table = login(student).get(f"/jobs/{job.pk}/manage").context["table"]
    (one,) = table.kept.rows
    assert one.answers == (("Why you?", "My answer to: Why you?"),)
    assert (one.budget_left, one.over_budget) == (Decimal(-80), Decimal(80))
    assert one.card.shared.wanted_minutes == 240


def test_who_is_asked_whether_they_still_look_can_keep_it_open_or_withdraw_it(
    login, student, job, monkeypatch
):
    later = now() + timedelta(days=26)
    monkeypatch.setattr(clock, "now", lambda: later)
    actions.warn_of_expiry(job, now=later)
    page = login(student).get(f"/jobs/{job.pk}/manage").content.decode()
    for verb in ("keep", "withdraw"):
        assert f'action="/jobs/{job.pk}/{verb}"' in page
        assert f'id="request-{job.pk}-{verb}-outcome"' in page
    answer = login(student).post(f"/jobs/{job.pk}/withdraw", {"version": job.version})
    assert answer.status_code == 303
    page = login(student).get(f"/jobs/{job.pk}/manage").content.decode()
    assert f'action="/jobs/{job.pk}/reopen"' in page
    assert f'action="/jobs/{job.pk}/withdraw"' not in page


def test_the_number_of_queries_does_not_grow_with_the_proposals(login, job, student):
    browser = login(student)
    browser.get(f"/jobs/{job.pk}/manage")
    counts = []
    for more in (2, 8):
        for n in range(more):
            pending_proposal(job, make_coach(f"Coach {more} {n}"), now=now())
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/jobs/{job.pk}/manage")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_inviting_from_the_coach_s_page(login, job, student, coach):
    browser = login(student)
    form = browser.get(f"/invite/{coach.pk}", **HTMX).content.decode()
    assert form.lstrip().startswith('<form class="form" id="invite-form"')
    answer = browser.post(f"/invite/{coach.pk}", {"request": job.pk})
    assert (answer.status_code, answer["Location"]) == (303, f"/jobs/{job.pk}/manage")
    assert event_names()[-1] == "marketplace.CoachInvited"
    assert coach.display_name in browser.get(f"/jobs/{job.pk}/manage").content.decode()
    assert "invites you to propose" in login(coach).get(f"/jobs/{job.pk}").content.decode()


@pytest.mark.once
@pytest.mark.parametrize("value", ["", "x", "999999", 10**30, 1.0, True, [1], {"a": 1}, "²"])
def test_a_wrong_request_is_named_and_nothing_is_written(login, job, student, coach, value):
    before = event_names()
    answer = login(student).post(f"/invite/{coach.pk}", {"request": value}, **AS_JSON)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == ["request"]
    assert event_names() == before


def test_nobody_invites_to_anothers_request(login, job, other_student, coach):
    answer = login(other_student).post(f"/invite/{coach.pk}", {"request": job.pk}, **JSON)
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_without_an_open_request_the_page_says_what_to_do(login, other_student, coach):
    page = login(other_student).get(f"/invite/{coach.pk}").content.decode()
    assert "No open request to invite to" in page


def test_a_coach_who_is_not_approved_cannot_be_found(login, job, student):
    waiting = make_coach("Petra Pending", approved=False)
    assert login(student).get(f"/invite/{waiting.pk}").status_code == 404


def test_who_has_not_proven_the_address_reads_why_instead_of_a_button(login, job, student, coach):
    browser = login(student)
    assert "Invite to a request" in browser.get(f"/coaches/{coach.pk}").content.decode()
    EmailAddress.objects.filter(user=student).update(verified=False)
    page = browser.get(f"/coaches/{coach.pk}").content.decode()
    assert "Invite to a request" not in page
    assert "Verify your email address to write to coaches and to invite them." in page
    seen = EventRecord.objects.count()
    for answer in (
        browser.get(f"/invite/{coach.pk}", **JSON),
        browser.post(f"/invite/{coach.pk}", {"request": job.pk}, **JSON),
    ):
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "email_not_verified"
    assert not Invitation.objects.exists()
    assert EventRecord.objects.count() == seen


def test_who_only_coaches_is_offered_neither(login, coach, other_coach):
    page = login(other_coach).get(f"/coaches/{coach.pk}").content.decode()
    assert "Invite to a request" not in page
    assert "Start a conversation" not in page
