"""Lists read as often for a thousand rows as for ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Calendar, CoachProfile, User
from marketplace.models import Invitation
from tests.factories import NOW, make_coach, open_request
from tests.marketplace.test_finding_work import many

pytestmark = pytest.mark.django_db


def cost(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def more_coaches(count: int) -> None:
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


def test_those_who_were_invited(login, student):
    job = open_request(student)
    browser = login(student)
    counts = []
    for number in range(12):
        coach = make_coach(f"Coach {number}")
        Invitation.objects.create(request=job, coach=coach, invited_at=NOW)
        if number in (1, 11):
            browser.get(f"/jobs/{job.pk}/manage")
            counts.append(cost(browser, f"/jobs/{job.pk}/manage"))
    assert counts[0] == counts[1]
