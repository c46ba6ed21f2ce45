"""The pages of settings, coaches and the staff desk, as people press them."""

import pytest

from accounts.actions import approve_coach
from accounts.models import CoachProfile, User
from calendars.models import Calendar
from core.models import EventRecord
from tests.accounts.test_approving_coaches import DETAILS, REASON
from tests.calendars.test_pages import HOURS
from tests.cast import prove
from tests.factories import NOW, make_coach, make_user

SETTINGS = {
    "display_name": "Sofia S.",
    "timezone": "Asia/Kathmandu",
    "language": "en",
    "role": "both",
}
PROFILE = {
    "version": 1,
    "title": DETAILS.title,
    "bio": DETAILS.bio,
    "skills": "Spanish, Interviews",
    "languages": "Spanish, English",
    "hourly_rate": "40",
    "currency": "EUR",
    "portfolio_links": "https://example.test/work",
}


def happened():
    return EventRecord.objects.count()


PAGES = ("/settings", "/settings/coach", "/settings/availability", "/coaches")


@pytest.mark.parametrize("url", PAGES)
def test_pages_open_for_people_and_send_others_to_the_login(student, client, url):
    assert client.get(url).status_code == 302
    assert client.get(url, headers={"Accept": "application/json"}).status_code == 401
    client.force_login(student)
    assert client.get(url).status_code == 200


