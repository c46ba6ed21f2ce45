from datetime import date, timedelta

import pytest

from contracts.actions import (
    accept_contract,
    counter_contract,
    decline_contract,
    lapse_contract,
    withdraw_contract,
)
from contracts.errors import (
    EndDatePassed,
    NoCountersLeft,
    NotAParty,
    NothingOpen,
    NotYourTerms,
    NotYourTurn,
    OfferLapsed,
    TooManyCounters,
)
from contracts.models import Contract
from contracts.terms import terms_of
from core.errors import Invalid, Stale
from tests.contracts.helpers import event_names, last_event, snapshot, some_terms
from tests.factories import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def countered(offered, student):
    """The coach offered version 1, the student answered with version 2 an hour later."""
    terms = some_terms(session_count=6)
    return counter_contract(offered, by=student, version_number=1, terms=terms, now=NOW + HOUR)


def test_accepting_makes_the_contract_active(offered, student):
    contract = accept_contract(offered, by=student, version_number=1, now=NOW + HOUR)
    assert contract.status == Contract.Status.ACTIVE
    assert contract.agreed_version.number == 1
    assert contract.open_version is None
    assert (contract.starts_on, contract.ends_on) == (date(2026, 11, 3), date(2027, 11, 3))
    assert contract.activated_at == NOW + HOUR
    assert event_names() == ["ContractOffered", "ContractAccepted"]
    assert last_event().actor == student


def test_accepted_after_its_start_date_it_starts_on_the_day_of_acceptance(offered, student):
    contract = accept_contract(offered, by=student, version_number=1, now=NOW + 2 * DAY)
    assert contract.starts_on == date(2026, 11, 5)
    assert contract.agreed_version.start_date == date(2026, 11, 3)


def test_accepting_twice_acts_once(offered, student):
    first = accept_contract(offered, by=student, version_number=1, now=NOW)
    again = accept_contract(offered, by=student, version_number=1, now=NOW + HOUR)
    assert again.version == first.version
    assert again.activated_at == NOW
    assert event_names() == ["ContractOffered", "ContractAccepted"]


def test_a_counter_swaps_the_roles_and_keeps_both_sets_of_terms(countered, student, coach):
    first, second = countered.versions.order_by("number")
    assert (first.status, second.status) == ("countered", "offered")
    assert (second.author, second.based_on) == (student, first)
    assert terms_of(first).session_count == 4
    assert terms_of(second).session_count == 6
    assert second.expires_at == NOW + HOUR + 7 * DAY
    assert countered.open_version == second
    with pytest.raises(NotYourTurn):
        accept_contract(countered, by=student, version_number=2, now=NOW + HOUR)
    assert (
        accept_contract(countered, by=coach, version_number=2, now=NOW + HOUR).agreed_version
        == second
    )


def test_the_same_counter_twice_is_one_version(countered, student):
    terms = some_terms(session_count=6)
    counter_contract(countered, by=student, version_number=1, terms=terms, now=NOW + HOUR)
    assert countered.versions.count() == 2
    assert event_names() == ["ContractOffered", "ContractCountered"]


def test_a_counter_that_changes_nothing_is_refused(offered, student):
    before = snapshot(offered)
    with pytest.raises(Invalid):
        counter_contract(offered, by=student, version_number=1, terms=some_terms(), now=NOW)
    assert snapshot(offered) == before


def test_declining_the_first_version_ends_the_offer(offered, student):
    contract = decline_contract(offered, by=student, version_number=1, now=NOW, reason="Too early.")
    assert contract.status == Contract.Status.DECLINED
    assert (contract.ended_at, contract.ended_by) == (NOW, student)
    assert contract.versions.get().decline_reason == "Too early."
    assert last_event().payload["revived_version_id"] is None


def test_declining_a_counter_revives_what_it_answered(countered, student, coach):
    contract = decline_contract(countered, by=coach, version_number=2, now=NOW + 2 * HOUR)
    first = contract.versions.get(number=1)
    assert contract.status == Contract.Status.OFFERED
    assert contract.open_version == first
    assert (first.status, first.expires_at) == ("offered", NOW + 7 * DAY)
    assert last_event().payload["revived_version_id"] == first.pk
    accepted = accept_contract(contract, by=student, version_number=1, now=NOW + 3 * HOUR)
    assert accepted.agreed_version == first


def test_a_revived_version_lives_for_two_more_days_at_least(countered, coach):
    late = NOW + 6 * DAY + HOUR
    contract = decline_contract(countered, by=coach, version_number=2, now=late)
    assert contract.open_version.expires_at == late + 48 * HOUR


def test_even_a_version_whose_time_was_over_is_revived(countered, coach):
    late = NOW + 7 * DAY + timedelta(minutes=30)
    contract = decline_contract(countered, by=coach, version_number=2, now=late)
    assert contract.open_version.expires_at == late + 48 * HOUR


def test_withdrawing_a_counter_revives_what_it_answered(countered, student):
    contract = withdraw_contract(countered, by=student, version_number=2, now=NOW + 2 * HOUR)
    assert contract.open_version.number == 1
    assert contract.versions.get(number=2).status == "withdrawn"
    assert accept_contract(
        contract, by=student, version_number=1, now=NOW + 2 * HOUR
    ).agreed_version


