"""Random people press random verbs at random times; a plain model of the rules says what must come."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contracts import actions
from contracts.data import possible_actions
from contracts.models import Contract, YearCounter
from contracts.terms import running_terms, terms_from_proposal, terms_of
from core.errors import DomainError
from core.models import EventRecord
from tests.contracts.model import AGREED, OURS, Model
from tests.factories import NOW, make_accepted_proposal, make_coach, make_student

SIDES = ("student", "coach")
WHY = "Life went another way."
_names = count()
# The rules are the same on both, and so are the first stories; the second run is about rows and constraints.
STORIES = {"sqlite": 60, "postgresql": 15}

who = st.sampled_from(SIDES)
numbers = st.integers(0, 4)
counts = st.integers(3, 6)
picks = st.integers(0, 11)
waits = st.sampled_from([0, 0, 0.3, 0.3, 2, 30])


class ContractMachine(RuleBasedStateMachine):
    @initialize(by=who)
    def a_contract_is_offered(self, by):
        k = next(_names)
        self.people = {"student": make_student(f"S{k}"), "coach": make_coach(f"C{k}")}
        self.ids = {person.pk: side for side, person in self.people.items()}
        self.now = NOW
        proposal = make_accepted_proposal(self.people["student"], self.people["coach"])
        self.first = terms_from_proposal(proposal, now=NOW)
        self.first = replace(self.first, start_date=self.first.end_date - timedelta(days=120))
        self.contract = actions.offer_contract(
            proposal, by=self.people[by], terms=self.first, now=NOW
        )
        self.model = Model(status="offered")
        self.model.put(by, "offer", None, self.first, NOW)
        self.ended_by = None

    def press(self, verb, expected, by, **arguments):
        """Do it, and see that exactly what the model says has happened."""
        before = self.rows()
        events = self.events()
        try:
            contract = verb(self.contract, by=self.people[by], now=self.now, **arguments)
            came = "changed" if self.rows() != before else "same"
            assert contract.pk == self.contract.pk
        except DomainError:
            came = "refused"
        assert came == expected, (verb.__name__, by, arguments, came, expected)
        if came == "changed":
            assert self.events() > events
        else:
            assert self.rows() == before
            assert self.events() == events

    def rows(self):
        row = Contract.objects.filter(pk=self.contract.pk).values().get()
        return row, list(self.contract.versions.values()), list(self.contract.motions.values())

    def events(self):
        return EventRecord.objects.about(f"contract:{self.contract.pk}").count()

    def drawn(self):
        return Contract.objects.get(pk=self.contract.pk).version

    @rule(hours=st.sampled_from([0.2, 1, 20, 50, 170]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def the_clock_sweeps(self):
        actions.lapse_contract(self.contract, now=self.now)
        actions.lapse_amendment(self.contract, now=self.now)
        actions.lapse_motion(self.contract, now=self.now)
        actions.resume_after_longest_pause(self.contract, now=self.now)
        self.model.sweep(self.now)

    @rule(by=who, verb=st.sampled_from(sorted(OURS)), back=numbers, sessions=counts)
    def anybody_presses_anything(self, by, verb, back, sessions):
        getattr(self, verb.replace("-", "_"))(by, back, sessions)

    @rule(run=st.lists(st.tuples(who, picks, counts, waits), min_size=5, max_size=12))
    def buttons_are_pressed(self, run):
        """Those that the model says are there: most of the way through a contract is made of these."""
        for by, pick, sessions, hours in run:
            self.now += timedelta(hours=hours)
            verbs = sorted(self.model.enabled(by, self.now))
            verbs += [verb for verb in verbs if verb == "counter"] * 2  # long negotiations as well
            if verbs:
                verb = verbs[pick % len(verbs)]
                getattr(self, verb.replace("-", "_"))(by, 0, sessions)
                self.the_rows_are_what_the_model_says()

    @precondition(lambda self: self.model.status in AGREED and len(self.model.motions) > 1)
    @rule(by=who)
    def somebody_cancels(self, by):
        self.cancel(by, 0, 0)

    def counter(self, by, back, sessions):
        terms, number = replace(self.first, session_count=sessions), self.number(back)
        expected = self.model.counter(by, number, terms, self.now)
        self.press(actions.counter_contract, expected, by, version_number=number, terms=terms)

    def number(self, back):
        """Mostly the newest version, sometimes an older one, once in a while none."""
        return len(self.model.versions) + 1 - back if back else len(self.model.versions)

    def accept(self, by, back, _sessions):
        number = self.number(back)
        expected = self.model.accept(by, number, self.now)
        self.press(actions.accept_contract, expected, by, version_number=number)

    def decline(self, by, back, _sessions):
        number = self.number(back)
        expected = self.model.decline(by, number, self.now)
        self.press(actions.decline_contract, expected, by, version_number=number)

    def withdraw(self, by, back, _sessions):
        number = self.number(back)
        expected = self.model.withdraw(by, number, self.now)
        self.press(actions.withdraw_contract, expected, by, version_number=number)

    def amend(self, by, _back, sessions):
        contract = Contract.objects.get(pk=self.contract.pk)
        running = running_terms(contract) if contract.agreed_version_id else self.first
        terms = replace(running, session_count=sessions)
        expected = self.model.amend(by, terms, self.now, running)
        self.press(actions.propose_amendment, expected, by, version=self.drawn(), terms=terms)

    def accept_amendment(self, by, back, _sessions):
        number = self.number(back)
        expected = self.model.accept_amendment(by, number, self.now)
        self.press(actions.accept_amendment, expected, by, version_number=number)

    def decline_amendment(self, by, back, _sessions):
        number = self.number(back)
        expected = self.model.close_amendment(by, number, self.now, "declined")
        self.press(actions.decline_amendment, expected, by, version_number=number)

    def withdraw_amendment(self, by, back, _sessions):
        number = self.number(back)
        expected = self.model.close_amendment(by, number, self.now, "withdrawn")
        self.press(actions.withdraw_amendment, expected, by, version_number=number)

    def pause(self, by, _back, _sessions):
        expected = self.model.ask("pause", by, self.now)
        self.press(actions.propose_pause, expected, by, version=self.drawn())

    def complete(self, by, _back, _sessions):
        expected = self.model.ask("completion", by, self.now)
        self.press(actions.propose_completion, expected, by, version=self.drawn())

    def accept_pause(self, by, _back, _sessions):
        expected = self.model.agree("pause", by, self.now)
        self.press(actions.accept_pause, expected, by, version=self.drawn())

    def accept_completion(self, by, _back, _sessions):
        expected = self.model.agree("completion", by, self.now)
        self.press(actions.accept_completion, expected, by, version=self.drawn())

    def decline_motion(self, by, _back, _sessions):
        expected = self.model.close_motion(by, self.now, "declined")
        self.press(actions.decline_motion, expected, by, version=self.drawn())

    def withdraw_motion(self, by, _back, _sessions):
        expected = self.model.close_motion(by, self.now, "withdrawn")
        self.press(actions.withdraw_motion, expected, by, version=self.drawn())

    def resume(self, by, _back, _sessions):
        self.press(actions.resume_contract, self.model.resume(by), by, version=self.drawn())

    def cancel(self, by, _back, _sessions):
        expected = self.model.cancel(by, self.ended_by)
        if expected == "changed":
            self.ended_by = by
        self.press(actions.cancel_contract, expected, by, version=self.drawn(), reason=WHY)

    @invariant()
    def the_rows_are_what_the_model_says(self):
        contract = Contract.objects.get(pk=self.contract.pk)
        model = self.model
        assert contract.status == model.status
        open_number = contract.open_version.number if contract.open_version else None
        agreed_number = contract.agreed_version.number if contract.agreed_version else None
        assert (open_number, agreed_number) == (model.open, model.agreed)
        versions = list(contract.versions.order_by("number"))
        assert [v.status for v in versions] == [v.state for v in model.versions]
        assert [m.status for m in contract.motions.order_by("id")] == [
            m.state for m in model.motions
        ]

    @invariant()
    def terms_stay_as_they_were_written_and_their_money_adds_up(self):
        for version, written in zip(
            self.contract.versions.order_by("number"), self.model.versions, strict=True
        ):
            assert terms_of(version) == written.terms
            assert version.total_amount == version.price_per_session * version.session_count
            split = version.split
            assert split.fee + split.coach_share == version.total_amount
            assert split.fee == (version.total_amount * Decimal("0.15")).quantize(Decimal("0.01"))

    @invariant()
    def each_side_finds_exactly_the_buttons_that_work(self):
        contract = Contract.objects.get(pk=self.contract.pk)
        for side, person in self.people.items():
            found = {a.verb for a in possible_actions(contract, viewer=person, now=self.now)}
            assert found & OURS == self.model.enabled(side, self.now), side

    def teardown(self):
        numbers = Contract.objects.order_by("pk").values_list("number", flat=True)
        last = YearCounter.objects.get(year=NOW.year).last
        assert list(numbers) == [f"SK-{NOW.year}-{k:06d}" for k in range(1, last + 1)]


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_random_presses_never_leave_the_rules():
    run_state_machine_as_test(
        ContractMachine,
        settings=settings(
            max_examples=STORIES[connection.vendor],
            stateful_step_count=20,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