def test_settings_are_saved_and_wrong_ones_keep_what_was_typed(student, client):
    client.force_login(student)
    assert client.post("/settings", SETTINGS).status_code == 303
    student.refresh_from_db()
    assert (student.display_name, student.timezone, student.is_coach) == (
        "Sofia S.", "Asia/Kathmandu", True,
    )  # fmt: skip

    answer = client.post("/settings", SETTINGS | {"display_name": "New", "timezone": "Mars/Base"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["timezone"]
    assert b'value="New"' in answer.content
    assert happened() == 1


def test_settings_answer_programs(student, client):
    client.force_login(student)
    json = {"content_type": "application/json", "headers": {"Accept": "application/json"}}
    assert client.post("/settings", SETTINGS, **json).status_code == 200
    answer = client.post("/settings", SETTINGS | {"role": "king"}, **json)
    assert answer.status_code == 422
    assert set(answer.json()["error"]["fields"]) == {"role"}


def test_a_coach_writes_the_profile_sends_it_in_and_appears(client, staff, student):
    coach = make_user("Nora Newcoach", is_coach=True)
    client.force_login(coach)
    assert client.post("/settings/coach", PROFILE).status_code == 303
    assert client.post("/settings/coach/submit").status_code == 303
    profile = CoachProfile.objects.get(user=coach)
    assert profile.approval == "pending"
    assert client.get(f"/coaches/{coach.pk}").status_code == 200  # one's own, before approval

    client.force_login(student)
    assert client.get(f"/coaches/{coach.pk}").status_code == 404
    approve_coach(profile, by=staff, now=NOW)
    assert DETAILS.title in client.get(f"/coaches/{coach.pk}").content.decode()
    assert DETAILS.title in client.get("/coaches").content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "x" * 101}, "title"),
        ({"hourly_rate": "ten"}, "hourly_rate"),
        ({"hourly_rate": "4.999"}, "hourly_rate"),
        ({"currency": "XXX"}, "currency"),
        ({"portfolio_links": "javascript:alert(1)"}, "portfolio_links"),
        ({"skills": "Cello, ???"}, "skills"),
        ({"languages": "🎻"}, "languages"),
    ],
)
def test_a_wrong_profile_names_the_field_and_keeps_what_was_typed(coach, client, change, field):
    client.force_login(coach)
    answer = client.post("/settings/coach", PROFILE | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert DETAILS.bio in answer.content.decode()
    assert happened() == 0


def test_markup_in_a_profile_is_shown_as_text(coach, client):
    client.force_login(coach)
    client.post("/settings/coach", PROFILE | {"title": "<b>Bold</b> Spanish lessons"})
    page = client.get(f"/coaches/{coach.pk}").content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt; Spanish lessons" in page
    assert "<b>Bold</b>" not in page


def test_a_refused_coach_reads_the_reason(client, staff):
    coach = make_user("Nora Newcoach", is_coach=True)
    client.force_login(coach)
    client.post("/settings/coach", PROFILE)
    client.post("/settings/coach/submit")
    profile = CoachProfile.objects.get(user=coach)

    client.force_login(staff)
    prove(client)
    url = f"/admin/accounts/coachprofile/{profile.pk}/refuse"
    assert client.post(url, {"reason": "no"}).status_code == 200
    profile.refresh_from_db()
    assert profile.approval == "pending"
    assert client.post(url, {"reason": REASON}).status_code == 302

    client.force_login(coach)
    assert REASON in client.get("/settings/coach").content.decode()


def test_staff_approve_from_the_list_and_suspend_with_a_reason(client, staff, student):
    coach = make_coach(approved=False)
    client.force_login(staff)
    prove(client)
    url = "/admin/accounts/coachprofile/"
    client.post(url, {"action": "approve", "_selected_action": [coach.coach_profile.pk]})
    coach.coach_profile.refresh_from_db()
    assert coach.coach_profile.approval == "approved"

    url = f"/admin/accounts/user/{student.pk}"
    client.post(f"{url}/suspend", {"reason": REASON})
    assert not User.objects.get(pk=student.pk).is_active
    client.get(f"{url}/reinstate")
    assert not User.objects.get(pk=student.pk).is_active
    client.post(f"{url}/reinstate")
    assert User.objects.get(pk=student.pk).is_active


def test_staff_approve_from_the_profile_they_read(client, staff):
    profile = make_coach(approved=False).coach_profile
    client.force_login(staff)
    url = f"/admin/accounts/coachprofile/{profile.pk}"
    approve = f"{url}/approve"
    assert approve in client.get(f"{url}/change/").content.decode()

    client.get(approve)
    profile.refresh_from_db()
    assert profile.approval == "pending"

    client.post(approve)
    profile.refresh_from_db()
    assert profile.approval == "approved"
    assert approve not in client.get(f"{url}/change/").content.decode()


def test_the_staff_desk_is_for_staff(client, student):
    client.force_login(student)
    assert client.post(f"/admin/accounts/user/{student.pk}/suspend").status_code == 302
    assert happened() == 0


AS_JSON = {"content_type": "application/json", "headers": {"Accept": "application/json"}}
NO_TEXTS = (5, True, ["x"], {"a": 1}, "zero \x00 byte", "half \ud800")


@pytest.mark.once
@pytest.mark.parametrize("wrong", NO_TEXTS)
def test_what_is_no_text_is_named_and_no_page_of_settings_is_saved(coach, client, wrong):
    client.force_login(coach)
    before = User.objects.filter(pk=coach.pk).values().get()
    for url, sent, field in (
        ("/settings", SETTINGS, "display_name"),
        ("/settings/coach", PROFILE, "bio"),
        ("/settings/coach", PROFILE, "title"),
        ("/settings/availability", HOURS, "mon"),
    ):
        answer = client.post(url, sent | {field: wrong}, **AS_JSON)
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert User.objects.filter(pk=coach.pk).values().get() == before
    assert Calendar.objects.get(user=coach).version == 1
    assert happened() == 0


@pytest.mark.once
@pytest.mark.parametrize("field", ["skills", "languages", "portfolio_links"])
@pytest.mark.parametrize("wrong", [5, [5], [{"a": 1}], [["x"]], {"a": 1}])
def test_a_list_of_anything_but_texts_is_named(coach, client, field, wrong):
    client.force_login(coach)
    answer = client.post("/settings/coach", PROFILE | {field: wrong}, **AS_JSON)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert happened() == 0
