from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import Skill
from core import cards
from core.cards import Card, CardAction, CardPart, Contribution
from core.errors import NotPossibleNow
from tests.factories import NOW


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(cards, "_kinds", {})
    monkeypatch.setattr(cards, "_contributors", {})


def action(verb: str) -> CardAction:
    return CardAction(verb=verb, label=verb, url=f"/{verb}")


def test_apps_above_add_to_a_card_in_order_and_the_earliest_instant_wins(registry):
    def build(skill, viewer, now):
        return Card(dom_id="skill-1", version=3, actions=(action("open"),), refresh_at=now)

    def add(skill, viewer, now):
        part = CardPart(template="x.html", data=viewer)
        earlier = now - timedelta(hours=1)
        return Contribution(actions=(action("book"),), parts=(part,), refresh_at=earlier)

    cards.register(Skill, build=build, template="card.html")
    cards.contribute(Skill, add)
    card = cards.build_card(Skill(), viewer="me", now=NOW)
    assert [a.verb for a in card.actions] == ["open", "book"]
    assert [p.data for p in card.parts] == ["me"]
    assert card.refresh_at == NOW - timedelta(hours=1)


def test_what_a_card_is_for_comes_first_and_links_to_pages_last(registry):
    def build(skill, viewer, now):
        link = replace(action("open"), method="get", opens="page")
        return Card(dom_id="skill-1", version=3, actions=(link, action("decline")))

    def add(skill, viewer, now):
        return Contribution(actions=(replace(action("accept"), tone="primary"),))

    cards.register(Skill, build=build, template="card.html")
    cards.contribute(Skill, add)
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
