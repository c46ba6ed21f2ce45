"""Who may do what, and when, is said in one place: refusals are made by rules, and all others ask."""

import ast

import pytest

from tests.architecture.imports import sources
from tests.product import ROOT

REFUSALS = frozenset({"NotAllowed", "NotPossibleNow"})
# Who makes refusals beside the modules named `rules`, and why.
MAKERS = {"sessions.policy": "the terms of a contract, which the rules ask"}


def refusals_made(source: str) -> list[int]:
    """The lines that make or raise one; naming one in an `isinstance` or an `except` is none."""
    calls, raised = [], []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _named(node.func):
            calls.append(node.lineno)
        if isinstance(node, ast.Raise) and node.exc is not None and _named(node.exc):
            raised.append(node.lineno)
    return [*calls, *raised]


def _named(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in REFUSALS


def test_refusals_are_made_by_rules():
    found = {
        module for module, name in sources().items() if refusals_made((ROOT / name).read_text())
    }
    assert {module for module in found if "rules" not in module.split(".")} == set(MAKERS)


@pytest.mark.parametrize(
    "source", ["raise NotAllowed", "raise NotAllowed('x')", "x = lambda: NotPossibleNow(subject=y)"]
)
def test_every_way_of_making_one_is_seen(source):
    assert refusals_made(source)


def test_asking_for_one_is_none():
    assert not refusals_made("isinstance(refusal, NotAllowed)")
