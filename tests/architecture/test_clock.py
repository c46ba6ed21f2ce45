"""The clock is read once, at a door, and handed down as `now`: no view and no desk reads it again."""

import ast

import pytest

from tests.architecture.imports import sources
from tests.product import ROOT

WITH_CLOCKS_OF_THEIR_OWN = {"bench", "sandbox"}
# Who reads the clock: the doors, and what has no door above it.
READERS = {
    "accounts.middleware": "the door of every page: `request.now`",
    "accounts.tasks": "the clock's own work",
    "accounts.templatetags.people": "what a clock elsewhere shows, in any template",
    "chat.live.consumers": "the door of what a socket sends",
    "chat.live.push": "draws after the commit, apart from any request",
    "chat.live.logins": "whether a socket may stay, apart from any request",
    "contracts.tasks": "the clock's own work",
    "core.clock": "reads it",
    "core.tasks": "the clock's own work",
    "files.tasks": "the clock's own work",
    "core.http": "for hooks of libraries that come without our middleware",
    "devtools.management.commands.demo_code": "a command",
    "devtools.management.commands.seed_demo": "a command",
    "devtools.welcome": "says how old the demo is",
    "marketplace.tasks": "the clock's own work",
    "notifications.emails": "sends a mail that is asked for by its name",
    "notifications.mailbox": "names a file by the time at which it is written",
    "notifications.tasks": "the clock's own work",
    "payments.tasks": "the clock's own work",
    "sessions.tasks": "the clock's own work",
    "server.warm": "asks beforehand what every page will ask",
}


def reads_the_clock(source: str) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "now"
        and isinstance(node.value, ast.Name)
        and node.value.id in ("clock", "datetime", "timezone")
        for node in ast.walk(ast.parse(source))
    )


def test_only_doors_and_the_clocks_own_work_read_the_clock():
    found = {
        module
        for module, name in sources().items()
        if module.partition(".")[0] not in WITH_CLOCKS_OF_THEIR_OWN
        and reads_the_clock((ROOT / name).read_text())
    }
    assert found == set(READERS)


@pytest.mark.parametrize(
    ("source", "reads"),
    [("act(now=clock.now())", True), ("datetime.now(UTC)", True), ("act(now=request.now)", False)],
)
def test_a_look_at_the_clock_is_told_from_a_time_handed_down(source, reads):
    assert reads_the_clock(source) == reads
