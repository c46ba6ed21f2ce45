"""Lists that are read in one statement are those that each queryset would give by itself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db.models import Count, F, Max, OuterRef, Subquery, Value

from accounts.models import CoachProfile, User
from calendars.models import DateOverride, WeeklyRange
from contracts.models import Contract, ContractVersion
from core.models import EventRecord
from core.together import Children, ask, children, result_of, rows_of, side_by_side
from marketplace.models import LearningRequest, Proposal
from sessions.models import CoachingSession, RescheduleRequest
from tests.factories import NOW, active_contract, confirmed_session, offered_session

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def story(student, coach) -> Contract:
    """Rows in many tables; names that JSON must not spoil."""
    User.objects.filter(pk=student.pk).update(display_name='Zoë "Ünï" \\ O’Hara {1: [null]} 100%')
    contract = active_contract(student, coach, session_count=3)
    offered_session(
        contract.sessions.get(number=1), by=coach, starts=[NOW + 2 * DAY, NOW + 3 * DAY]
    )
    confirmed_session(contract.sessions.get(number=2), starts_at=NOW + 4 * DAY)
    DateOverride.objects.create(calendar=coach.calendar, day=NOW.date(), ranges=[[0, 60]])
    WeeklyRange.objects.create(calendar=coach.calendar, weekday=1, starts_minute=0, ends_minute=60)
    return contract


def same(querysets):
    """Row for row and value for value; model rows with everything that was selected with them."""
    together = rows_of(querysets)
    assert together == [list(queryset) for queryset in querysets]
    assert [list(map(_values, rows)) for rows in together] == [
        list(map(_values, queryset)) for queryset in querysets
    ]
    return together


def _values(row):
    if not hasattr(row, "_state"):
        return row
    return {
        name: {n: _values(r) if r else r for n, r in value.fields_cache.items()}
        if name == "_state"
        else (type(value), value)
        for name, value in vars(row).items()
        if not name.startswith("_prefetched")
    }


def test_every_table_reads_the_same(story):
    tables = [model.objects.order_by("pk") for model in apps.get_models() if model._meta.managed]
    found = same(tables)
    assert len(found) > 30
    assert sum(map(bool, found)) > 15


def test_joined_rows_annotations_and_plain_values_read_the_same(story):
    newest = Proposal.objects.filter(request=OuterRef("pk")).order_by("-pk")
    versions, requests, named, flat, _none, _nobody = same(
        [
            ContractVersion.objects.select_related(
                "contract__student", "contract__coach", "contract__agreed_version", "based_on"
            ).order_by("-pk"),
            LearningRequest.objects.annotate(
                price=Subquery(newest.values("price_per_session")[:1]),
                ends=Subquery(newest.values("expires_at")[:1]),
                answers=Count("proposals"),
                doubled=F("budget") * 2,
            ).order_by("pk"),
            CoachingSession.objects.order_by("-number").values_list(
                "pk", "scheduled_at", "calendar_uid", "terms__price_per_session", named=True
            ),
            EventRecord.objects.order_by("-pk").values_list("pk", flat=True)[1:3],
            User.objects.filter(pk__in=[]),
            User.objects.filter(display_name="Nobody"),
        ]
    )
    assert versions[0].contract.student.display_name.startswith("Zoë")
    assert isinstance(requests[0].price, Decimal)
    assert requests[0].ends.utcoffset() == timedelta()
    assert [row.calendar_uid is not None for row in named] == [True] * 3
    assert len(flat) == 2


def test_one_list_alone_is_the_plain_query(story, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        rows_of([User.objects.order_by("pk")])
    assert "json" not in asked.captured_queries[0]["sql"]


def test_many_lists_are_one_statement(story, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows_of([model.objects.order_by("pk") for model in apps.get_models()])


def test_what_can_have_no_rows_is_not_asked(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows_of([User.objects.filter(pk__in=[]), Contract.objects.none()]) == [[], []]


def test_readers_side_by_side_ask_step_by_step(story, django_assert_num_queries):
    def coach_of(contract_id):
        (contract,) = yield from ask(Contract.objects.filter(pk=contract_id))
        people, profiles = yield [
            User.objects.filter(pk=contract.coach_id),
            CoachProfile.objects.filter(user=contract.coach_id),
        ]
        return people[0], profiles[0].title

    def nothing():
        return "done"
        yield

    with django_assert_num_queries(2):
        first, plain, rows = result_of(
            side_by_side(
                coach_of(story.pk), nothing(), ask(RescheduleRequest.objects.order_by("pk"))
            )
        )
    assert first == (story.coach, "Coach")
    assert (plain, rows) == ("done", [])


def test_children_are_kept_as_if_prefetched(story, django_assert_num_queries):
    contract = Contract.objects.get(pk=story.pk)
    sessions = list(CoachingSession.objects.filter(contract=story))
    with django_assert_num_queries(1):
        result_of(
            side_by_side(
                children(
                    Children([contract], "versions", ContractVersion.objects.order_by("-number")),
                    Children([], "sessions"),
                ),
                children(Children(sessions, "offers")),
            )
        )
    with django_assert_num_queries(0):
        assert [version.contract is contract for version in contract.versions.all()] == [True]
        assert [len(row.offers.all()) for row in sessions] == [1, 1, 0]
        assert all(offer.session is row for row in sessions for offer in row.offers.all())
    with django_assert_num_queries(1):
        assert contract.versions.aggregate(most=Max("number"))["most"] == 1


def test_a_constant_column_reads_the_same(story):
    same(
        [
            User.objects.order_by("pk").values_list("pk", Value("x"), Value(3)),
            User.objects.order_by("pk"),
        ]
    )
