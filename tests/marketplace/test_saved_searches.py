from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.errors import Invalid, NotPossibleNow
from core.models import EventRecord
from marketplace import actions, tasks
from marketplace.models import SavedSearch
from notifications.models import Notification
from tests.factories import NOW, open_request
from tests.marketplace.helpers import event_names, refused

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
CELLO = {"title": "Cello again after ten years", "skill_tags": ("Cello",)}


@pytest.fixture
def at(monkeypatch):
    def run(minutes):
        now = NOW + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda: now)
        tasks.sweep_marketplace()

    return run


def matched():
    return [
        (record.payload["user_id"], record.payload["request_ids"])
        for record in EventRecord.objects.filter(name="marketplace.SavedSearchMatched")
    ]


def test_its_owner_is_told_once_of_each_request_that_fits(at, student, coach):
    open_request(student, **CELLO, now=NOW - timedelta(minutes=1))  # before it was saved
    actions.save_search(by=coach, name="Cello", query="skills=cello", now=NOW)
    later = NOW + timedelta(minutes=1)
    new = open_request(student, **{**CELLO, "sessions_needed": 9}, now=later)
    open_request(student, now=later)
    at(2)
    at(3)
    assert matched() == [(coach.pk, [new.pk])]


def test_a_request_that_was_committed_after_a_look_past_its_time_is_told_of_by_the_next(
    at, student, other_student, coach
):
    actions.save_search(by=coach, name="Cello", query="skills=cello", now=NOW)
    seen = open_request(student, **CELLO, now=NOW + timedelta(seconds=50))
    at(1)
    late = open_request(other_student, **CELLO, now=NOW + timedelta(seconds=40))
    at(2)
    at(3)
    assert matched() == [(coach.pk, [seen.pk]), (coach.pk, [late.pk])]


def test_what_opened_just_before_the_search_was_saved_is_no_news(at, student, coach):
    open_request(student, **CELLO, now=NOW - timedelta(seconds=1))
    actions.save_search(by=coach, name="Cello", query="skills=cello", now=NOW)
    at(1)
    assert matched() == []


def test_a_request_that_opens_again_is_news_again(at, student, coach):
    actions.save_search(by=coach, name="Cello", query="skills=cello", now=NOW)
    row = open_request(student, **CELLO, now=NOW + timedelta(seconds=30))
    at(1)
    row = actions.withdraw_request(
        row, by=student, version=row.version, now=NOW + timedelta(seconds=70)
    )
    actions.reopen_request(row, by=student, version=row.version, now=NOW + timedelta(seconds=90))
    at(2)
    at(3)
    assert matched() == [(coach.pk, [row.pk])] * 2


def test_more_than_one_report_holds_are_told_of_in_the_next(at, student, coach):
    actions.save_search(by=coach, name="Cello", query="skills=cello", now=NOW)
    rows = [
        open_request(student, **{**CELLO, "title": f"Cello for beginner {n}"}, now=NOW + MINUTE)
        for n in range(43)
    ]
    for minute in range(2, 7):
        at(minute)
    reports = [ids for _user, ids in matched()]
    assert [len(ids) for ids in reports] == [20, 20, 3]
    assert sorted(pk for ids in reports for pk in ids) == sorted(row.pk for row in rows)


def test_a_search_for_other_skills_is_not_held_against_what_opened(student, coach):
    def queries():
        with CaptureQueriesContext(connection) as made:
            assert tasks.searches_with_news(NOW + MINUTE) == []
        SavedSearch.objects.update(checked_at=NOW)
        return len(made)

    open_request(student, **CELLO, now=NOW)
    actions.save_search(by=coach, name="1", query="skills=violin", now=NOW)
    one = queries()
    for n in range(9):
        actions.save_search(by=coach, name="More", query=f"skills=violin+{n}", now=NOW)
    assert queries() == one


def test_own_requests_are_no_news(at, student):
    actions.save_search(by=student, name="Cello", query="skills=cello", now=NOW)
    open_request(student, **CELLO, now=NOW + timedelta(minutes=1))
    at(2)
    assert matched() == []


def test_the_same_filters_are_kept_once_and_at_most_twenty(coach):
    for n in range(20):
        actions.save_search(by=coach, name=f"n{n}", query=f"q=word{n}", now=NOW)
    again = actions.save_search(by=coach, name="other", query="q=word3", now=NOW)
    assert again.name == "n3"
    with refused(NotPossibleNow):
        actions.save_search(by=coach, name="one more", query="q=more", now=NOW)
    assert SavedSearch.objects.count() == 20


@pytest.mark.parametrize(
    ("name", "query"), [("", "q=x"), ("x" * 81, "q=x"), ("x", ""), ("x", "q=" + "x" * 280)]
)
def test_a_search_needs_a_name_and_a_filter(coach, name, query):
    with refused(Invalid):
        actions.save_search(by=coach, name=name, query=query, now=NOW)
    assert not SavedSearch.objects.exists()


def test_saving_and_deleting_on_the_page(login, student, coach, other_coach):
    browser = login(coach)
    shown = browser.get("/jobs?skills=cello&sort=budget&q=&level=beginner&currency=USD").context
    assert shown["query"] == "skills=cello&level=beginner"
    answer = browser.post("/jobs/searches", {"name": "Cello", "query": shown["query"]})
    assert (answer.status_code, answer["Location"]) == (
        303,
        "/jobs?skills=cello&level=beginner",
    )
    page = browser.get(answer["Location"])
    assert page.context["is_saved_search"]
    search = SavedSearch.objects.get()
    assert login(other_coach).post(f"/jobs/searches/{search.pk}/delete").status_code == 404
    browser.post(f"/jobs/searches/{search.pk}/delete")
    assert not SavedSearch.objects.exists()
    assert event_names() == []


def test_the_bell_of_its_owner_leads_to_the_new_ones(at, login, student, coach):
    actions.save_search(by=coach, name="Cello & <co>", query="skills=cello", now=NOW)
    open_request(student, **CELLO, now=NOW + timedelta(minutes=1))
    at(2)
    page = login(coach).get("/notifications").content.decode()
    assert "New requests fit your saved search “Cello &amp; &lt;co&gt;”." in page
    notice = Notification.objects.get(user=coach)
    shown = login(coach).get(notice.url).content.decode()
    assert "Cello again after ten years" in shown
