from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import CoachProfile
from accounts.skills import skills_named
from calendars.models import WeeklyRange
from core.searching import wanted_words
from marketplace import actions
from marketplace.models import LearningRequest
from marketplace.search import PAGE_ROWS, JobSearch, find_jobs
from tests.factories import NOW, make_coach, open_request, pending_proposal
from tests.finding import FINDS, MISSES
from tests.marketplace.builders import request_details

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def titles(search, viewer):
    return [job.row.title for job in find_jobs(search, viewer=viewer, now=NOW).jobs]


@pytest.fixture
def three(student, other_student):
    """Python (newest), then Cello, then Spanish."""
    spanish = open_request(
        student,
        title="Spanish for my first patients",
        description="I am a nurse and want to speak with patients in their own language soon.",
        skill_tags=("Spanish",),
        level="beginner",
        budget=Decimal(200),
        currency="USD",
        sessions_needed=4,
        payment_model="per_hour",
        now=NOW - 3 * HOUR,
    )
    cello = open_request(
        other_student,
        title="Cello again after ten years",
        description="I used to play in an orchestra and would like my left hand to come back.",
        skill_tags=("Cello", "Music"),
        level="advanced",
        budget=None,
        sessions_needed=12,
        preferred_times=(),
        now=NOW - 2 * HOUR,
    )
    python = open_request(student, payment_model="per_session", now=NOW - HOUR)
    return python, cello, spanish


PYTHON, CELLO, SPANISH = (
    "Learn data analysis with Python",
    "Cello again after ten years",
    "Spanish for my first patients",
)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, [PYTHON, CELLO, SPANISH]),
        ({"text": "cello"}, [CELLO]),
        ({"text": "orchestra left"}, [CELLO]),
        ({"text": "statistics"}, [PYTHON]),
        ({"text": "zebra"}, []),
        ({"skills": ("python",)}, [PYTHON]),
        ({"skills": ("Python", "Statistics")}, [PYTHON]),
        ({"skills": ("Python", "Cello")}, []),
        ({"levels": ("beginner",)}, [PYTHON, SPANISH]),
        ({"levels": ("beginner", "advanced")}, [PYTHON, CELLO, SPANISH]),
        ({"payment_model": "per_hour"}, [CELLO, SPANISH]),
        ({"payment_model": "per_session"}, [PYTHON, CELLO]),
        ({"budget_least": Decimal(300)}, [PYTHON]),
        ({"budget_least": Decimal(100), "currency": "USD"}, [SPANISH]),
        ({"sessions_least": 5}, [PYTHON, CELLO]),
        ({"sessions_most": 6}, [PYTHON, SPANISH]),
        ({"sessions_least": 5, "sessions_most": 6}, [PYTHON]),
        ({"sort": "budget"}, [PYTHON, CELLO]),
        ({"sort": "budget", "currency": "USD"}, [SPANISH]),
    ],
)
def test_each_filter_works(three, coach, search, found):
    assert titles(JobSearch(**search), coach) == found


def test_the_most_of_my_skills_comes_first(three, coach):
    coach.coach_profile.skills.set(skills_named(["Cello", "Music", "Spanish"]))
    assert titles(JobSearch(sort="skills"), coach) == [CELLO, SPANISH, PYTHON]


def test_only_open_requests_of_others_are_shown(three, student, other_student, coach):
    actions.withdraw_request(three[1], by=other_student, version=1, now=NOW)
    assert titles(JobSearch(), coach) == [PYTHON, SPANISH]
    assert titles(JobSearch(), student) == []


def test_saved_ones(three, coach, other_coach):
    actions.save_request(three[2], by=coach, now=NOW)
    actions.save_request(three[2], by=coach, now=NOW)
    assert titles(JobSearch(saved_only=True), coach) == [SPANISH]
    assert titles(JobSearch(saved_only=True), other_coach) == []
    page = find_jobs(JobSearch(), viewer=coach, now=NOW)
    assert [job.is_saved for job in page.jobs] == [False, False, True]
    actions.forget_request(three[2], by=coach)
    assert titles(JobSearch(saved_only=True), coach) == []


def free(coach, *ranges):
    """The coach's calendar (America/New_York) has these weekly ranges, (weekday, from hour, to hour)."""
    for weekday, starts, ends in ranges:
        WeeklyRange.objects.create(
            calendar=coach.calendar,
            weekday=weekday,
            starts_minute=starts * 60,
            ends_minute=ends * 60,
        )


def test_the_overlap_with_my_calendar_filters(three, coach):
    # Python and Spanish want Monday and Wednesday 17–19 in Berlin: 11–13 in New York.
    free(coach, (0, 11, 12), (2, 8, 20))
    assert titles(JobSearch(overlap_hours=1), coach) == [PYTHON, SPANISH]
    assert titles(JobSearch(overlap_hours=4), coach) == []
    assert titles(JobSearch(overlap_hours=1), make_coach("Nina Never")) == []


