"""Each edit of a proposal stays to be read: by its owner and its author, and by nobody else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock import now
from marketplace import actions
from tests.factories import open_request, pending_proposal
from tests.marketplace.builders import answering

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(student, coach):
    return pending_proposal(open_request(student, now=now()), coach, now=now())


def edited(proposal, minutes=0, **changes):
    """The proposal with these details, changed so many minutes from now."""
    return actions.edit_proposal(
        proposal,
        by=proposal.coach,
        details=answering(proposal.request, **changes),
        version=proposal.version,
        now=now() + timedelta(minutes=minutes),
    )


def shown(answer):
    return [
        [(change.label, change.before, change.after) for change in edit.changes]
        for edit in answer.context["edits"]
    ]


def test_each_edit_is_shown_with_what_it_made_of_what(login, proposal, student, coach):
    row = edited(proposal, price_per_session=Decimal(55))
    row = edited(row, 1, price_per_session=Decimal(50), session_count=8)
    edited(row, 2, price_per_session=Decimal(50), session_count=8, approach_summary="New " * 20)
    for reader in (student, coach):
        answer = login(reader).get(f"/proposals/{proposal.pk}")
        assert shown(answer) == [
            [("Approach", "", "rewritten")],
            [
                ("Price per session", "EUR 55.00", "EUR 50.00"),
                ("Sessions", "6", "8"),
                ("Total", "EUR 330.00", "EUR 400.00"),
            ],
            [
                ("Price per session", "EUR 60.00", "EUR 55.00"),
                ("Total", "EUR 360.00", "EUR 330.00"),
            ],
        ]
        times = [edit.at for edit in answer.context["edits"]]
        assert times == sorted(times, reverse=True)


def test_it_stays_when_the_proposal_was_answered(login, proposal, student):
    row = edited(proposal, price_per_session=Decimal(55))
    actions.decline_proposal(row, by=student, version=row.version, now=now())
    page = login(student).get(f"/proposals/{proposal.pk}").content.decode()
    assert "Edits so far" in page
    assert '<del dir="auto">EUR 60.00</del><ins dir="auto">EUR 55.00</ins>' in page


def test_without_an_edit_nothing_is_said(login, proposal, student):
    assert "Edits so far" not in login(student).get(f"/proposals/{proposal.pk}").content.decode()


def test_a_rival_reads_none_of_it(login, proposal, other_coach):
    edited(proposal, price_per_session=Decimal(55))
    rival = pending_proposal(proposal.request, other_coach, now=now())
    browser = login(other_coach)
    assert browser.get(f"/proposals/{proposal.pk}").status_code == 404
    for address in (f"/proposals/{rival.pk}", f"/jobs/{rival.request_id}"):
        page = browser.get(address).content.decode()
        assert "Edits so far" not in page
        assert "55.00" not in page


def test_many_edits_cost_no_more_queries_than_one(login, proposal, student):
    browser, row, counts = login(student), proposal, []
    for price in range(50, 60):
        row = edited(row, price_per_session=Decimal(price))
        if price in (50, 59):
            browser.get(f"/proposals/{proposal.pk}")
            with CaptureQueriesContext(connection) as queries:
                browser.get(f"/proposals/{proposal.pk}")
            counts.append(len(queries))
    assert counts[0] == counts[1]
