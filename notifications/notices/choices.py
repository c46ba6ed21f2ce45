"""What notices that let their reader choose one of several starts have in common."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from notifications.links import Target
from notifications.notices.letter import Button
from notifications.notices.sessions import SessionNotice
from sessions.answers import Answer


class ChoiceNotice(SessionNotice):
    @property
    def choices(self) -> Sequence[datetime]:
        """The starts in question, also those that cannot be chosen any more."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        choices = [self.on_both_clocks(at) for at in self.choices]
        return {**super().context(), "choices": choices}

    def choice_buttons(
        self, answer_at: Callable[[datetime], Answer], target: Target, *, expires_at: datetime
    ) -> tuple[Button, ...]:
        """One for each start that can still be chosen."""
        return tuple(
            self._choice_button(answer_at(at), replace(target, starts_at=at), min(expires_at, at))
            for at in self.choices
            if at > self.now
        )

    def _choice_button(self, answer: Answer, target: Target, expires_at: datetime) -> Button:
        span = answer.span_for(self.reader.timezone)
        assert span is not None
        label = answer.label_at(span.text)
        return self.answer_button(label, answer, target, expires_at=expires_at)
