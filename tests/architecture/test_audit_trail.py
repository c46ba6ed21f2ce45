"""The audit trail is for people to read: state is in columns and rows, and nothing decides by the trail."""

import ast

from tests.architecture.test_files import tracked_files
from tests.product import ROOT

# Who has to do with its rows, and why; receivers are handed theirs to point at it.
USERS = {
    "contracts/history.py": "tells the two people of a contract what happened",
    "core/admin.py": "shows it on the staff desk",
    "core/events.py": "writes it",
    "notifications/models.py": "points from a mail to what it tells of",
}


def uses_the_trail(source: str) -> bool:
    """Whether `EventRecord` is used as a value, not only imported and named as a type."""
    tree = ast.parse(source)
    types = {
        id(inner)
        for node in ast.walk(tree)
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if annotation is not None
        for inner in ast.walk(annotation)
    }
    return any(
        "EventRecord" in (getattr(node, "id", ""), getattr(node, "attr", ""))
        for node in ast.walk(tree)
        if id(node) not in types
    )


def test_only_who_is_listed_has_to_do_with_the_trail():
    sources = [
        name
        for name in tracked_files()
        if name.endswith(".py") and not name.startswith("tests/") and "/migrations/" not in name
    ]
    found = {name for name in sources if uses_the_trail((ROOT / name).read_text())}
    assert found == set(USERS)


def test_a_read_is_told_from_a_type():
    assert uses_the_trail("EventRecord.objects.filter(name='x')")
    assert uses_the_trail("models.EventRecord.objects.last()")
    assert not uses_the_trail("from core.models import EventRecord\ndef f(r: EventRecord): ...")
