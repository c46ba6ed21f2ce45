"""The page of one's hours, as people press it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from calendars.actions import AvailabilityDetails, set_availability
from calendars.models import Calendar
from core.models import EventRecord
from tests.factories import NOW

AS_JSON = {"content_type": "application/json", "headers": {"Accept": "application/json"}}
HOURS = {
    "version": 1,
    "timezone": "",
    "mon": "09:00–12:00, 14:00-18:30",
    "fri": "20:00–24:00",
    "buffer_minutes": 15,
    "notice_hours": 24,
    "horizon_days": 30,
    "dates-TOTAL_FORMS": 1,
    "dates-INITIAL_FORMS": 0,
    "dates-0-day": "",
    "dates-0-ranges": "",
}


def happened():
    return EventRecord.objects.count()


def test_hours_are_saved_with_several_ranges_a_day(coach, client):
    client.force_login(coach)
    day = (timezone.now() + timedelta(days=9)).date()
    dates = {"dates-0-day": day.isoformat(), "dates-0-ranges": "10-11"}
    assert client.post("/settings/availability", HOURS | dates).status_code == 303

    calendar = Calendar.objects.get(user=coach)
    ranges = list(calendar.weekly_ranges.values_list("weekday", "starts_minute", "ends_minute"))
    assert ranges == [(0, 540, 720), (0, 840, 1110), (4, 1200, 1440)]
    assert list(calendar.date_overrides.values_list("day", "ranges")) == [(day, [[600, 660]])]
    assert (calendar.buffer_minutes, calendar.notice_minutes) == (15, 24 * 60)
    assert EventRecord.objects.get().payload["calendar_version"] == 2
    assert client.post("/settings/availability", HOURS | dates | {"version": 2}).status_code == 303
    assert happened() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mon": "nine to five"}, "mon"),
        ({"tue": "09:00–08:00"}, "tue"),
        ({"wed": "09:00–25:00"}, "wed"),
        ({"thu": "09:75–10:00"}, "thu"),
        ({"fri": "09:00–12:00, 11:00–13:00"}, "fri"),
        ({"sat": "1-2, 3-4, 5-6, 7-8, 9-10, 11-12, 13-14"}, "sat"),
        ({"buffer_minutes": 61}, "buffer_minutes"),
        ({"buffer_minutes": -1}, "buffer_minutes"),
        ({"notice_hours": 0}, "notice_hours"),
        ({"notice_hours": 169}, "notice_hours"),
        ({"horizon_days": 0}, "horizon_days"),
        ({"horizon_days": "many"}, "horizon_days"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"dates-0-day": "2026-13-01"}, "__all__"),
        ({"dates-0-day": "2030-01-01"}, "__all__"),
        ({"dates-0-day": "", "dates-0-ranges": "9-10"}, "__all__"),
    ],
)
def test_wrong_hours_name_the_field_and_write_nothing(coach, client, change, field):
    client.force_login(coach)
    answer = client.post("/settings/availability", HOURS | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert happened() == 0
    assert not Calendar.objects.get(user=coach).weekly_ranges.exists()


def test_hours_from_an_old_tab_are_refused(coach, client):
    client.force_login(coach)
    client.post("/settings/availability", HOURS)
    answer = client.post("/settings/availability", HOURS | {"mon": "10-11"})
    assert answer.status_code == 409
    assert happened() == 1


def test_the_preview_speaks_the_zone_that_was_asked_for(coach, client):
    every_day = ((9 * 60, 10 * 60),)
    set_availability(
        coach,
        by=coach,
        details=AvailabilityDetails(
            timezone="UTC",
            weekly=(every_day,) * 7,
            overrides=(),
            buffer_minutes=0,
            notice_minutes=60,
            horizon_days=60,
        ),
        version=1,
        now=NOW,
    )
    client.force_login(coach)
    page = client.get("/settings/availability/preview?zone=Asia/Kathmandu").content.decode()
    assert page.count("14:45–15:45") >= 12
    assert "09:00" not in page
    assert client.get("/settings/availability/preview?zone=Mars/Base").status_code == 200


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"dates-TOTAL_FORMS": None}, "how many dates"),
        ({"dates-TOTAL_FORMS": "x"}, "how many dates"),
        ({"dates-TOTAL_FORMS": 62}, "At most 61 dates"),
        ({"dates-TOTAL_FORMS": 10**30}, "At most 61 dates"),
        ({"dates-0-day": "0000-00-00"}, "Dates that differ"),
        ({"dates-0-day": 5}, "Dates that differ"),
        ({"dates-0-day": ["2026-12-24"]}, "Dates that differ"),
    ],
)
def test_dates_that_are_miscounted_are_refused_and_no_hours_are_saved(coach, client, change, told):
    client.force_login(coach)
    answer = client.post("/settings/availability", HOURS | change, **AS_JSON)
    assert answer.status_code == 422
    assert told in " ".join(answer.json()["error"]["fields"][""])
    assert Calendar.objects.get(user=coach).version == 1
    assert happened() == 0


@pytest.mark.parametrize("field", ["mon", "dates-0-ranges"])
@pytest.mark.parametrize("wrong", [5, ["09:00-12:00"], {"a": 1}])
def test_hours_of_any_shape_come_back_on_the_page(coach, client, field, wrong):
    client.force_login(coach)
    sent = HOURS | {"dates-0-day": "2030-12-24", field: wrong}
    answer = client.post("/settings/availability", sent, content_type="application/json")
    assert answer.status_code == 422
    assert Calendar.objects.get(user=coach).version == 1


@pytest.mark.once
@pytest.mark.parametrize("field", ["mon", "dates-0-ranges"])
@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("25:00-26:00", "25:00"),
        ("09:00-25:00", "25:00"),
        ("25-26", "25:00"),
        ("22:00-24:30", "24:30"),
        ("24:00-24:00", "24:00"),
        ("7:60-9:00", "7:60"),
        ("9:00-7:99", "7:99"),
        ("09:00-12:00, 99:99-99:99", "99:99"),
    ],
)
def test_a_time_that_no_clock_shows_is_told_as_that(coach, client, field, typed, named):
    client.force_login(coach)
    sent = HOURS | {"dates-0-day": "2026-12-24", field: typed}
    answer = client.post("/settings/availability", sent, **AS_JSON)
    assert answer.status_code == 422
    assert [f"No clock shows {named}" in str(each) for each in sentences(answer)] == [True]
    page = client.post("/settings/availability", sent)
    assert f'value="{typed}"' in page.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    "typed", ["soon", "9", "9-", "9-10-11", "9:5-10", "125:00-126:00", "-9:00-10:00"]
)
def test_what_are_no_times_is_told_how_times_are_written(coach, client, typed):
    client.force_login(coach)
    answer = client.post("/settings/availability", HOURS | {"mon": typed}, **AS_JSON)
    assert sentences(answer) == ["Write times like 09:00–12:00, 14:00–18:30."]


def test_an_end_before_its_start_is_told_as_that(coach, client):
    client.force_login(coach)
    answer = client.post("/settings/availability", HOURS | {"mon": "12:00-09:00"}, **AS_JSON)
    assert sentences(answer) == ["Each range must end after it starts, on the same day."]


def sentences(answer):
    return [text for texts in answer.json()["error"]["fields"].values() for text in texts]