def test_a_match_gives_its_reasons(three, coach):
    free(coach, (0, 11, 12), (2, 8, 20))
    CoachProfile.objects.filter(user=coach).update(hourly_rate=Decimal(70))
    coach.coach_profile.skills.set(skills_named(["Statistics"]))
    reasons = find_jobs(JobSearch(), viewer=coach, now=NOW).jobs[0].match
    assert [skill.name for skill in reasons.shared_skills] == ["Statistics"]
    assert [skill.name for skill in reasons.missing_skills] == ["Python"]
    assert (reasons.time.minutes, reasons.time.wanted_minutes) == (180, 240)
    assert (reasons.budget.per_session, reasons.budget.hourly_rate) == (
        Decimal("66.67"),
        Decimal(70),
    )
    assert not reasons.budget.fits


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("66.67", "An hour at your rate fits"),
        ("66.68", "An hour at your rate costs more"),
    ],
)
def test_the_page_says_whether_the_budget_fits(login, three, coach, rate, said):
    CoachProfile.objects.filter(user=coach).update(hourly_rate=Decimal(rate))
    both = {"An hour at your rate fits", "An hour at your rate costs more"}
    for address in ("/jobs", f"/jobs/{three[0].pk}"):
        page = login(coach).get(address).content.decode()
        assert {words for words in both if words in page} == {said}


def test_what_cannot_be_compared_is_left_out(three, coach, student):
    cello = find_jobs(JobSearch(), viewer=coach, now=NOW).jobs[1].match
    assert (cello.time, cello.budget) == (None, None)
    assert find_jobs(JobSearch(), viewer=student, now=NOW).jobs[0].match is None


def test_an_own_proposal_is_marked(three, coach):
    pending_proposal(three[0], coach)
    page = find_jobs(JobSearch(), viewer=coach, now=NOW)
    assert [job.proposed for job in page.jobs] == [True, False, False]


def many(student, count):
    """So many open requests that differ in age, budget, skill and preferred times."""
    skills = skills_named(["Python", "Cello"])
    rows = LearningRequest.objects.bulk_create(
        LearningRequest(
            student=student,
            status="open",
            title=f"Request number {n:04}",
            description="One of many requests that a list has to show quickly and in order.",
            budget=Decimal(100 + n % 7),
            sessions_needed=1 + n % 5,
            preferred_times=[{"weekday": n % 7, "starts": "17:00", "ends": "19:00"}],
            timezone="Europe/Berlin",
            created_at=NOW,
            opened_at=NOW - timedelta(minutes=n // 3),  # three at a time
            last_activity_at=NOW,
        )
        for n in range(count)
    )
    LearningRequest.skill_tags.through.objects.bulk_create(
        LearningRequest.skill_tags.through(learningrequest=row, skill=skills[n % 2])
        for n, row in enumerate(rows)
        if n % 3
    )
    return rows


@pytest.mark.parametrize("sort", ["new", "budget", "skills"])
@pytest.mark.parametrize("overlap_hours", [0, 1])
def test_the_pages_hold_everything_once_and_in_order(student, coach, sort, overlap_hours):
    many(student, 70)
    free(coach, *((day, 8, 20) for day in range(7)))
    coach.coach_profile.skills.set(skills_named(["Python"]))
    seen, after = [], ""
    while True:
        search = JobSearch(sort=sort, after=after, overlap_hours=overlap_hours)
        page = find_jobs(search, viewer=coach, now=NOW)
        assert len(page.jobs) <= PAGE_ROWS
        seen += [(job.row.sort_key, job.row.pk) for job in page.jobs]
        after = page.after
        if not after:
            break
    assert len(seen) == 70
    assert seen == sorted(set(seen), reverse=True)


@pytest.mark.parametrize("after", ["~", "x~1", "~1", "9" * 40 + "~1", "1~x", "'"])
def test_a_broken_cursor_shows_the_first_page(three, coach, after):
    for sort in ("new", "budget"):
        whole = titles(JobSearch(sort=sort), coach)
        assert titles(JobSearch(sort=sort, after=after), coach) == whole


MOST = 21  # with the three that bound the search in time on PostgreSQL


@pytest.mark.parametrize("query", ["", "?q=request&skills=python&sort=budget", "?overlap=1"])
def test_the_list_takes_as_many_queries_for_1000_as_for_10(
    login, student, coach, django_assert_max_num_queries, query
):
    free(coach, *((day, 8, 20) for day in range(7)))
    browser = login(coach)
    browser.get("/jobs")  # notes the device of a new session
    counts = []
    for count in (10, 990):
        many(student, count)
        with django_assert_max_num_queries(MOST) as captured:
            assert browser.get(f"/jobs{query}").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_wrong_filters_are_marked_and_left_out(login, three, coach):
    answer = login(coach).get(
        "/jobs?level=genius&budget_least=much&sessions_least=-1&overlap=x&sort=zz&currency=JPY"
    )
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {
        "level",
        "budget_least",
        "sessions_least",
        "overlap",
        "sort",
        "currency",
    }
    assert len(answer.context["page"].jobs) == 3


def test_the_results_alone_for_htmx(login, three, coach):
    page = login(coach).get("/jobs?q=cello", HTTP_HX_REQUEST="true").content.decode()
    assert page.lstrip().startswith('<div class="stack" id="job-results">')
    assert CELLO in page
    assert PYTHON not in page


def test_saving_by_press(login, three, coach):
    browser = login(coach)
    button = browser.post(f"/jobs/{three[0].pk}/save", HTTP_HX_REQUEST="true").content.decode()
    assert 'name="saved" value="0"' in button
    assert titles(JobSearch(saved_only=True), coach) == [PYTHON]
    browser.post(f"/jobs/{three[0].pk}/save", {"saved": "0"})
    assert titles(JobSearch(saved_only=True), coach) == []


def test_words_are_ranked_and_inflected(three, coach):
    assert titles(JobSearch(text="charting surveys"), coach) == [PYTHON]
    assert titles(JobSearch(text="language OR cello", sort="text"), coach)[0] == CELLO


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"cello"', [CELLO]),
        ("“cello again”", [CELLO]),
        ("CELLO -python", [CELLO]),
        ("cello OR spanish", [CELLO, SPANISH]),
        ("a nurse for the patients", [SPANISH]),
        ("the", [SPANISH]),
        ('cello -"again python"', [CELLO]),
        ('cello -"cello again"', []),
        ('"again cello" OR "first patients"', [SPANISH]),
        ('"cello OR"', []),
        ('"', []),
        ("OR", []),
    ],
)
def test_what_is_typed_is_read_as_words_and_choices(three, coach, text, found):
    assert titles(JobSearch(text=text), coach) == found


