"""The answers to what one commit took, sent by one task: a task for each costs more than the sending."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from core.loop import OnePerLoop

logger = logging.getLogger(__name__)


class Answers:
    """Sends in the order in which they came; none waits for a page, so none holds up the others."""

    def __init__(self) -> None:
        self._due: list[Coroutine[Any, Any, None]] = []
        self._sending: asyncio.Task[None] | None = None

    def send_soon(self, answer: Coroutine[Any, Any, None]) -> None:
        self._due.append(answer)
        if self._sending is None:
            self._sending = asyncio.ensure_future(self._send())

    async def _send(self) -> None:
        while self._due:
            due, self._due = self._due, []
            for answer in due:
                try:
                    await answer
                except Exception:
                    logger.exception("a page was not answered")
        self._sending = None


current_answers = OnePerLoop(Answers)
