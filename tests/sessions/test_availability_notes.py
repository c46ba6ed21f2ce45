"""A proposed new time that another session takes greys out on the move's card, and comes back."""

from datetime import timedelta

import pytest

from calendars.models import Calendar
from chat.models import Entry
from core.cards import build_card
from core.models import EventRecord
from sessions.actions import (
    accept_time,
    approve_reschedule,
    cancel_session,
    cancel_with_settlement,
    decline_session,
    request_reschedule,
    withdraw_reschedule,
)
from sessions.errors import SlotTaken
from sessions.sweep import sweep_missed
from tests.factories import (
    NOW,
    active_contract,
    confirmed_session,
    make_coach,
    make_student,
    offered_session,
    opens_every_day,
    scheduled_session,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
START = NOW + 4 * DAY
WHY = "Something came up at work."


class Story:
    """One coach and two students: the first's open wish to move, and the second's session beside it."""

    def __init__(self, *starts, buffer_minutes=0, mark=""):
        coach = make_coach(f"Carl Coach{mark}")
        first, second = make_student(f"Sara Student{mark}"), make_student(f"Omar Other{mark}")
        opens_every_day(coach)
        Calendar.objects.filter(user=coach).update(buffer_minutes=buffer_minutes)
        self.coach, self.first, self.second = coach, first, second
        moving = confirmed_session(
            active_contract(first, coach).sessions.get(number=1), starts_at=START
        )
        self.other = active_contract(second, coach).sessions.get(number=1)
        self.reschedule = request_reschedule(
            moving, by=first, starts=list(starts), timezone="UTC", reason=WHY,
            version=moving.version, now=NOW,
        )  # fmt: skip
        self.before = EventRecord.objects.count()

    def told(self):
        """What the card was told since: the taken starts, once for each time."""
        records = EventRecord.objects.order_by("id")[self.before :]
        return [
            record.payload["taken"]
            for record in records
            if record.name == "sessions.AvailabilityNoted"
        ]

    def changed_n(self):
        return Entry.objects.get(reschedule=self.reschedule).changed_n

    def states(self, viewer):
        self.reschedule.session.refresh_from_db()
        return [time.state for time in build_card(self.reschedule, viewer=viewer, now=NOW).times]


def iso(instant):
    return instant.isoformat().replace("+00:00", "Z")


@pytest.mark.django_db(transaction=True)
def test_start_that_is_taken_elsewhere_greys_out_at_once_and_comes_back():
    new, spare = START + DAY, START + 2 * DAY
    story = Story(new, spare)
    opened = story.reschedule.session.version
    drawn = story.changed_n()
    row = confirmed_session(story.other, starts_at=new + HOUR / 2)
    assert story.told() == [[iso(new)]]
    assert story.changed_n() > drawn
    assert story.states(story.coach) == ["taken", "open"]
    story.reschedule.session.refresh_from_db()
    assert story.reschedule.session.version == opened
    with pytest.raises(SlotTaken):
        approve_reschedule(story.reschedule, by=story.coach, starts_at=new, now=NOW)
    assert sweep_missed(NOW) == 0
    cancel_session(row, by=story.second, version=row.version, now=NOW)
    assert story.told() == [[iso(new)], []]
    assert story.states(story.coach) == ["open", "open"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("gap", "is_taken"), [(29, True), (30, False), (31, False)], ids=["-1 min", "0", "+1 min"]
)
def test_the_coachs_buffer_counts_as_at_the_press(gap, is_taken):
    new = START + DAY
    story = Story(new, buffer_minutes=30)
    confirmed_session(story.other, starts_at=new + HOUR + gap * MINUTE)
    assert story.told() == ([[iso(new)]] if is_taken else [])
    assert sweep_missed(NOW) == 0


def test_sweep_finds_what_the_push_lost(db):
    """In a test's own transaction nothing runs after the commit, as after a crash."""
    new = START + DAY
    story = Story(new, new + DAY)
    row = confirmed_session(story.other, starts_at=new)
    assert story.told() == []
    assert sweep_missed(NOW) == 1
    assert sweep_missed(NOW) == 0
    cancel_session(row, by=story.second, version=row.version, now=NOW)
    assert sweep_missed(NOW) == 1
    assert sweep_missed(NOW) == 0
    assert story.told() == [[iso(new)], []]


def test_sweep_asks_the_same_number_of_questions_for_many_moves(db, django_assert_num_queries):
    from sessions.sweep import proposals_to_note

    Story(START + DAY)
    with django_assert_num_queries(1):
        assert list(proposals_to_note(NOW)) == []
    for n in range(3):
        Story(START + (n + 2) * DAY, mark=f" {n}")
    with django_assert_num_queries(1):
        assert list(proposals_to_note(NOW)) == []


def test_wish_that_is_closed_is_left_alone(db):
    story = Story(START + DAY)
    withdraw_reschedule(story.reschedule, by=story.first, now=NOW)
    confirmed_session(story.other, starts_at=START + DAY)
    assert sweep_missed(NOW) == 0
    assert story.told() == []


@pytest.mark.django_db(transaction=True)
def test_time_that_a_move_gave_up_is_free_for_others_at_once():
    """The start that an offer lost to a session comes back when that session is moved away."""
    story = Story(START + DAY)
    offered_session(story.other, by=story.coach, starts=[START + 3 * DAY, START + 5 * DAY])
    third = active_contract(make_student("Thea Third"), story.coach).sessions.get(number=1)
    row = confirmed_session(third, starts_at=START + 3 * DAY)
    times = story.other.offers.get().starts
    assert times.first().noted_taken
    reschedule = request_reschedule(
        row, by=third.contract.student, starts=[START + 4 * DAY], timezone="UTC",
        reason=WHY, version=row.version, now=NOW,
    )  # fmt: skip
    approve_reschedule(reschedule, by=story.coach, starts_at=START + 4 * DAY, now=NOW)
    assert not times.first().noted_taken
    offer = story.other.offers.get()
    accept_time(offer, by=story.second, starts_at=START + 3 * DAY, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_time_that_the_coach_declined_is_free_for_others_at_once():
    new = START + DAY
    story = Story(new)
    row = scheduled_session(story.other, starts_at=new)
    assert story.told() == [[iso(new)]]
    decline_session(row, by=story.coach, version=row.version, now=NOW)
    assert story.told() == [[iso(new)], []]


@pytest.mark.django_db(transaction=True)
def test_times_that_a_contracts_cancel_frees_are_free_for_others_at_once():
    new = START + DAY
    story = Story(new)
    contract = confirmed_session(story.other, starts_at=new).contract
    assert story.told() == [[iso(new)]]
    cancel_with_settlement(
        contract, by=story.second, version=contract.version, reason="I move away.", now=NOW
    )
    assert story.told() == [[iso(new)], []]
