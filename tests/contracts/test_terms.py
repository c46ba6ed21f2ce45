from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from contracts.terms import a_year_after, changes, check_terms, terms_from_proposal
from core.errors import Invalid
from tests.contracts.helpers import some_terms
from tests.factories import NOW


def refused_fields(terms, **context) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        check_terms(terms, now=NOW, **context)
    return set(refusal.value.fields)


def test_the_first_version_is_prefilled_from_the_accepted_proposal(proposal):
    terms = terms_from_proposal(proposal, now=NOW)
    assert terms == some_terms()
    assert terms.total == Decimal("160.00")
    assert (terms.split.fee, terms.split.coach_share) == (Decimal("24.00"), Decimal("136.00"))


def test_the_start_is_today_where_the_terms_are_at_home(proposal):
    late_in_london = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)  # already Wednesday in Berlin
    assert terms_from_proposal(proposal, now=late_in_london).start_date == date(2026, 11, 4)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"session_count": 0}, "session_count"),
        ({"session_count": 51}, "session_count"),
        ({"duration_minutes": 14}, "duration_minutes"),
        ({"duration_minutes": 481}, "duration_minutes"),
        ({"price_per_session": Decimal("9.99")}, "price_per_session"),
        ({"price_per_session": Decimal(-40)}, "price_per_session"),
        ({"price_per_session": Decimal("40.005")}, "price_per_session"),
        ({"price_per_session": Decimal("99999999.99")}, "price_per_session"),
        ({"hourly_rate": Decimal(40)}, "hourly_rate"),
        ({"payment_model": "per_hour"}, "hourly_rate"),
        ({"payment_model": "per_hour", "hourly_rate": Decimal("4.99")}, "hourly_rate"),
        ({"payment_model": "per_hour", "hourly_rate": Decimal("500.01")}, "hourly_rate"),
        ({"payment_model": "per_hour", "hourly_rate": Decimal("40.001")}, "hourly_rate"),
        ({"payment_model": "per_hour", "hourly_rate": Decimal(50)}, "price_per_session"),
        ({"payment_model": "by_the_moon"}, "payment_model"),
        ({"payment_schedule": "never"}, "payment_schedule"),
        ({"start_date": date(2026, 11, 2), "end_date": date(2027, 1, 1)}, "start_date"),
        ({"start_date": date(2027, 11, 4), "end_date": date(2028, 1, 1)}, "start_date"),
        ({"end_date": date(2026, 11, 2)}, "end_date"),
        ({"start_date": date(2026, 11, 9), "end_date": date(2026, 11, 8)}, "end_date"),
        ({"end_date": date(2027, 11, 4)}, "end_date"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"late_cancel_percent": 25}, "late_cancel_percent"),
        ({"cancellation_policy": "x" * 1001}, "cancellation_policy"),
        ({"learning_outcomes": "x" * 1001}, "learning_outcomes"),
    ],
)
def test_terms_outside_the_limits_are_refused_by_field(changed, field):
    assert refused_fields(some_terms(**changed)) == {field}


@pytest.mark.parametrize("day", [date(2026, 11, 3), date(2027, 2, 28)])
def test_a_contract_of_one_day_is_possible(day):
    check_terms(some_terms(start_date=day, end_date=day), now=NOW)


def test_every_wrong_field_is_named_at_once():
    terms = some_terms(session_count=0, timezone="Nowhere", late_cancel_percent=7)
    assert refused_fields(terms) == {"session_count", "timezone", "late_cancel_percent"}


@pytest.mark.parametrize(
    "changed",
    [
        {"session_count": 50, "duration_minutes": 480},
        {"price_per_session": Decimal(10), "duration_minutes": 15},
        {"start_date": date(2027, 11, 3), "end_date": date(2028, 11, 3)},
        {"end_date": date(2026, 11, 4)},
        {"timezone": "Asia/Kathmandu", "late_cancel_percent": 100},
        {
            "payment_model": "per_hour",
            "hourly_rate": Decimal("33.33"),
            "price_per_session": Decimal("25.00"),
            "duration_minutes": 45,
        },
    ],
)
def test_terms_at_the_limits_may_be_offered(changed):
    check_terms(some_terms(**changed), now=NOW)


def test_today_is_judged_in_the_zone_of_the_terms():
    tuesday = some_terms(timezone="America/Vancouver")
    early_on_wednesday_in_berlin = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    check_terms(tuesday, now=early_on_wednesday_in_berlin)
    with pytest.raises(Invalid):
        check_terms(some_terms(), now=early_on_wednesday_in_berlin)


def test_an_amendment_keeps_its_start_and_may_name_an_end_that_a_pause_moved():
    later = NOW + timedelta(days=30)
    running = some_terms(end_date=date(2027, 11, 20))
    check_terms(running, now=later, starts=date(2026, 11, 3), ends_by=date(2027, 11, 20))
    with pytest.raises(Invalid) as refusal:
        check_terms(running, now=later, starts=date(2026, 11, 4))
    assert set(refusal.value.fields) == {"start_date", "end_date"}


def test_a_year_after_a_leap_day_is_the_last_of_february():
    assert a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)


def test_only_what_differs_is_a_change_and_the_total_follows():
    old, new = some_terms(), some_terms(session_count=5, learning_outcomes="Order a meal.")
    assert [(c.name, c.old, c.new) for c in changes(old, new)] == [
        ("session_count", 4, 5),
        ("total", Decimal("160.00"), Decimal("200.00")),
        ("learning_outcomes", "", "Order a meal."),
    ]
    assert changes(old, old) == ()
