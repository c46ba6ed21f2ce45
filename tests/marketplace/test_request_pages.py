import pytest
from django.urls import reverse

from marketplace import actions
from marketplace.models import LearningRequest
from tests.factories import NOW, open_request, pending_proposal
from tests.marketplace.forms import request_input
from tests.marketplace.helpers import columns, event_names

pytestmark = pytest.mark.django_db

JSON = {"HTTP_ACCEPT": "application/json"}
HTMX = {"HTTP_HX_REQUEST": "true"}


def test_anonymous_people_are_sent_to_the_login(client):
    answer = client.get("/post-request")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/post-request")
    assert client.post("/post-request", **JSON).status_code == 401
    assert client.post("/api/post-request", **JSON).status_code == 401


def test_the_form_posts_and_leads_to_the_request(login, student):
    browser = login(student)
    assert browser.get("/post-request").status_code == 200
    answer = browser.post("/post-request", request_input())
    row = LearningRequest.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/jobs/{row.pk}")
    assert row.status == "open"
    assert row.preferred_times == [
        {"weekday": 0, "starts": "17:00", "ends": "19:00"},
        {"weekday": 2, "starts": "17:00", "ends": "19:00"},
    ]
    assert [q.text for q in row.questions.all()] == ["What did you teach?"]
    page = browser.get(answer["Location"]).content.decode()
    for shown in ("Learn data analysis with Python", "Statistics", "17:00–19:00", "EUR 400.00"):
        assert shown in page


def test_a_program_posts_the_same_with_json(login, student):
    sent = request_input(
        skill_tags=["Python", "Statistics"],
        sessions_needed=6,
        budget=400.5,
        preferred_times=[{"weekday": 6, "starts": "23:00", "ends": "24:00"}],
        questions=["What did you teach?"],
    )
    answer = login(student).post("/api/post-request", sent, content_type="application/json")
    assert answer.status_code == 201
    row = LearningRequest.objects.get()
    assert answer.json()["request"] == {
        "id": row.pk,
        "status": "open",
        "version": 1,
        "title": "Learn data analysis with Python",
        "description": sent["description"],
        "skill_tags": ["Python", "Statistics"],
        "level": "beginner",
        "budget": "400.50",
        "currency": "EUR",
        "sessions_needed": 6,
        "timeframe": "within two months",
        "payment_model": "",
        "preferred_times": [{"weekday": 6, "starts": "23:00", "ends": "24:00"}],
        "timezone": "Europe/Berlin",
        "questions": [{"id": row.questions.get().pk, "text": "What did you teach?"}],
    }


WRONG = [
    ("title", ""),
    ("title", "Too short"),
    ("title", "x" * 101),
    ("title", ["a list of one good title"]),
    ("title", 1234567890123),
    ("title", None),
    ("title", "a title with a \x00 in it"),
    ("description", "short"),
    ("description", "x" * 5001),
    ("description", {"text": "x" * 60}),
    ("skill_tags", [1, 2]),
    ("skill_tags", ", ".join(f"skill {n}" for n in range(11))),
    ("level", "genius"),
    ("level", ""),
    ("level", ["beginner", "expert"]),
    ("sessions_needed", ""),
    ("sessions_needed", 0),
    ("sessions_needed", 51),
    ("sessions_needed", 1.5),
    ("sessions_needed", True),
    ("sessions_needed", [6]),
    ("sessions_needed", "six"),
    ("sessions_needed", 10**30),
    ("timeframe", "x" * 121),
    ("timeframe", 3),
    ("budget", "9.99"),
    ("budget", "much"),
    ("budget", "NaN"),
    ("budget", "1e400"),
    ("budget", True),
    ("budget", "10.001"),
    ("payment_model", "per_month"),
    ("currency", "JPY"),
    ("currency", None),
    ("preferred_times", "evenings"),
    ("preferred_times", [{"weekday": 7, "starts": "17:00", "ends": "18:00"}]),
    ("preferred_times", [{"weekday": 0, "starts": "18:00", "ends": "17:00"}]),
    ("preferred_times", [{"weekday": 0, "starts": "25:00", "ends": "26:00"}]),
    ("preferred_times", [{"weekday": 0, "starts": 17, "ends": 18}]),
    ("preferred_times", [{"weekday": True, "starts": "17:00", "ends": "18:00"}]),
    ("preferred_times", [{"weekday": 0}]),
    ("preferred_times", ["0-1080-1020"]),
    ("preferred_times", ["<b>monday</b>"]),
    ("preferred_times", {"weekday": 0}),
    ("timezone", "Mars/Olympus"),
    ("timezone", ""),
    ("timezone", ["UTC"]),
    ("questions", ["x" * 251]),
    ("questions", [f"Question {n}?" for n in range(6)]),
    ("questions", "one question"),
    ("questions", [1]),
]


