"""Who is in the stories, and the list of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from accounts.models import User
from tests.kept import kept

START = datetime(2026, 11, 12, 16, tzinfo=UTC)
WHY = "My train was cancelled, <sorry> & thank you."


@dataclass(frozen=True, kw_only=True)
class Cast:
    student: User
    coach: User
    other_coach: User
    staff: User


Story = Callable[[Cast], datetime | None]
STORIES: dict[str, Story] = {}


def story(*kinds: str) -> Callable[[Story], Story]:
    def keep(tell: Story) -> Story:
        STORIES.update(dict.fromkeys(kinds, kept(tell)))
        return tell

    return keep
