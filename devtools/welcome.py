"""What a start does before serving, and what it prints: migrations, the demo, the addresses."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import NoReverseMatch, reverse

DEMO_DOMAIN = "@demo.test"
DEMO_PASSWORD = "skileez-demo"  # noqa: S105  (refused in production, with the people)


def prepare_database() -> None:
    """Bring the tables up to date and, where the demo is on, tell its story to an empty database."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO and "seed_demo" in get_commands() and not get_user_model().objects.exists():
        call_command("seed_demo")


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
    if not settings.DEMO:
        return []
    people = get_user_model().objects.filter(email__endswith=DEMO_DOMAIN).order_by("pk")
    return [
        f"    {person.email:<24}{person.display_name:<20}{_sides(person):<20}{person.timezone}"
        for person in people
    ]


def _sides(person) -> str:
    sides = {"student": person.is_student, "coach": person.is_coach, "staff": person.is_staff}
    return ", ".join(side for side, is_on in sides.items() if is_on)


def _mailbox_path() -> str | None:
    try:
        return reverse("mailbox")
    except NoReverseMatch:
        return None
