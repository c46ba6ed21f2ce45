"""What notices that let their reader choose one of several starts have in common."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.zones import LocalTime
from notifications.links import Target, link_address
from notifications.notices.letter import Button, on_both_clocks
from notifications.notices.sessions import SessionNotice


class ChoiceNotice(SessionNotice):
    @property
    def choices(self) -> Sequence[datetime]:
        """The starts in question, also those that cannot be chosen any more."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        choices = [on_both_clocks(at, reader=self.reader, other=self.other) for at in self.choices]
        return {**super().context(), "choices": choices}

    def choice_buttons(
        self, label: str, target: Target, *, expires_at: datetime
    ) -> tuple[Button, ...]:
        """One for each start that can still be chosen; `label` has a place for it."""
        return tuple(
            Button(label=label % {"when": self._short(at)}, url=self._url(target, at, expires_at))
            for at in self.choices
            if at > self.now
        )

    def _short(self, at: datetime) -> str:
        return LocalTime(instant=at, zone_name=self.reader.timezone).text

    def _url(self, target: Target, at: datetime, expires_at: datetime) -> str:
        return link_address(
            replace(target, starts_at=at),
            reader=self.reader,
            now=self.now,
            expires_at=min(expires_at, at),
        )
