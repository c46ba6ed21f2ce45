from dataclasses import replace
from decimal import Decimal

import pytest

from calendars.weekly import WeekRange
from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from core.models import EventRecord
from marketplace import actions
from marketplace.models import LearningRequest
from tests.factories import NOW, make_student, open_request, pending_proposal
from tests.marketplace.builders import request_details
from tests.marketplace.helpers import event_names, refused, silent

pytestmark = pytest.mark.django_db


def test_a_verified_student_opens_a_request_with_every_field(student):
    row = actions.post_request(
        by=student, details=request_details(questions=("What did you teach?",)), now=NOW
    )
    row.refresh_from_db()
    assert row.status == LearningRequest.Status.OPEN
    assert (row.title, row.budget, row.sessions_needed) == (
        "Learn data analysis with Python",
        Decimal("400.00"),
        6,
    )
    assert row.preferred_times == [
        {"weekday": 0, "starts": "17:00", "ends": "19:00"},
        {"weekday": 2, "starts": "17:00", "ends": "19:00"},
    ]
    assert row.timezone == "Europe/Berlin"
    assert set(row.skill_tags.values_list("name", flat=True)) == {"Python", "Statistics"}
    assert [q.text for q in row.questions.all()] == ["What did you teach?"]
    assert event_names() == ["marketplace.RequestPosted"]


def test_an_unverified_email_is_refused_and_nothing_changes(db):
    with refused(NotAllowed) as caught:
        actions.post_request(
            by=make_student("Uma Unproven", verified=False), details=request_details(), now=NOW
        )
    assert caught.value.code == "email_not_verified"
    assert not LearningRequest.objects.exists()


def test_posting_the_same_twice_gives_one_request(student):
    first = actions.post_request(by=student, details=request_details(), now=NOW)
    with silent(first):
        assert actions.post_request(by=student, details=request_details(), now=NOW) == first
    assert LearningRequest.objects.count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "Too short"),
        ("title", "x" * 101),
        ("title", "a title with a \x00 in it"),
        ("description", "x" * 49),
        ("description", "x" * 5001),
        ("level", "genius"),
        ("budget", Decimal("9.99")),
        ("budget", Decimal("10.001")),
        ("budget", Decimal(100000000)),
        ("budget", Decimal("NaN")),
        ("budget", Decimal("Infinity")),
        ("currency", "JPY"),
        ("currency", "eur"),
        ("sessions_needed", 0),
        ("sessions_needed", 51),
        ("timeframe", "x" * 121),
        ("timezone", "Mars/Olympus"),
        ("timezone", ""),
        ("timezone", "../etc/passwd"),
        ("skill_tags", tuple(f"skill {n}" for n in range(11))),
        ("skill_tags", ("x" * 41,)),
        ("skill_tags", ("!!!",)),
        ("questions", tuple(f"Question {n}?" for n in range(6))),
        ("questions", ("x" * 251,)),
    ],
)
def test_each_wrong_field_is_named_and_nothing_is_written(student, field, value):
    with refused(Invalid) as caught:
        actions.post_request(by=student, details=request_details(**{field: value}), now=NOW)
    assert set(caught.value.fields) == {field}
    assert not LearningRequest.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 10),
        ("title", "x" * 100),
        ("description", "x" * 50),
        ("description", "x" * 5000),
        ("budget", Decimal(10)),
        ("budget", None),
        ("sessions_needed", 1),
        ("sessions_needed", 50),
        ("timezone", "Asia/Kathmandu"),
        ("skill_tags", tuple(f"skill {n}" for n in range(10))),
        ("questions", tuple(f"Question {n}?" for n in range(5))),
    ],
)
def test_the_limits_themselves_are_allowed(student, field, value):
    row = actions.post_request(by=student, details=request_details(**{field: value}), now=NOW)
    assert row.status == LearningRequest.Status.OPEN


def test_a_draft_keeps_what_was_typed_and_becomes_the_request(student):
    draft = actions.save_draft(by=student, typed={"title": "x", "budget": "many"}, now=NOW)
    assert actions.save_draft(by=student, typed={"title": "xy"}, draft=draft, now=NOW) == draft
    draft.refresh_from_db()
    assert (draft.draft_input, draft.title) == ({"title": "xy"}, "xy")
    row = actions.post_request(by=student, details=request_details(), draft=draft, now=NOW)
    assert (row.pk, row.status, row.draft_input) == (draft.pk, "open", {})
    assert event_names() == ["marketplace.RequestDrafted", "marketplace.RequestPosted"]


