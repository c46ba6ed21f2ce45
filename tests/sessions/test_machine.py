"""Random people, verbs and jumps in time: every change is one of the table's, and nothing overlaps."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendars.models import BusySlot
from core.errors import DomainError
from core.models import EventRecord
from core.recounts import wrong_figures
from sessions import actions
from sessions.actions import cancel_with_settlement
from sessions.models import CoachingSession
from sessions.sweep import sweep
from tests.factories import NOW, active_contract, opens_every_day

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WHY = "Something came up at work."
STORIES = {"sqlite": 25, "postgresql": 8}  # the rules are the same on both

# domain.md's table: from → to, of one row.
TABLE = {
    ("unscheduled", "offered"), ("unscheduled", "scheduled"), ("unscheduled", "void"),
    ("offered", "unscheduled"), ("offered", "confirmed"), ("offered", "scheduled"),
    ("offered", "void"),
    ("scheduled", "confirmed"), ("scheduled", "declined"), ("scheduled", "cancelled"),
    ("scheduled", "void"),
    ("confirmed", "cancelled"), ("confirmed", "cancelled_late"),
    ("confirmed", "cancelled_by_coach"), ("confirmed", "awaiting_outcome"),
    ("confirmed", "completed"), ("confirmed", "disputed"), ("confirmed", "void"),
    ("confirmed", "no_show_student"), ("confirmed", "no_show_coach"), ("confirmed", "not_held"),
    ("awaiting_outcome", "completed"), ("awaiting_outcome", "not_held"),
    ("awaiting_outcome", "no_show_student"), ("awaiting_outcome", "no_show_coach"),
    ("awaiting_outcome", "disputed"),
    ("completed", "disputed"),
    ("disputed", "resolved"),
}  # fmt: skip


class World:
    """Two students of one coach, who is also the student of another; two credits each."""

    def __init__(self, people, staff):
        self.staff = staff
        student, other_student, coach, other_coach = people
        opens_every_day(coach)
        opens_every_day(other_coach)
        self.people = list(people)
        pairs = [(student, coach), (other_student, coach), (coach, other_coach)]
        self.contracts = [
            active_contract(s, c, session_count=2, late_cancel_percent=50) for s, c in pairs
        ]
        self.now = NOW
        self.seen: dict[int, str] = {}

    def rows(self):
        return list(CoachingSession.objects.order_by("id").select_related("contract"))

    def step(self, verb, who, which, ahead):
        """One try of one person; a refusal leaves everything as it was."""
        rows = self.rows()
        row, by = rows[which % len(rows)], self.people[who]
        before = self.picture()
        try:
            self.act(verb, row, by, (self.now + ahead * HOUR / 2).replace(second=0, microsecond=0))
        except DomainError:
            assert self.picture() == before
        self.check()

    def act(self, verb, row, by, at):
        now = self.now
        named = {"by": by, "version": row.version, "now": now}
        contract = row.contract
        {
            "offer": lambda: actions.offer_times(
                row, starts=[at, at + DAY], timezone="UTC", **named
            ),
            "schedule": lambda: actions.schedule_session(
                row, starts_at=at, timezone="UTC", **named
            ),
            "move": lambda: actions.request_reschedule(
                row, starts=[at], timezone="UTC", reason=WHY, **named
            ),
            "accept": lambda: self.answer_offer(verb, row, by),
            "decline times": lambda: self.answer_offer(verb, row, by),
            "withdraw times": lambda: self.answer_offer(verb, row, by),
            "approve": lambda: self.answer_reschedule(verb, row, by),
            "keep": lambda: self.answer_reschedule(verb, row, by),
            "counter": lambda: self.answer_reschedule(verb, row, by, at),
            "take back": lambda: self.answer_reschedule(verb, row, by),
            "decide": lambda: actions.resolve_dispute(
                row,
                by=self.staff,
                outcome=("completed", "credit_back")[at.hour % 2],
                note="Both logs say so.",
                version=row.version,
                now=now,
            ),
            "contest": lambda: actions.contest_outcome(row, reason=WHY, **named),
            "check in": lambda: actions.check_in(row, by=by, now=now),
            "confirm": lambda: actions.confirm_session(row, **named),
            "decline": lambda: actions.decline_session(row, **named),
            "cancel": lambda: actions.cancel_session(row, **named),
            "complete": lambda: actions.complete_session(row, **named),
            "absent": lambda: actions.claim_no_show(row, **named),
            "end contract": lambda: cancel_with_settlement(
                contract, by=by, version=contract.version, reason=WHY, now=now
            ),
        }[verb]()

    def answer_offer(self, verb, row, by):
        offer = row.offers.filter(status="open").first()
        if offer is None:
            return
        if verb == "accept":
            start = offer.starts.first().starts_at
            actions.accept_time(offer, by=by, starts_at=start, now=self.now)
        elif verb == "decline times":
            actions.decline_times(offer, by=by, now=self.now)
        else:
            actions.withdraw_times(offer, by=by, now=self.now)

    def answer_reschedule(self, verb, row, by, at=None):
        reschedule = row.reschedules.filter(status="pending").first()
        if reschedule is None:
            return
        if verb == "approve":
            actions.approve_reschedule(
                reschedule, by=by, starts_at=reschedule.start_times[0], now=self.now
            )
        elif verb == "counter":
            actions.counter_reschedule(reschedule, by=by, starts=[at], timezone="UTC", now=self.now)
        elif verb == "take back":
            actions.withdraw_reschedule(reschedule, by=by, now=self.now)
        else:
            actions.decline_reschedule(reschedule, by=by, now=self.now)

    def jump(self, hours):
        self.now += hours * HOUR
        sweep(self.now)
        self.check()
        before = self.picture()
        sweep(self.now)
        assert self.picture() == before

    def picture(self):
        return (
            list(CoachingSession.objects.order_by("id").values_list("id", "status", "version")),
            list(BusySlot.objects.order_by("user_id", "starts_at").values_list()),
            EventRecord.objects.count(),
        )

    def check(self):
        self.check_table()
        self.check_calendars()
        self.check_credits()
        assert not list(wrong_figures())

    def check_table(self):
        for row in self.rows():
            former = self.seen.get(row.pk, "unscheduled")
            assert former == row.status or (former, row.status) in TABLE, (former, row.status)
            assert row.is_ended == (row.owed_amount is not None), (row.status, row.owed_amount)
            self.seen[row.pk] = row.status

    def check_calendars(self):
        held = set()
        for row in self.rows():
            if row.status in CoachingSession.BLOCKING:
                for person in (row.contract.student_id, row.contract.coach_id):
                    held.add((person, row.pk, row.scheduled_at, row.ends_at))
        slots = BusySlot.objects.values_list("user_id", "session_id", "starts_at", "ends_at")
        assert set(slots) == held
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM calendars_busyslot a JOIN calendars_busyslot b"
                " ON a.user_id = b.user_id AND a.id < b.id"
                " AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
            )
            assert cursor.fetchone()[0] == 0

    def check_credits(self):
        for contract in self.contracts:
            for number in (1, 2):
                rows = list(contract.sessions.filter(number=number).order_by("attempt"))
                assert [row.attempt for row in rows] == list(range(1, len(rows) + 1))
                assert all(row.is_ended for row in rows[:-1])
                assert sum(row.owed_amount or 0 for row in rows) <= 40


VERBS = (
    "offer", "accept", "decline times", "withdraw times", "schedule", "confirm", "decline",
    "cancel", "move", "approve", "keep", "counter", "take back", "decide", "check in", "complete",
    "absent", "contest",
    "end contract",
)  # fmt: skip
steps = st.one_of(
    st.tuples(
        st.just("try"),
        st.sampled_from(VERBS[:-1] * 3 + VERBS[-1:]),
        st.integers(0, 3),
        st.integers(0, 9),
        st.integers(1, 120),
    ),
    st.tuples(st.just("jump"), st.sampled_from([1, 5, 11, 24, 49, 80])),
)


@pytest.mark.timeout(600)
@settings(
    max_examples=STORIES[connection.vendor],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(steps, min_size=5, max_size=40))
def test_any_story_keeps_to_the_table(student, other_student, coach, other_coach, staff, story):
    with transaction.atomic():
        world = World((student, other_student, coach, other_coach), staff)
        for step in story:
            if step[0] == "jump":
                world.jump(step[1])
            else:
                world.step(*step[1:])
        transaction.set_rollback(True)
