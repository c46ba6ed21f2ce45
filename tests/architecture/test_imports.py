"""Who may import whom, beyond the layers that import-linter holds."""

import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

from tests.architecture.imports import imports
from tests.prepared import ROOT, environment


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


def test_a_server_starts_without_what_only_mails_downloads_and_payments_need(tmp_path):
    """Together a tenth of a start."""
    started = subprocess.run(
        [sys.executable, "-c", "import sys, config.asgi, config.urls; print(*sys.modules)"],
        cwd=ROOT,
        env=environment(SKILEEZ_DATA=str(tmp_path)),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(started.stdout.split())
    assert "chat.live.consumers" in loaded
    assert not {"fpdf", "icalendar", "pypdfium2", "stripe"} & loaded