def test_an_unverified_person_may_draft(db):
    uma = make_student("Uma Unproven", verified=False)
    assert actions.save_draft(by=uma, typed={}, now=NOW).status == "draft"


def test_a_strangers_draft_is_refused(student, other_student):
    draft = actions.save_draft(by=student, typed={}, now=NOW)
    with refused(NotAllowed, draft):
        actions.save_draft(by=other_student, typed={"title": "mine"}, draft=draft, now=NOW)
    with refused(NotAllowed, draft):
        actions.post_request(by=other_student, details=request_details(), draft=draft, now=NOW)
    with refused(NotAllowed, draft):
        actions.discard_draft(draft, by=other_student)


def test_a_posted_request_is_no_draft_any_more(student):
    row = open_request(student)
    with refused(NotPossibleNow, row):
        actions.save_draft(by=student, typed={"title": "again"}, draft=row, now=NOW)
    with refused(NotPossibleNow, row):
        actions.discard_draft(row, by=student)


def test_an_edit_bumps_the_version_and_names_the_proposers(student, coach):
    row = open_request(student)
    pending_proposal(row, coach)
    changed = replace(request_details(), title="Learn data analysis with R", sessions_needed=8)
    row = actions.edit_request(row, by=student, details=changed, version=1, now=NOW)
    assert (row.version, row.title, row.sessions_needed) == (2, "Learn data analysis with R", 8)
    event = EventRecord.objects.get(name="marketplace.RequestEdited")
    assert event.payload["changed_fields"] == ["title", "sessions_needed"]
    assert event.payload["proposer_ids"] == [coach.pk]


def test_an_edit_without_a_difference_does_nothing(student):
    row = open_request(student)
    with silent(row):
        actions.edit_request(row, by=student, details=request_details(), version=1, now=NOW)


def test_a_stale_edit_is_refused(student):
    row = open_request(student)
    one = request_details(title="The first of two edits")
    row = actions.edit_request(row, by=student, details=one, version=1, now=NOW)
    two = request_details(title="The second of two edits")
    with refused(Stale, row):
        actions.edit_request(row, by=student, details=two, version=1, now=NOW)


def test_only_the_owner_edits_and_only_while_open(student, other_student, coach):
    row = open_request(student)
    details = request_details(title="Something else entirely")
    for stranger in (other_student, coach):
        with refused(NotAllowed, row):
            actions.edit_request(row, by=stranger, details=details, version=1, now=NOW)
    row = actions.withdraw_request(row, by=student, version=1, now=NOW)
    with refused(NotPossibleNow, row):
        actions.edit_request(row, by=student, details=details, version=1, now=NOW)


def test_the_currency_stays_once_a_price_was_named_in_it(student, coach):
    row = open_request(student)
    pending_proposal(row, coach)
    with refused(Invalid, row) as caught:
        dollars = request_details(currency="USD")
        actions.edit_request(row, by=student, details=dollars, version=1, now=NOW)
    assert set(caught.value.fields) == {"currency"}


def test_rewording_a_question_keeps_the_answers_given_to_the_old_one(student, coach):
    row = open_request(student, questions=("Why you?", "Which book?"))
    proposal = pending_proposal(row, coach)
    before = proposal.answers
    new = request_details(questions=("Which book?", "Why you and not another?"))
    actions.edit_request(row, by=student, details=new, version=1, now=NOW)
    proposal.refresh_from_db()
    assert proposal.answers == before
    assert [a["question"] for a in proposal.answers] == ["Why you?", "Which book?"]
    in_force = row.questions.filter(retired_at=None)
    assert [(q.text, q.request_version) for q in in_force] == [
        ("Which book?", 1),
        ("Why you and not another?", 2),
    ]
    assert row.questions.get(text="Why you?").retired_at == NOW


def test_preferred_times_that_touch_are_kept_as_one(student):
    halves = (
        WeekRange(weekday=0, starts_minute=600, ends_minute=630),
        WeekRange(weekday=0, starts_minute=630, ends_minute=660),
    )
    row = open_request(student, preferred_times=halves)
    assert row.preferred_times == [{"weekday": 0, "starts": "10:00", "ends": "11:00"}]
