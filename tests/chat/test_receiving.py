"""Domain events in the timeline: none is forgotten, each has its words, and they are pushed together."""

import pytest

from chat.live.push import as_seen_by
from chat.models import Entry
from chat.timeline import entries, notes, receivers
from chat.timeline.people import Person
from chat.timeline.queries import sides_of
from contracts import events as contract_events
from contracts.models import Motion
from core import events
from core.events import Event
from core.sentences import all_sentences
from marketplace import actions as marketplace
from marketplace import events as market_events
from sessions import events as session_events
from sessions.models import TimesOffer
from tests import factories
from tests.chat.told import the_conversation
from tests.factories import NOW

pytestmark = pytest.mark.django_db

# Told elsewhere (mail, bell), or nothing that the pair's timeline would show.
SILENT = {
    market_events.RequestDrafted,
    market_events.SavedSearchMatched,
}


def all_events(module):
    return {
        cls
        for cls in vars(module).values()
        if isinstance(cls, type)
        and issubclass(cls, Event)
        and cls.__module__ == module.__name__
        and not cls.__subclasses__()
    }


@pytest.mark.parametrize("module", [market_events, contract_events, session_events])
def test_every_event_is_shown_or_silent_on_purpose(module):
    heard = {
        cls
        for cls, listeners in events._receivers.items()
        if any(listener.__module__.startswith(f"{receivers.__name__}.") for listener in listeners)
    }
    assert all_events(module) - SILENT <= heard


def test_a_refused_action_leaves_no_trace(student, coach, other_student):
    proposal = factories.pending_proposal(factories.open_request(student), coach)
    before = the_conversation().counter
    with pytest.raises(Exception, match=r"."):
        marketplace.accept_proposal(
            proposal, by=other_student, version=1, request_version=1, now=NOW
        )
    assert the_conversation().counter == before


def test_a_reason_is_kept_with_the_note_and_shown_escaped(student, coach):
    proposal = factories.pending_proposal(factories.open_request(student), coach)
    marketplace.decline_proposal(
        proposal, by=student, version=1, reason="<i>Too far</i> for me", now=NOW
    )
    conversation = the_conversation()
    note = Entry.objects.for_timeline().get(kind="note")
    with as_seen_by(Person.of(coach)) as viewer:
        html = entries.draw(note, viewer=viewer, sides=sides_of(conversation), user=coach, now=NOW)
    assert "&lt;i&gt;Too far&lt;/i&gt; for me" in html
    assert f'href="#{entries.element_id(conversation.pk, 2)}"' in html


IN_TIMELINE = {name: each for name, each in all_sentences().items() if each.they or each.clock}


def outcomes(statuses, *open_ones):
    return {status.value for status in statuses} - set(open_ones)


def test_every_outcome_has_its_words():
    named = {f"times_{o}" for o in outcomes(TimesOffer.Status, "open", "accepted", "superseded")}
    named |= {f"motion_{o}" for o in outcomes(Motion.Status, "open", "accepted")}
    named |= {f"amendment_{o}" for o in ("declined", "withdrawn", "lapsed", "void")}
    named |= {f"reschedule_{o}" for o in ("declined", "withdrawn", "expired")}
    named |= {"request_withdrawn", "request_expired"}
    assert named <= IN_TIMELINE.keys()


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(IN_TIMELINE))
@pytest.mark.parametrize("actor_id", [1, 2, None])
def test_every_sentence_can_be_said_to_everybody(name, actor_id):
    params = {
        "number": 2, "version": 3, "count": 1, "days_left": 3, "contract": "SK-2026-000001",
        "starts": NOW.isoformat(), "old": NOW.isoformat(), "money": "EUR 18.00",
    }  # fmt: skip
    for viewer_id in (1, 2):
        text = notes.sentence(
            name, params, viewer_id=viewer_id, actor_id=actor_id, actor_name="A", other_name="B"
        )
        assert text
        assert "%(" not in text


def test_pushes_of_one_action_go_out_together_and_in_order(
    plain_cards, student, coach, published, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        factories.pending_proposal(factories.open_request(student), coach)
    assert [(user_id, frame["n"]) for user_id, frame in published] == [
        (student.pk, 1),
        (student.pk, 2),
        (coach.pk, 1),
        (coach.pk, 2),
    ]
    assert "for Sofia Student" in published[0][1]["html"]
    assert "for Carl Coach" in published[2][1]["html"]