@pytest.mark.parametrize(("text", "query"), FINDS)
def test_what_a_person_would_find_is_found(student, coach, text, query):
    row = open_request(
        student, description=f"What I want to learn is all written down here: {text} – nothing else"
    )
    assert titles(JobSearch(text=query), coach) == [row.title]


@pytest.mark.parametrize(
    "wish",
    [{"title": "Étude in 東京タワー"}, {"skill_tags": ("Étude", "東京タワー")}],
    ids=["title", "skill"],
)
def test_a_title_and_a_skill_are_found_as_well(student, coach, wish):
    row = open_request(student, **wish)
    assert titles(JobSearch(text="etude タワー"), coach) == [row.title]


@pytest.mark.parametrize(("text", "query"), MISSES)
def test_what_means_something_else_is_not(student, coach, text, query):
    open_request(student, title=f"{text} and more", description="Nothing else to be read. " * 4)
    assert titles(JobSearch(text=query), coach) == []


def test_an_edited_request_is_found_by_its_new_words(three, student, coach):
    row = three[0]
    details = request_details(title="Knitting for the winter", skill_tags=("Wool",))
    actions.edit_request(row, by=student, details=details, version=row.version, now=NOW)
    assert titles(JobSearch(text="statistics"), coach) == []
    assert titles(JobSearch(text="knitting wool"), coach) == ["Knitting for the winter"]


@pytest.mark.postgres
def test_the_text_index_is_of_the_words_that_are_searched(three, coach):
    rows = LearningRequest.objects.filter(words__hold=wanted_words("cello"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "request_words" in rows.explain()


@pytest.mark.parametrize("overlap_hours", [0, 1])
def test_finding_itself_takes_ten_queries_and_one_more_to_compare_calendars(
    student, coach, django_assert_num_queries, overlap_hours
):
    many(student, 300)
    free(coach, (0, 8, 20))
    with django_assert_num_queries(10 + overlap_hours):
        find_jobs(JobSearch(overlap_hours=overlap_hours), viewer=coach, now=NOW)


FAR = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


@pytest.mark.parametrize(
    "after",
    [
        "~", "x~1", "1~x", "²~²", "1~²", f"{NOW.isoformat()}~²", f"{NOW.isoformat()}~{'9' * 5000}",
        "9" * 5000 + "~1", "9" * 30 + "~" + "9" * 30, *(f"{far}~1" for far in FAR),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sort", ["new", "skills", "budget"])
def test_a_broken_page_address_shows_the_first_page(three, coach, sort, after):
    whole = titles(JobSearch(sort=sort), coach)
    assert titles(JobSearch(sort=sort, after=after), coach) == whole


def test_the_order_by_budget_says_that_it_keeps_to_one_currency(login, three, coach):
    browser = login(coach)
    said = "Only requests in USD are shown"
    assert said in browser.get("/jobs?sort=budget&currency=USD").content.decode()
    assert said not in browser.get("/jobs?sort=new&currency=USD").content.decode()