def test_revival_goes_back_step_by_step(countered, student, coach):
    terms = some_terms(session_count=5)
    contract = counter_contract(
        countered, by=coach, version_number=2, terms=terms, now=NOW + 2 * HOUR
    )
    contract = decline_contract(contract, by=student, version_number=3, now=NOW + 3 * HOUR)
    assert contract.open_version.number == 2
    contract = decline_contract(contract, by=coach, version_number=2, now=NOW + 3 * HOUR)
    assert contract.open_version.number == 1
    contract = decline_contract(contract, by=student, version_number=1, now=NOW + 3 * HOUR)
    assert contract.status == Contract.Status.DECLINED


def test_withdrawing_the_first_version_ends_the_offer(offered, coach):
    contract = withdraw_contract(offered, by=coach, version_number=1, now=NOW)
    assert contract.status == Contract.Status.WITHDRAWN
    assert event_names() == ["ContractOffered", "ContractWithdrawn"]


@pytest.mark.parametrize("verb", [decline_contract, withdraw_contract])
def test_declining_or_withdrawing_twice_acts_once(countered, student, coach, verb):
    by = coach if verb is decline_contract else student
    verb(countered, by=by, version_number=2, now=NOW + 2 * HOUR)
    before = snapshot(countered)
    again = verb(countered, by=by, version_number=2, now=NOW + 3 * HOUR)
    assert again.open_version.number == 1
    assert snapshot(countered) == before


def test_a_lapsed_counter_ends_the_offer_whole(countered, coach):
    contract = lapse_contract(countered, now=countered.open_version.expires_at)
    assert contract.status == Contract.Status.LAPSED
    assert contract.open_version is None
    with pytest.raises(NothingOpen):
        accept_contract(contract, by=coach, version_number=2, now=NOW + 9 * DAY)


@pytest.mark.parametrize("verb", [accept_contract, decline_contract, counter_contract])
def test_an_answer_to_a_version_that_was_replaced_is_stale(countered, student, verb):
    terms = {"terms": some_terms(session_count=9)} if verb is counter_contract else {}
    before = snapshot(countered)
    with pytest.raises(Stale) as refusal:
        verb(countered, by=student, version_number=1, now=NOW + 2 * HOUR, **terms)
    assert refusal.value.subject.number == 1
    assert snapshot(countered) == before


def test_a_version_that_never_was_is_stale(offered, student):
    with pytest.raises(Stale):
        accept_contract(offered, by=student, version_number=7, now=NOW)


@pytest.mark.parametrize("verb", [accept_contract, decline_contract, counter_contract])
def test_the_author_cannot_answer_and_nothing_changes(offered, coach, verb):
    terms = {"terms": some_terms(session_count=9)} if verb is counter_contract else {}
    before = snapshot(offered)
    with pytest.raises(NotYourTurn):
        verb(offered, by=coach, version_number=1, now=NOW, **terms)
    assert snapshot(offered) == before


def test_only_the_author_withdraws(offered, student):
    before = snapshot(offered)
    with pytest.raises(NotYourTerms):
        withdraw_contract(offered, by=student, version_number=1, now=NOW)
    assert snapshot(offered) == before


@pytest.mark.parametrize("verb", [accept_contract, decline_contract, withdraw_contract])
def test_a_stranger_is_refused_and_nothing_changes(offered, other_student, verb):
    before = snapshot(offered)
    with pytest.raises(NotAParty):
        verb(offered, by=other_student, version_number=1, now=NOW)
    assert snapshot(offered) == before


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, False), (1, False)])
def test_an_answer_counts_until_the_offer_lapses(offered, student, seconds, works):
    at = offered.open_version.expires_at + timedelta(seconds=seconds)
    if works:
        assert accept_contract(offered, by=student, version_number=1, now=at).agreed_version
        return
    before = snapshot(offered)
    with pytest.raises(OfferLapsed):
        accept_contract(offered, by=student, version_number=1, now=at)
    assert snapshot(offered) == before


def test_terms_whose_end_has_passed_cannot_be_accepted(offered, student, coach):
    short = some_terms(end_date=date(2026, 11, 5))
    contract = counter_contract(offered, by=student, version_number=1, terms=short, now=NOW)
    with pytest.raises(EndDatePassed):
        accept_contract(contract, by=coach, version_number=2, now=NOW + 3 * DAY)
    assert Contract.objects.get().status == Contract.Status.OFFERED


def counter_in_turn(contract, people, *, count, every):
    for k in range(count):
        version = contract.open_version
        by = next(p for p in people if p.pk != version.author_id)
        contract = counter_contract(
            contract,
            by=by,
            version_number=version.number,
            terms=some_terms(session_count=10 + k),
            now=NOW + k * every,
        )
    return contract


def test_the_fourth_counter_within_an_hour_is_refused(offered, student, coach):
    contract = counter_in_turn(offered, (student, coach), count=3, every=timedelta(minutes=10))
    before = snapshot(contract)
    answer = {"by": coach, "version_number": 4, "terms": some_terms(session_count=2)}
    with pytest.raises(TooManyCounters):
        counter_contract(contract, **answer, now=NOW + timedelta(minutes=59, seconds=59))
    assert snapshot(contract) == before
    counter_contract(contract, **answer, now=NOW + timedelta(minutes=60))
    assert contract.versions.count() == 5


def test_the_eleventh_counter_is_refused_for_good(offered, student, coach):
    contract = counter_in_turn(offered, (student, coach), count=10, every=timedelta(hours=1))
    by = student if contract.open_version.author_id == coach.pk else coach
    with pytest.raises(NoCountersLeft):
        counter_contract(
            contract,
            by=by,
            version_number=11,
            terms=some_terms(session_count=2),
            now=NOW + 20 * HOUR,
        )
    assert contract.versions.count() == 11
