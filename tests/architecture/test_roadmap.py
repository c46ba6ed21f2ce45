"""docs/roadmap.md is true: what it names exists."""

import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from contracts.models import Contract, ContractVersion
from marketplace.models import LearningRequest, Proposal
from sessions.models import CoachingSession, RescheduleRequest
from tests.architecture.named_tests import TEST, missing
from tests.product import ROOT

TEXT = Path(ROOT, "docs", "roadmap.md").read_text()
SECTIONS = {
    title: [row for row in body.splitlines() if re.match(r"\| (?!roadmap \||---)", row)]
    for title, body in re.findall(r"^##+ (.+?)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
}
# How many lines each part of the first roadmap has.
LINES = {
    "Step 1: Database and models": 5,
    "LearningRequest": 4,
    "Proposal": 9,
    "Session": 8,
    "Step 2: Job posting": 6,
    "Step 3: Proposals": 5,
    "Step 4: Contracts": 8,
    "Step 5: Scheduling": 14,
    "Step 6: Dashboards": 9,
    "Step 7: Messaging": 5,
    "Step 8: Emails": 8,
    "UI components": 2,
    "Its tests": 9,
}
MODELS = {
    model.__name__: model
    for model in (
        Contract, ContractVersion, LearningRequest, Proposal, CoachingSession, RescheduleRequest
    )
}  # fmt: skip
ROWS = [row for rows in SECTIONS.values() for row in rows]


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split(" | ")]


def named(pattern: str) -> list[tuple[str, ...]]:
    """What the columns of our own say in this form, each once."""
    ours = " ".join(" | ".join(cells(row)[1:]) for row in ROWS)
    return sorted(set(re.findall(pattern, ours)))


def test_every_line_of_the_first_roadmap_is_answered():
    assert {title: len(rows) for title, rows in SECTIONS.items()} == LINES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: cells(row)[0][:60])
def test_every_line_names_a_test(row):
    assert len(cells(row)) == 3
    assert re.search(r"`tests/[\w/]+\.py::test_\w+`", cells(row)[2])


def test_every_file_exists():
    files = [name for (name, _suffix) in named(r"`([\w./-]+\.(py|html|css|js|md))")]
    assert len(files) > 50
    assert [name for name in files if not Path(ROOT, name).is_file()] == []


def test_every_test_exists():
    wanted = named(TEST)
    assert len(wanted) > 50
    assert missing(wanted) == []


def test_every_function_exists():
    wanted = named(r"`([\w/]+\.py): (\w+)`")
    assert len(wanted) > 15
    missing = [
        f"{file}: {name}"
        for file, name in wanted
        if not re.search(rf"^ *def {name}\(", Path(ROOT, file).read_text(), re.MULTILINE)
    ]
    assert missing == []


def test_every_field_exists():
    wanted = named(rf"`({'|'.join(MODELS)})\.(\w+)`")
    assert len(wanted) > 25
    for model, field in wanted:
        MODELS[model]._meta.get_field(field)


def test_every_address_leads_somewhere():
    wanted = sorted(set(re.findall(r"`(?:GET|POST) (/[^`]+)`", TEXT)))
    assert len(wanted) > 15
    dead = []
    for address in wanted:
        try:
            resolve(re.sub(r"<\w+>", "1", address))
        except Resolver404:
            dead.append(address)
    assert dead == []
