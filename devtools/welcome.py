"""What a start does before serving, and what it prints: migrations, the demo, the addresses."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import NoReverseMatch, reverse

from core import clock

DEMO_DOMAIN = "@demo.test"
NAMED = 6
DEMO_PASSWORD = "skileez-demo"  # noqa: S105  (refused in production, with the people)


def prepare_database(*, short: bool) -> None:
    """Bring the tables up to date and, where the demo is on, tell its year to an empty database.

    Told once, the year stays: later starts find people there. `short` tells its last weeks only.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO and "seed_demo" in get_commands() and not get_user_model().objects.exists():
        if not short:
            print("Telling the year of the demo. This is done once …", flush=True)
        call_command("seed_demo", short=short)


def announcement(addresses: list[str]) -> str:
    lines = ["", *(f"  Skileez is ready at {address}" for address in addresses)]
    if people := _demo_people():
        lines += ["", f"  Demo logins, all with the password {DEMO_PASSWORD}:", *people]
        lines += [
            "    Staff also enter a code: ./dev manage demo_code prints the one of this minute."
        ]
    if settings.DEV_MAILBOX and (mailbox := _mailbox_path()):
        lines += ["", f"  Sent mail can be read at {addresses[0]}{mailbox}"]
    return "\n".join([*lines, "", "  Ctrl-C stops it.", ""])


def _demo_people() -> list[str]:
    """Those whom the README names, how many there are besides, and how old it all is."""
    if not settings.DEMO:
        return []
    people = get_user_model().objects.filter(email__endswith=DEMO_DOMAIN).order_by("pk")
    lines = [
        f"    {person.email:<24}{person.display_name:<20}{_sides(person):<20}{person.timezone}"
        for person in people[:NAMED]
    ]
    if more := people[NAMED:]:
        lines.append(f"    … and {len(more)} students more, from {more[0].email} on")
    if people and clock.now() - people[0].date_joined > timedelta(days=1):
        told = f"{people[0].date_joined:%d %B}"
        lines.append(f"  Told on {told}; ./dev manage seed_demo --reset tells it anew.")
    return lines


def _sides(person) -> str:
    sides = {"student": person.is_student, "coach": person.is_coach, "staff": person.is_staff}
    return ", ".join(side for side, is_on in sides.items() if is_on)


def _mailbox_path() -> str | None:
    try:
        return reverse("mailbox")
    except NoReverseMatch:
        return None
