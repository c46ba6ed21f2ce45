"""One writer per process: messages that wait at the same moment share one commit.

While one batch is being committed the next one gathers, so the batches grow with the load and are of one
message when there is none. A conversation that somebody else holds locked leaves the line and is written
by a task of its own, in order; nobody waits for a stranger.
"""

import asyncio
import logging
from collections import deque

from chat.live.durable import durable
from chat.timeline.append import Outcome, append, append_free
from chat.timeline.statements import NewMessage
from core.loop import OnePerLoop

logger = logging.getLogger(__name__)

BATCH_MOST = 100
Answer = asyncio.Future[Outcome]
Waiting = deque[tuple[NewMessage, Answer]]


class Writer:
    def __init__(self) -> None:
        self._line: Waiting = deque()
        self._aside: dict[int, Waiting] = {}  # conversation id → what waits for its lock
        self._writing: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def append(self, message: NewMessage) -> Answer:
        """Put the message in line. The answer comes after the commit; messages keep their order."""
        answer: Answer = asyncio.get_running_loop().create_future()
        aside = self._aside.get(message.conversation_id)
        (self._line if aside is None else aside).append((message, answer))
        if self._writing is None and aside is None:
            self._writing = asyncio.ensure_future(self._write())
        return answer

    async def _write(self) -> None:
        try:
            while self._line:
                batch = self._take(self._line)
                await self._commit(batch)
        finally:
            self._writing = None

    @staticmethod
    def _take(line: Waiting) -> list[tuple[NewMessage, Answer]]:
        return [line.popleft() for _ in range(min(len(line), BATCH_MOST))]

    async def _commit(self, batch: list[tuple[NewMessage, Answer]]) -> None:
        try:
            outcomes = await durable(append_free, [message for message, _answer in batch])
        except Exception as error:  # noqa: BLE001  (each sender is told; the line goes on)
            _fail(batch + self._behind(batch), error)
            return
        for (message, answer), outcome in zip(batch, outcomes, strict=True):
            if outcome is None:
                self._put_aside(message, answer)
            elif not answer.done():
                answer.set_result(outcome)

    def _behind(self, batch: list[tuple[NewMessage, Answer]]) -> list[tuple[NewMessage, Answer]]:
        """What the same people still have in line: it must not overtake what failed."""
        failed = {(message.conversation_id, message.author_id) for message, _answer in batch}
        behind = [m for m in self._line if (m[0].conversation_id, m[0].author_id) in failed]
        for waiting in behind:
            self._line.remove(waiting)
        return behind

    def _put_aside(self, message: NewMessage, answer: Answer) -> None:
        """Later messages of the same conversation follow this one."""
        conversation_id = message.conversation_id
        if conversation_id in self._aside:
            self._aside[conversation_id].append((message, answer))
            return
        self._aside[conversation_id] = deque([(message, answer)])
        for waiting in [each for each in self._line if each[0].conversation_id == conversation_id]:
            self._line.remove(waiting)
            self._aside[conversation_id].append(waiting)
        task = asyncio.ensure_future(self._write_aside(conversation_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write_aside(self, conversation_id: int) -> None:
        line = self._aside[conversation_id]
        try:
            while line:
                batch = self._take(line)
                try:
                    outcomes = await durable(append, [message for message, _answer in batch])
                except Exception as error:  # noqa: BLE001
                    _fail([*batch, *line], error)
                    line.clear()
                    continue
                for (_message, answer), outcome in zip(batch, outcomes, strict=True):
                    if not answer.done():
                        answer.set_result(outcome)
        finally:
            del self._aside[conversation_id]


def _fail(batch: list[tuple[NewMessage, Answer]], error: Exception) -> None:
    logger.warning("%d messages not written: %r", len(batch), error)
    for _message, answer in batch:
        if not answer.done():
            answer.set_exception(error)


current_writer = OnePerLoop(Writer)
