from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import Skill
from core import cards
from core.cards import Card, CardAction, CardPart, Contribution, nothing_more
from core.errors import NotPossibleNow
from tests.factories import NOW


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(cards, "_kinds", {})
    monkeypatch.setattr(cards, "_contributors", {})


def action(verb: str) -> CardAction:
    return CardAction(verb=verb, label=verb, url=f"/{verb}")


def test_apps_above_add_to_a_card_in_order_and_the_earliest_instant_wins(registry):
    def build(skill, viewer, now, known):
        return Card(dom_id="skill-1", version=3, actions=(action("open"),), refresh_at=now)

    def add(skill, viewer, now, known):
        part = CardPart(template="x.html", data=viewer)
        earlier = now - timedelta(hours=1)
        return Contribution(actions=(action("book"),), parts=(part,), refresh_at=earlier)

    cards.register(Skill, build=build, template="card.html", fetch=nothing_more)
    cards.contribute(Skill, add, fetch=nothing_more)
    card = cards.build_card(Skill(), viewer="me", now=NOW)
    assert [a.verb for a in card.actions] == ["open", "book"]
    assert [p.data for p in card.parts] == ["me"]
    assert card.refresh_at == NOW - timedelta(hours=1)


def test_what_a_card_is_for_comes_first_and_links_to_pages_last(registry):
    def build(skill, viewer, now, known):
        link = replace(action("open"), method="get", opens="page")
        return Card(dom_id="skill-1", version=3, actions=(link, action("decline")))

    def add(skill, viewer, now, known):
        return Contribution(actions=(replace(action("accept"), tone="primary"),))

    cards.register(Skill, build=build, template="card.html", fetch=nothing_more)
    cards.contribute(Skill, add, fetch=nothing_more)
    card = cards.build_card(Skill(), viewer="me", now=NOW)
    assert [a.verb for a in card.actions] == ["accept", "decline", "open"]


def test_a_model_without_a_card_says_so(registry):
    assert not cards.has_card(Skill())
    with pytest.raises(KeyError):
        cards.build_card(Skill(), viewer=None, now=NOW)


@pytest.mark.parametrize(
    ("opens", "method"), [("here", "post"), ("drawer", "get"), ("page", "get")]
)
def test_a_button_is_pressed_at_once_or_looked_at_first(opens, method):
    button = cards.card_action("accept", "Accept", "/accept", opens=opens)
    assert (button.method, button.enabled, button.why_not) == (method, True, "")


def test_a_button_whose_press_would_be_refused_says_why():
    button = cards.card_action("accept", "Accept", "/accept", refusal=NotPossibleNow("Too late."))
    assert (button.enabled, button.why_not) == (False, "Too late.")


def test_each_app_reads_for_all_at_once_and_is_handed_what_it_read(registry):
    read = []

    def fetch_names(skills, now):
        read.append([skill.name for skill in skills])
        return {skill.pk: f"{skill.name} at {now:%H:%M}" for skill in skills}

    def fetch_count(skills, now):
        return len(skills)

    def build(skill, viewer, now, names):
        return Card(dom_id=names[skill.pk], version=1, actions=())

    def add(skill, viewer, now, count):
        return Contribution(parts=(CardPart(template="x.html", data=count),))

    cards.register(Skill, build=build, template="card.html", fetch=fetch_names)
    cards.contribute(Skill, add, fetch=fetch_count)
    two = [Skill(pk=1, name="Bass"), Skill(pk=2, name="Chess")]
    known = cards.fetch(two, now=NOW)
    built = [cards.build_card(each, viewer="me", now=NOW, known=known) for each in two]
    assert [card.dom_id for card in built] == ["Bass at 09:00", "Chess at 09:00"]
    assert [card.parts[0].data for card in built] == [2, 2]
    assert cards.build_card(two[1], viewer="me", now=NOW).parts[0].data == 1
    assert read == [["Bass", "Chess"], ["Chess"]]


def test_what_was_read_for_others_says_nothing_of_this_one(registry):
    def build(skill, viewer, now, known):
        return Card(dom_id="skill", version=1, actions=())

    cards.register(Skill, build=build, template="card.html", fetch=nothing_more)
    known = cards.fetch([Skill(pk=1)], now=NOW)
    with pytest.raises(KeyError):
        cards.build_card(Skill(pk=2), viewer="me", now=NOW, known=known)
