"""The core knows nothing of the business: no noun of it in a name or a text, but in an explanation."""

import ast
import re

import pytest

from tests.architecture.test_files import tracked_files
from tests.product import ROOT

NOUNS = {"coach", "contract", "credit", "proposal", "reschedule", "session", "student"}
WORD = re.compile(r"[A-Z]?[a-z]+")
NAMES = (ast.Name, ast.Attribute, ast.arg, ast.keyword, ast.alias, ast.FunctionDef, ast.ClassDef)


def nouns_of(source: str) -> set[str]:
    """The nouns of the business in names and texts; docstrings may take their examples from it."""
    tree = ast.parse(source)
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        text for node in ast.walk(tree) if id(node) not in explained for text in texts_of(node)
    ]
    words = {word.lower() for text in texts for word in WORD.findall(text)}
    return NOUNS & {
        form for word in words for form in (word, word.removesuffix("s"), word.removesuffix("es"))
    }


def texts_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, NAMES):
        names = (getattr(node, field, None) for field in ("id", "attr", "arg", "name", "asname"))
        return [name for name in names if name]
    return []


@pytest.mark.parametrize(
    "name", [name for name in tracked_files() if name.startswith("core/") and name.endswith(".py")]
)
def test_core_names_nothing_of_the_business(name):
    assert nouns_of((ROOT / name).read_text()) == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def session_price(): ...", {"session"}),
        ("class ProposalCard: ...", {"proposal"}),
        ("ROLES = {'former_coach': 'user'}", {"coach"}),
        ("import contracts", {"contract"}),
        ("f(student_id=1)", {"student"}),
        ("for coaches in rows: ...", {"coach"}),
        ('def f():\n    """Such as `contract:12`."""', set()),
        ("def sessional(contraction): ...", set()),
    ],
)
def test_a_noun_is_found_where_it_is_said_but_not_where_it_is_explained(source, found):
    assert nouns_of(source) == found
