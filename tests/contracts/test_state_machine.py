"""Random people press random verbs at random times; a plain model of the rules says what must come."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
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
from tests.factories import NOW, make_accepted_proposal, make_coach, make_student

SIDES = ("student", "coach")
AGREED = ("active", "paused")
WHY = "Life went another way."
_names = count()


@dataclass
class Version:
    author: str
    kind: str
    based_on: int | None
    expires: object
    terms: object
    state: str = "offered"


@dataclass
class Motion:
    kind: str
    author: str
    expires: object
    state: str = "open"
    since: object = None
    resumed_by: str = ""


@dataclass
class Model:
    """What domain.md says of one contract. A verb answers "changed", "same" or "refused"."""

    status: str = "none"
    versions: list = field(default_factory=list)
    open: int | None = None
    agreed: int | None = None
    counters: list = field(default_factory=list)
    motions: list = field(default_factory=list)

    def named(self, number):
        return self.versions[number - 1] if 1 <= number <= len(self.versions) else None

    def put(self, author, kind, based_on, terms, now):
        self.versions.append(Version(author, kind, based_on, now + timedelta(days=7), terms))
        self.open = len(self.versions)

    def answerable(self, number, kind, now):
        version = self.named(number)
        right_kind = version is not None and version.kind == kind
        return right_kind and self.open == number and now < version.expires

    # --- offers ---------------------------------------------------------------------------

    def counter(self, by, number, terms, now):
        standing = self.named(self.open) if self.open else None
        if standing and (standing.based_on, standing.author, standing.terms) == (number, by, terms):
            return "same"
        if not self.answerable(number, "offer", now) or self.named(number).author == by:
            return "refused"
        lately = [at for at in self.counters if at > now - timedelta(hours=1)]
        if len(self.counters) >= 10 or len(lately) >= 3 or terms == self.named(number).terms:
            return "refused"
        self.named(number).state = "countered"
        self.counters.append(now)
        self.put(by, "offer", number, terms, now)
        return "changed"

    def accept(self, by, number, now):
        version = self.named(number)
        if version and self.agreed == number and self.status == "active" and version.author != by:
            return "same"
        if not self.answerable(number, "offer", now) or version.author == by:
            return "refused"
        version.state, self.status = "accepted", "active"
        self.agreed, self.open = number, None
        return "changed"

    def decline(self, by, number, now):
        return self._step_back(by, number, now, "declined")

    def withdraw(self, by, number, now):
        return self._step_back(by, number, now, "withdrawn")

    def _step_back(self, by, number, now, ended):
        version = self.named(number)
        right = version is not None and (version.author == by) == (ended == "withdrawn")
        is_offer = version is not None and version.kind == "offer"
        if right and is_offer and (version.state, version.based_on) == (ended, self.open):
            return "same"
        if not right or not self.answerable(number, "offer", now):
            return "refused"
        version.state, self.open = ended, version.based_on
        if version.based_on is None:
            self.status = ended
        else:
            revived = self.named(version.based_on)
            revived.state = "offered"
            revived.expires = max(revived.expires, now + timedelta(hours=48))
        return "changed"

    # --- amendments -----------------------------------------------------------------------

    def amend(self, by, terms, now, running):
        standing = self.named(self.open) if self.open else None
        if standing and (standing.kind, standing.author, standing.terms) == (
            "amendment",
            by,
            terms,
        ):
            return "same"
        if self.status not in AGREED or standing or terms == running:
            return "refused"
        self.put(by, "amendment", self.agreed, terms, now)
        return "changed"

    def accept_amendment(self, by, number, now):
        version = self.named(number)
        amends = version is not None and version.kind == "amendment"
        if amends and self.agreed == number and version.author != by:
            return "same"
        if not self.answerable(number, "amendment", now) or version.author == by:
            return "refused"
        version.state, self.agreed, self.open = "accepted", number, None
        return "changed"

    def close_amendment(self, by, number, now, outcome):
        version = self.named(number)
        right = version is not None and (version.author == by) == (outcome == "withdrawn")
        if right and (version.kind, version.state, self.open) == ("amendment", outcome, None):
            return "same"
        if not right or not self.answerable(number, "amendment", now):
            return "refused"
        version.state, self.open = outcome, None
        return "changed"

    # --- motions --------------------------------------------------------------------------

    @property
    def motion(self):
        return next((m for m in self.motions if m.state == "open"), None)

    def ask(self, kind, by, now):
        if self.motion and (self.motion.kind, self.motion.author) == (kind, by):
            return "same"
        pauses = sum(m.kind == "pause" and m.state == "accepted" for m in self.motions)
        if self.status not in AGREED or self.motion:
            return "refused"
        if kind == "pause" and (self.status != "active" or pauses >= 3):
            return "refused"
        self.motions.append(Motion(kind, by, now + timedelta(days=7)))
        return "changed"

    def agree(self, kind, by, now):
        newest = next((m for m in reversed(self.motions) if m.kind == kind), None)
        reached = "paused" if kind == "pause" else "completed"
        agreed = newest and newest.state == "accepted" and newest.author != by
        if agreed and self.status == reached:
            return "same"
        motion = self.motion
        if motion is None or motion.kind != kind or motion.author == by or now >= motion.expires:
            return "refused"
        pauses = sum(m.kind == "pause" and m.state == "accepted" for m in self.motions)
        if kind == "pause" and (self.status != "active" or pauses >= 3):
            return "refused"
        motion.state, motion.since, self.status = "accepted", now, reached
        if reached == "completed":
            self._void()
        return "changed"

    def close_motion(self, by, now, outcome):
        newest = self.motions[-1] if self.motions else None
        right = newest is not None and (newest.author == by) == (outcome == "withdrawn")
        if right and newest.state == outcome:
            return "same"
        if not right or newest.state != "open":
            return "refused"
        if outcome == "declined" and now >= newest.expires:
            return "refused"
        newest.state = outcome
        return "changed"

    def resume(self, by):
        pauses = [m for m in self.motions if m.kind == "pause" and m.state == "accepted"]
        if self.status == "active" and pauses and pauses[-1].resumed_by == by:
            return "same"
        if self.status != "paused":
            return "refused"
        self.status, pauses[-1].resumed_by = "active", by
        return "changed"

    # --- ends -----------------------------------------------------------------------------

    def cancel(self, by, ended_by):
        if self.status == "cancelled" and ended_by == by:
            return "same"
        if self.status not in AGREED:
            return "refused"
        self.status = "cancelled"
        self._void()
        return "changed"

    def _void(self):
        if self.open:
            self.named(self.open).state, self.open = "void", None
        if self.motion:
            self.motion.state = "void"

    def sweep(self, now):
        if self.open and now >= self.named(self.open).expires:
            self.named(self.open).state = "lapsed"
            self.open = None
            if self.status == "offered":
                self.status = "lapsed"
        if self.motion and now >= self.motion.expires:
            self.motion.state = "lapsed"
        pauses = [m for m in self.motions if m.kind == "pause" and m.state == "accepted"]
        if self.status == "paused" and now >= pauses[-1].since + timedelta(days=30):
            self.status, pauses[-1].resumed_by = "active", "clock"

    def enabled(self, by, now):
        """The verbs whose buttons this side must find, and no others."""
        return self._about_versions(by, now) | self._about_motions(by, now)

    def _about_versions(self, by, now):
        version = self.named(self.open) if self.open else None
        if version is None:
            return {"amend"} if self.status in AGREED else set()
        if now >= version.expires:
            return set()
        if version.kind == "amendment":
            answers = {"accept-amendment", "decline-amendment"}
            return {"withdraw-amendment"} if version.author == by else answers
        if version.author == by:
            return {"withdraw"}
        lately = [at for at in self.counters if at > now - timedelta(hours=1)]
        can_counter = len(self.counters) < 10 and len(lately) < 3
        return {"accept", "decline"} | ({"counter"} if can_counter else set())

    def _about_motions(self, by, now):
        if self.status not in AGREED:
            return set()
        pauses = sum(m.kind == "pause" and m.state == "accepted" for m in self.motions)
        can_pause = self.status == "active" and pauses < 3
        verbs = {"resume"} if self.status == "paused" else set()
        if self.motion is None:
            return verbs | {"complete"} | ({"pause"} if can_pause else set())
        if self.motion.author == by:
            return verbs | {"withdraw-motion"}
        if now >= self.motion.expires:
            return verbs
        can_agree = self.motion.kind == "completion" or can_pause
        agree = {f"accept-{self.motion.kind}"} if can_agree else set()
        return verbs | {"decline-motion"} | agree


OURS = {
    "accept", "counter", "decline", "withdraw", "amend", "accept-amendment", "decline-amendment",
    "withdraw-amendment", "pause", "accept-pause", "resume", "complete", "accept-completion",
    "decline-motion", "withdraw-motion",
}  # fmt: skip

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
            max_examples=60,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
