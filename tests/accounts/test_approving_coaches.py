"""Staff look at a coach once; editing afterwards never takes the coach offline."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.actions import (
    ProfileDetails,
    approve_coach,
    edit_profile,
    refuse_coach,
    submit_profile,
)
from accounts.models import CoachProfile
from accounts.queries import is_approved_coach
from core.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from core.models import EventRecord
from tests.factories import NOW, make_user

DETAILS = ProfileDetails(
    title="Spoken Spanish for work",
    bio="I have taught adults for twelve years, mostly people who move for a job.",
    skills=("Spanish", "Interviews"),
    languages=("Spanish", "English"),
    experience="Twelve years",
    education="",
    portfolio_links=("https://example.test/work",),
    hourly_rate=Decimal(40),
    currency="EUR",
)
REASON = "Please say what you have taught before."


@pytest.fixture
def newcomer(db):
    return make_user("Nora Newcoach", is_coach=True)


@pytest.fixture
def waiting(newcomer):
    edit_profile(newcomer, by=newcomer, details=DETAILS, version=1, now=NOW)
    return submit_profile(newcomer, by=newcomer, now=NOW)


@pytest.fixture
def approved(waiting, staff):
    return approve_coach(waiting, by=staff, now=NOW)


def happened():
    return EventRecord.objects.count()


def test_a_complete_profile_is_sent_in_and_approved(newcomer, waiting, staff):
    assert waiting.approval == CoachProfile.Approval.PENDING
    assert not is_approved_coach(newcomer)

    approve_coach(waiting, by=staff, now=NOW)

    assert is_approved_coach(newcomer)
    assert EventRecord.objects.latest("id").name == "accounts.CoachApproved"


def test_an_incomplete_profile_is_not_sent_in(newcomer):
    with pytest.raises(Invalid) as refusal:
        submit_profile(newcomer, by=newcomer, now=NOW)

    assert set(refusal.value.fields) == {"title", "bio", "skills", "languages", "hourly_rate"}
    assert happened() == 0


def test_sending_in_needs_a_verified_address(db):
    person = make_user("Una Unverified", is_coach=True, verified=False)
    edit_profile(person, by=person, details=DETAILS, version=1, now=NOW)
    before = happened()

    with pytest.raises(NotAllowed):
        submit_profile(person, by=person, now=NOW)

    assert happened() == before


def test_repeating_does_nothing(newcomer, waiting, staff):
    before = happened()
    submit_profile(newcomer, by=newcomer, now=NOW)
    assert happened() == before

    approve_coach(waiting, by=staff, now=NOW)
    approve_coach(waiting, by=staff, now=NOW)
    assert happened() == before + 1


def test_a_refusal_carries_its_reason_and_the_coach_may_try_again(newcomer, waiting, staff):
    refuse_coach(waiting, by=staff, reason=REASON, now=NOW)
    refuse_coach(waiting, by=staff, reason=REASON, now=NOW)

    (event,) = EventRecord.objects.filter(name="accounts.CoachRefused")
    assert event.payload["reason"] == REASON
    assert submit_profile(newcomer, by=newcomer, now=NOW).approval == CoachProfile.Approval.PENDING


def test_a_refusal_needs_a_real_reason(waiting, staff):
    before = happened()
    with pytest.raises(Invalid) as refusal:
        refuse_coach(waiting, by=staff, reason="no", now=NOW)
    assert set(refusal.value.fields) == {"reason"}
    assert happened() == before


def test_a_draft_cannot_be_approved(newcomer, staff):
    profile = edit_profile(newcomer, by=newcomer, details=DETAILS, version=1, now=NOW)
    with pytest.raises(NotPossibleNow):
        approve_coach(profile, by=staff, now=NOW)
    with pytest.raises(NotPossibleNow):
        refuse_coach(profile, by=staff, reason=REASON, now=NOW)


def test_only_staff_decide(newcomer, waiting, student):
    before = happened()
    for person in (newcomer, student):
        with pytest.raises(NotAllowed):
            approve_coach(waiting, by=person, now=NOW)
        with pytest.raises(NotAllowed):
            refuse_coach(waiting, by=person, reason=REASON, now=NOW)
    assert happened() == before


def test_editing_keeps_an_approved_coach_approved(newcomer, approved):
    changed = replace(DETAILS, title="Spoken Spanish and Catalan", skills=("Spanish", "Catalan"))

    profile = edit_profile(
        newcomer, by=newcomer, details=changed, version=approved.version, now=NOW
    )

    assert is_approved_coach(newcomer)
    assert sorted(profile.skills.values_list("name", flat=True)) == ["Catalan", "Spanish"]
    event = EventRecord.objects.latest("id")
    assert event.payload["changed_fields"] == ["title", "skills"]


def test_an_approved_coach_cannot_empty_the_profile(newcomer, approved):
    before = happened()
    with pytest.raises(Invalid) as refusal:
        edit_profile(
            newcomer,
            by=newcomer,
            details=replace(DETAILS, bio="", skills=()),
            version=approved.version,
            now=NOW,
        )
    assert set(refusal.value.fields) == {"bio", "skills"}
    assert happened() == before


def test_saving_what_is_there_does_nothing(newcomer, approved):
    before = happened()
    edit_profile(newcomer, by=newcomer, details=DETAILS, version=1, now=NOW)
    assert happened() == before


def test_two_tabs_do_not_overwrite_each_other(newcomer, approved):
    edit_profile(
        newcomer,
        by=newcomer,
        details=replace(DETAILS, education="A degree"),
        version=approved.version,
        now=NOW,
    )
    with pytest.raises(Stale):
        edit_profile(
            newcomer,
            by=newcomer,
            details=replace(DETAILS, experience="Other"),
            version=approved.version,
            now=NOW,
        )


def test_nobody_edits_the_profile_of_another(newcomer, other_coach):
    with pytest.raises(NotAllowed):
        edit_profile(newcomer, by=other_coach, details=DETAILS, version=1, now=NOW)
    with pytest.raises(NotAllowed):
        submit_profile(newcomer, by=other_coach, now=NOW)
    assert happened() == 0


def test_a_student_has_no_coach_profile(student):
    with pytest.raises(NotAllowed):
        edit_profile(student, by=student, details=DETAILS, version=1, now=NOW)
    assert not CoachProfile.objects.filter(user=student).exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 101),
        ("bio", "x" * 5001),
        ("skills", tuple(f"skill {n}" for n in range(11))),
        ("skills", ("x" * 41,)),
        ("languages", tuple(f"language {n}" for n in range(11))),
        ("experience", "x" * 2001),
        ("education", "x" * 2001),
        ("portfolio_links", ("javascript:alert(1)",)),
        ("portfolio_links", tuple(f"https://example.test/{n}" for n in range(6))),
        ("portfolio_links", ("http://[broken",)),
        ("portfolio_links", ("https://example.test/my work",)),
        ("portfolio_links", ("https://exam ple.test/",)),
        ("portfolio_links", ("https://example.test/a\u00a0b",)),
        ("portfolio_links", ("https://example.test/a\x00b",)),
        ("portfolio_links", ("https://me:secret@example.test/",)),
        ("portfolio_links", ("https://me@example.test/",)),
        ("portfolio_links", ("https://",)),
        ("portfolio_links", ("https:///work",)),
        ("portfolio_links", ("https://?q=1",)),
        ("portfolio_links", ("https://localhost/",)),
        ("portfolio_links", ("https://.test/",)),
        ("portfolio_links", ("https://a..test/",)),
        ("portfolio_links", ("https:example.test",)),
        ("portfolio_links", ("ftp://example.test/",)),
        ("portfolio_links", ("example.test",)),
        ("portfolio_links", ("https://example.test/" + "a" * 280,)),
        ("hourly_rate", Decimal("4.99")),
        ("hourly_rate", Decimal("500.01")),
        ("currency", "JPY"),
    ],
)
def test_limits_name_the_field_and_write_nothing(newcomer, field, value):
    with pytest.raises(Invalid) as refusal:
        edit_profile(
            newcomer, by=newcomer, details=replace(DETAILS, **{field: value}), version=1, now=NOW
        )
    assert set(refusal.value.fields) == {field}
    assert happened() == 0
    assert not CoachProfile.objects.filter(title=DETAILS.title).exists()
