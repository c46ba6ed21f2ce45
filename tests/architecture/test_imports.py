"""Who may import whom, beyond the layers that import-linter holds."""

from graphlib import CycleError, TopologicalSorter

from tests.architecture.imports import imports


def test_no_module_imports_itself_in_a_circle():
    """Neither at the top of a file, nor in a function, nor for types alone."""
    graph = imports()
    assert "core.cards" in graph["chat.timeline.entries"]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" → ".join(error.args[1])) from None


def test_prepared_statements_have_two_users():
    """They lean on Django's compiler, so they are for the one query that is too dear to write each time."""
    graph = imports()
    users = {module for module, named in graph.items() if "core.prepared" in named}
    assert users == {"core.pending", "sessions.pending"}
