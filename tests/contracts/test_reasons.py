"""Where nobody has to say why, whoever does says it in 10 to 500 characters."""

import pytest

from contracts.actions import (
    decline_amendment,
    decline_contract,
    propose_amendment,
    propose_completion,
    propose_pause,
)
from core.errors import Invalid
from tests.contracts.helpers import snapshot, some_terms
from tests.factories import NOW, active_contract, offered_contract


def declining_an_offer(student, coach):
    contract = offered_contract(student, coach)
    return contract, lambda reason: decline_contract(
        contract, by=student, version_number=1, reason=reason, now=NOW
    )


def declining_an_amendment(student, coach):
    contract = active_contract(student, coach)
    terms = some_terms(session_count=6)
    contract = propose_amendment(contract, by=coach, version=contract.version, terms=terms, now=NOW)
    return contract, lambda reason: decline_amendment(
        contract, by=student, version_number=2, reason=reason, now=NOW
    )


def asking_for_a_pause(student, coach):
    contract = active_contract(student, coach)
    return contract, lambda reason: propose_pause(
        contract, by=student, version=contract.version, reason=reason, now=NOW
    )


def asking_for_an_early_end(student, coach):
    contract = active_contract(student, coach)
    return contract, lambda reason: propose_completion(
        contract, by=student, version=contract.version, reason=reason, now=NOW
    )


EVERY_VERB = pytest.mark.parametrize(
    "verb",
    [declining_an_offer, declining_an_amendment, asking_for_a_pause, asking_for_an_early_end],
)


@pytest.mark.once
@EVERY_VERB
@pytest.mark.parametrize("reason", ["x" * 9, f"  {'x' * 9}  ", "x" * 501])
def test_a_reason_of_another_length_is_refused(student, coach, verb, reason):
    contract, act = verb(student, coach)
    before = snapshot(contract)
    with pytest.raises(Invalid) as refusal:
        act(reason)
    assert set(refusal.value.fields) == {"reason"}
    assert snapshot(contract) == before


@EVERY_VERB
@pytest.mark.parametrize(
    ("reason", "kept"),
    [("", ""), ("   ", ""), (f" {'x' * 10} ", "x" * 10), ("x" * 500, "x" * 500)],
)
def test_a_reason_may_be_left_out_or_fit(student, coach, verb, reason, kept):
    contract, act = verb(student, coach)
    act(reason)
    rows = [*contract.versions.values_list("decline_reason", flat=True)]
    rows += contract.motions.values_list("reason", flat=True)
    assert [text for text in rows if text] == ([kept] if kept else [])
