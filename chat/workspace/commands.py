"""What the composer's menu and its slash commands open, as far as it would succeed now."""

from dataclasses import dataclass, replace

from chat.workspace.rail import Rail
from core.cards import CardAction

# By the verb of a card's action; a command that several cards offer opens the first.
SLASHES = {
    "create-contract": "/contract",
    "counter": "/contract",
    "amend": "/contract",
    "offer-times": "/times",
    "schedule": "/schedule",
    "reschedule": "/reschedule",
}


NAMES = tuple(dict.fromkeys(SLASHES.values()))


@dataclass(frozen=True, kw_only=True)
class Command:
    """`also` is a second name of the same form."""

    slash: str
    action: CardAction
    also: str = ""


def offered(rail: Rail) -> tuple[Command, ...]:
    """The forms that can be opened now, each under its own command if it has one.

    Who cannot pick a time, as a coach, schedules by offering times.
    """
    forms = [s.action for s in rail.shortcuts if s.action.method == "get"]
    commands: dict[str, Command] = {}
    for action in forms:
        slash = SLASHES.get(action.verb, "")
        commands.setdefault(slash or action.url, Command(slash=slash, action=action))
    if "/times" in commands and "/schedule" not in commands:
        commands["/times"] = replace(commands["/times"], also="/schedule")
    return tuple(commands.values())
