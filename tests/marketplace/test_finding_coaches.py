"""Every filter of the list of coaches works, and pages neither repeat nor skip."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.actions import edit_profile, refuse_coach, suspend_account, update_settings
from accounts.actions.accounts import PersonSettings
from accounts.models import User
from calendars.actions import AvailabilityDetails, set_availability
from calendars.models import BusySlot
from marketplace import coach_search
from marketplace.coach_search import PAGE, CoachSearch, find_coaches
from tests.accounts.test_approving_coaches import DETAILS, REASON
from tests.factories import NOW, make_coach
from tests.finding import FINDS, MISSES

EVENINGS = AvailabilityDetails(
    timezone="",
    weekly=(((18 * 60, 20 * 60),),) * 5 + ((), ()),
    overrides=(),
    buffer_minutes=0,
    notice_minutes=60,
    horizon_days=60,
)


def coach_with(name, **changes):
    zone = changes.pop("timezone", "Europe/Madrid")
    coach = make_coach(name, timezone=zone)
    edit_profile(coach, by=coach, details=replace(DETAILS, **changes), version=1, now=NOW)
    return coach


def found(viewer, **search):
    page = find_coaches(CoachSearch(**search), viewer=viewer, now=NOW)
    return [each.profile.user.display_name for each in page.coaches]


@pytest.fixture
def three(db):
    coach_with("Ana", title="Spanish for the hospital", hourly_rate=Decimal(30))
    coach_with("Ben", skills=("Chess",), languages=("Español",), hourly_rate=Decimal(20))
    coach_with("Cho", skills=("C++",), languages=("Korean",), hourly_rate=Decimal(80))


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ({}, ["Cho", "Ben", "Ana"]),
        ({"text": "hospital"}, ["Ana"]),
        ({"text": "SPANISH hospital"}, ["Ana"]),
        ({"text": "chess"}, ["Ben"]),
        ({"text": "cho"}, ["Cho"]),
        ({"skills": ("chess",)}, ["Ben"]),
        ({"skills": ("C",)}, []),
        ({"skills": ("c++",)}, ["Cho"]),
        ({"skills": ("spanish", "interviews")}, ["Ana"]),
        ({"language": "korean"}, ["Cho"]),
        ({"language": "Español"}, ["Ben"]),
        ({"language": "Esp"}, []),
        ({"rate_most": Decimal(30)}, ["Ben", "Ana"]),
        ({"rate_most": Decimal(30), "currency": "USD"}, []),
        ({"sort": "cheap"}, ["Ben", "Ana", "Cho"]),
        ({"sort": "dear"}, ["Cho", "Ana", "Ben"]),
    ],
)
def test_filters_and_orders(three, student, search, names):
    assert found(student, **search) == names


@pytest.mark.parametrize(("text", "query"), FINDS)
def test_what_a_person_would_find_is_found(student, text, query):
    coach_with("Ana", bio=f"{DETAILS.bio} {text}")
    assert found(student, text=query) == ["Ana"]


@pytest.mark.parametrize(
    "changes", [{"title": "Étude in 東京タワー"}, {"skills": ("Étude", "東京タワー")}]
)
def test_a_title_and_a_skill_are_found_as_well(student, changes):
    coach_with("Ana", **changes)
    assert found(student, text="etude タワー") == ["Ana"]


@pytest.mark.parametrize(("text", "query"), MISSES)
def test_what_means_something_else_is_not(student, text, query):
    coach_with(text)
    assert found(student, text=query) == []


@pytest.mark.parametrize("text", ['"hospital"', "hospitals", "ana OR nobody", "spanish -chess"])
def test_what_is_typed_is_read_as_words_and_choices(three, student, text):
    assert "Ana" in found(student, text=text)


def test_a_coach_is_found_by_the_name_of_now(three, student):
    cho = User.objects.get(display_name="Cho")
    settings = PersonSettings(
        display_name="Søren",
        timezone=cho.timezone,
        language=cho.language,
        is_student=cho.is_student,
        is_coach=cho.is_coach,
        shows_read_markers=cho.shows_read_markers,
    )
    update_settings(cho, by=cho, details=settings, now=NOW)
    assert found(student, text="cho") == []
    assert found(student, text="soren") == ["Søren"]


def test_hours_together_are_counted_on_one_time_line(student):
    near = coach_with("Near", timezone="Europe/Berlin")
    far = coach_with("Far", timezone="America/Vancouver")
    for coach in (near, far):
        set_availability(coach, by=coach, details=EVENINGS, version=1, now=NOW)
    set_availability(student, by=student, details=EVENINGS, version=1, now=NOW)

    page = find_coaches(CoachSearch(together_hours=2), viewer=student, now=NOW)

    (only,) = page.coaches
    assert (only.profile.user, only.together_minutes) == (near, 5 * 120)


@pytest.mark.parametrize("sort", ["new", "cheap", "dear"])
def test_hours_together_are_looked_for_stretch_by_stretch_in_the_order_of_the_list(
    student, monkeypatch, sort
):
    for n in range(7):
        coach = coach_with(f"Coach {n}", timezone="Europe/Berlin", hourly_rate=Decimal(30 + n % 3))
        if n % 2:
            set_availability(coach, by=coach, details=EVENINGS, version=1, now=NOW)
    set_availability(student, by=student, details=EVENINGS, version=1, now=NOW)
    search = CoachSearch(together_hours=2, sort=sort)
    whole = find_coaches(search, viewer=student, now=NOW).coaches
    assert len(whole) == 3
    monkeypatch.setattr(coach_search, "FIRST_STRETCH", 1)
    assert find_coaches(search, viewer=student, now=NOW).coaches == whole


def test_without_own_hours_waking_hours_count(student):
    coach = coach_with("Far", timezone="Asia/Kathmandu")
    set_availability(coach, by=coach, details=EVENINGS, version=1, now=NOW)

    page = find_coaches(CoachSearch(together_hours=10), viewer=student, now=NOW)

    assert page.coaches[0].together_minutes == 5 * 120  # 13:15 to 15:15 in Berlin


@pytest.mark.parametrize("sort", ["new", "cheap", "dear"])
def test_pages_show_everybody_once(student, sort):
    rates = [Decimal(20 + n % 4) for n in range(PAGE * 2 + 3)]
    for n, rate in enumerate(rates):
        coach_with(f"Coach {n:02d}", hourly_rate=rate)

    seen, search = [], CoachSearch(sort=sort)
    while True:
        page = find_coaches(search, viewer=student, now=NOW)
        seen += [each.profile.pk for each in page.coaches]
        if not page.next_after:
            break
        search = replace(search, after=page.next_after)

    assert len(seen) == len(set(seen)) == len(rates)


@pytest.mark.parametrize("after", ["x", "12-", "-", "NaN-3", "1e9-4"])
@pytest.mark.parametrize("sort", ["new", "cheap"])
def test_a_broken_page_address_shows_the_first_page_or_nothing(three, student, after, sort):
    assert len(found(student, after=after, sort=sort)) in (0, 3)


def test_refused_suspended_and_waiting_coaches_are_not_found(student, staff):
    refused, suspended = coach_with("Refused"), coach_with("Suspended")
    make_coach("Waiting", approved=False)
    refuse_coach(refused.coach_profile, by=staff, reason=REASON, now=NOW)
    suspend_account(suspended, by=staff, reason=REASON, now=NOW)

    assert found(student) == []


@pytest.mark.parametrize("together", [0, 2])
def test_the_list_costs_the_same_for_one_and_many(student, django_assert_max_num_queries, together):
    for n in range(25):
        coach = coach_with(f"Coach {n}")
        set_availability(coach, by=coach, details=EVENINGS, version=1, now=NOW)
        BusySlot.objects.create(
            user=coach, session_id=n, starts_at=NOW, ends_at=NOW.replace(hour=10)
        )

    with django_assert_max_num_queries(12):
        page = find_coaches(CoachSearch(together_hours=together), viewer=student, now=NOW)
        for each in page.coaches:
            assert list(each.profile.skills.all())
    assert len(page.coaches) == PAGE


@pytest.mark.parametrize("rate", ["1e9999999", "9" * 400, "1e400", "NaN", "-1", "1.234", "x"])
def test_a_price_that_no_coach_can_ask_is_marked_and_left_out(login, three, student, rate):
    page = login(student).get("/coaches", {"rate_most": rate})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["rate_most"]
    assert len(page.context["page"].coaches) == 3