@pytest.mark.once
@pytest.mark.parametrize(("field", "value"), WRONG)
def test_each_wrong_field_is_named_to_a_program_and_nothing_is_written(
    login, student, field, value
):
    sent = (
        request_input(questions=[], **{field: value}) if field != "questions" else request_input()
    )
    sent[field] = value
    answer = login(student).post("/api/post-request", sent, content_type="application/json")
    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]
    assert not LearningRequest.objects.exists()
    assert event_names() == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value"), [w for w in WRONG if isinstance(w[1], str) and w[0] != "questions"]
)
def test_a_wrong_form_comes_back_with_what_was_typed(login, student, field, value):
    answer = login(student).post("/post-request", request_input(**{field: value}))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    typed = "want to clean and chart survey data" if field != "description" else value
    assert typed in answer.content.decode()
    assert form["preferred_times"].value() == (
        [value] if field == "preferred_times" else request_input()["preferred_times"]
    )
    assert not LearningRequest.objects.exists()


def test_markup_is_shown_as_text(login, student, coach):
    title = "<script>alert(1)</script> lessons"
    login(student).post("/post-request", request_input(title=title, questions=["<i>Why</i>?"]))
    row = LearningRequest.objects.get()
    page = login(coach).get(f"/jobs/{row.pk}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; lessons" in page
    assert "&lt;i&gt;Why&lt;/i&gt;?" in page


def test_broken_json_is_refused(login, student):
    answer = login(student).post("/api/post-request", "{", content_type="application/json", **JSON)
    assert answer.status_code == 400


def test_editing_shows_the_stored_values_and_saves(login, student, coach):
    row = open_request(student, questions=("Why you?",))
    pending_proposal(row, coach)
    browser = login(student)
    page = browser.get(f"/edit-job/{row.pk}")
    form = page.context["form"]
    assert form["preferred_times"].value() == row.preferred_times
    assert 'value="Why you?"' in page.content.decode()
    answer = browser.post(
        f"/edit-job/{row.pk}", request_input(title="Something else entirely", version="1")
    )
    assert (answer.status_code, answer["Location"]) == (303, f"/jobs/{row.pk}")
    row.refresh_from_db()
    assert (row.title, row.version) == ("Something else entirely", 2)


def test_what_the_grid_shows_is_what_it_sends_back(login, student):
    from calendars.weekly import WeekRange
    from tests.marketplace.builders import EVENINGS

    odd = WeekRange(weekday=4, starts_minute=7 * 60 + 20, ends_minute=9 * 60 + 45)
    row = open_request(student, preferred_times=(*EVENINGS, odd))
    form = login(student).get(f"/edit-job/{row.pk}").context["form"]
    grid = form.grid
    cells = [c.value for r in (*grid.night, *grid.day) for c in r.cells if c.checked]
    sent = cells + [cell.value for cell in grid.odd]
    from marketplace.fields import PreferredTimesField

    assert [r.stored() for r in PreferredTimesField().clean(sent)] == row.preferred_times


def test_an_edit_without_or_with_an_old_version_is_refused(login, student):
    row = open_request(student)
    browser = login(student)
    new = request_input(title="Something else entirely")
    assert browser.post(f"/edit-job/{row.pk}", new, **JSON).status_code == 422
    browser.post(f"/edit-job/{row.pk}", {**new, "version": "1"})
    before = columns(row)
    stale = browser.post(
        f"/edit-job/{row.pk}", request_input(title="Yet another title", version="1"), **JSON
    )
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale")
    assert columns(row) == before


@pytest.mark.parametrize(
    "path", ["edit-job/{}", "jobs/{}/withdraw", "jobs/{}/reopen", "jobs/{}/keep", "jobs/{}/manage"]
)
def test_others_cannot_touch_a_request(login, student, other_student, coach, path):
    row = open_request(student)
    before = columns(row)
    for person in (other_student, coach):
        browser = login(person)
        address = "/" + path.format(row.pk)
        if "manage" in path:
            answer = browser.get(address)
        else:
            answer = browser.post(address, request_input(version="1"), **JSON)
        assert answer.status_code == 403
    assert columns(row) == before


def test_a_request_that_is_not_open_does_not_exist_for_strangers(login, student, coach):
    row = open_request(student)
    actions.withdraw_request(row, by=student, version=1, now=NOW)
    for name in ("job-detail", "job-manage", "submit-proposal"):
        assert login(coach).get(reverse(name, args=[row.pk])).status_code == 404
    assert login(coach).get("/jobs/999999").status_code == 404


def test_withdrawing_and_opening_again_by_press(login, student):
    row = open_request(student)
    browser = login(student)
    answer = browser.post(f"/jobs/{row.pk}/withdraw", {"version": "1"})
    assert (answer.status_code, answer["Location"]) == (303, f"/jobs/{row.pk}/manage")
    answer = browser.post(f"/jobs/{row.pk}/reopen", {"version": "1"}, **HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/jobs/{row.pk}/manage")
    row.refresh_from_db()
    assert row.status == "open"


@pytest.mark.parametrize("sent", ["Python, ???, +1, 🎻", ["Python", "???", "🎻"]])
def test_a_skill_without_letters_or_digits_is_named_and_nothing_is_posted(login, student, sent):
    answer = login(student).post(
        "/api/post-request", request_input(skill_tags=sent), content_type="application/json"
    )
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"] == {
        "skill_tags": ["“???”, “🎻”: please write this with letters or digits, or take it out."]
    }
    assert not LearningRequest.objects.exists()
    assert event_names() == []


def test_a_draft_that_cannot_be_kept_is_refused_with_a_sentence(login, student):
    """What saves by itself says it, and does not ask again."""
    typed = request_input(description="x" * 20_001)
    answer = login(student).post("/post-request/draft", typed, **JSON)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"] == "This is too long to keep as a draft."
    assert not LearningRequest.objects.exists()


def test_a_draft_is_kept_as_typed_and_listed_only_for_its_author(login, student, coach):
    browser = login(student)
    saved = browser.post("/post-request/draft", request_input(title="x", budget="many"), **JSON)
    number = saved.json()["draft"]
    again = browser.post("/post-request/draft", request_input(title="xy", draft=number), **JSON)
    assert again.json()["draft"] == number
    page = browser.get(f"/post-request?draft={number}")
    assert page.context["form"]["budget"].value() == "400"
    assert page.context["form"]["title"].value() == "xy"
    assert "xy" in browser.get("/my-requests").content.decode()
    assert login(coach).get(f"/jobs/{number}").status_code == 404
    stranger = login(coach).get(f"/post-request?draft={number}")
    assert stranger.context["form"]["title"].value() is None
    browser.post("/post-request", request_input(draft=number))
    assert LearningRequest.objects.get().status == "open"


def test_a_draft_can_be_kept_without_script_and_deleted(login, student, other_student):
    browser = login(student)
    answer = browser.post("/post-request/draft", request_input())
    assert (answer.status_code, answer["Location"]) == (303, "/my-requests")
    row = LearningRequest.objects.get()
    gone = f"/post-request/draft/{row.pk}/discard"
    assert login(other_student).post(gone).status_code == 404
    assert browser.post(gone).status_code == 303
    assert not LearningRequest.objects.exists()
