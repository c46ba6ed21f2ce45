"""What is stored beside the entries is what a recount says, whatever people did; what is not is mended."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendars.models import BusySlot
from chat.models import Conversation, Participant
from chat.timeline import actions
from chat.timeline.append import append
from chat.timeline.statements import NewMessage
from contracts.models import YearCounter
from core.errors import DomainError
from core.recounts import wrong_figures
from core.tasks import report_wrong_figures
from tests.factories import NOW, active_contract, confirmed_session

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
VERBS = ("say", "say", "read", "edit", "delete", "put aside", "react")
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 1), st.integers(1, 30)), max_size=25
)


@pytest.fixture
def talk(student, coach):
    active_contract(student, coach)
    return Conversation.objects.get(student=student, coach=coach)


def do(talk, verb, by, seq):
    return {
        "say": lambda: append(
            [
                NewMessage(
                    conversation_id=talk.pk, author_id=by.pk, client_id=uuid4(), body="Yes", at=NOW
                )
            ]
        ),
        "read": lambda: actions.mark_read(talk.pk, by_id=by.pk, seq=seq),
        "edit": lambda: actions.edit_message(talk.pk, seq, by=by, body="No", now=NOW),
        "delete": lambda: actions.delete_message(talk.pk, seq, by=by, now=NOW),
        "put aside": lambda: actions.mark_unread(talk.pk, by=by),
        "react": lambda: actions.react(talk.pk, seq, by=by, sign=actions.SIGNS[0], on=True),
    }[verb]()


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_what_is_stored_equals_a_recount_after_anything(talk, student, coach, steps):
    sid = transaction.savepoint()
    for verb, who, seq in steps:
        try:
            do(talk, verb, (student, coach)[who], seq)
        except DomainError:
            continue
    assert not list(wrong_figures())
    transaction.savepoint_rollback(sid)


@pytest.fixture
def spoilt(talk):
    """Every figure that is stored, spoilt."""
    confirmed_session(
        talk.student.contracts_as_student.get().sessions.first(), starts_at=NOW + DAY, now=NOW
    )
    Participant.objects.filter(conversation=talk).update(unread=77)
    Conversation.objects.filter(pk=talk.pk).update(last_seq=99)
    BusySlot.objects.filter(user=talk.coach).delete()
    YearCounter.objects.update(last=12)


def told(**options):
    out = StringIO()
    call_command("recount", stdout=out, **options)
    return out.getvalue()


def test_the_nightly_look_names_what_is_wrong_and_changes_nothing(spoilt, caplog):
    assert report_wrong_figures() == 5
    assert report_wrong_figures() == 5
    assert "run ./dev manage recount" in caplog.text
    caplog.clear()


def test_a_recount_puts_all_of_it_right(spoilt):
    assert "5 figures wrong" in told(look=True)
    assert "5 figures put right" in told()
    assert told() == "Every figure is right.\n"
    assert BusySlot.objects.count() == 2
