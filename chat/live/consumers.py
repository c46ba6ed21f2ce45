"""One socket per tab: what the page sends up, what is pushed down, and who may stay."""

import asyncio
import logging
import random
import time
from collections.abc import Coroutine
from typing import Any

from autobahn.exception import Disconnected
from channels.exceptions import StopConsumer
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext

from chat.live import frames, limits
from chat.live.answering import current_answers
from chat.live.build import build_id
from chat.live.bus import SIGNED_OUT, current_hub, encode, publish
from chat.live.durable import durable
from chat.live.frames import BadFrame, Got, Ping, Read, Resume, Send, Typing
from chat.live.logins import Login, login_of, read_login
from chat.live.reading import replay
from chat.live.transport import SocketConsumer
from chat.live.writer import current_writer
from chat.timeline.actions import mark_read
from chat.timeline.append import Outcome
from chat.timeline.statements import NewMessage
from core import clock
from core.errors import DomainError

logger = logging.getLogger(__name__)

TOO_SLOW = 4408
TOO_MUCH = 4429
COME_BACK = 1012

LOGIN_SECONDS = 50.0
LIFETIME_SECONDS = (6 * 3600.0, 12 * 3600.0)
READING_AT_ONCE_MOST = 8


class ChatConsumer(SocketConsumer):
    """Everything a tab needs live. Only `send`, `resume` and `read` touch the database, off this thread."""

    user_id = 0
    login: Login | None = None

    async def websocket_connect(self, _message: Any) -> None:
        """Accept first: a browser that is refused at the handshake cannot see why and tries for ever."""
        await self.base_send({"type": "websocket.accept"})
        self.open = True
        now = time.monotonic()
        self.allowance = limits.Allowance(now=now)
        self.outstanding = limits.Outstanding()
        self.others: dict[int, int] = {}  # conversation id → the other person, once proven
        self.shown_here: dict[int, bool] = {}  # the same → whether the page shows them as present
        self.reading: set[asyncio.Task[None]] = set()
        self.sent: dict[str, asyncio.Future[Outcome]] = {}  # key → what was not answered yet
        self.stopped_at = ""  # the key of a message that has to come again before any later one
        self.login = await durable(login_of, self._cookies())
        if self.login is None:
            await self.close(SIGNED_OUT)
            return
        self.user_id = self.login.user_id
        self.login_due = now + LOGIN_SECONDS
        self.leave_at = now + random.uniform(*LIFETIME_SECONDS)  # noqa: S311
        if current_hub().attach(self) > limits.SOCKETS_PER_USER:
            await self._error("too_many_sockets", gettext("Too many tabs are open; close some."))
            await self.close(TOO_MUCH)
            return
        await self._send({"t": "hello", "user": self.user_id, "build": build_id()})

    def _cookies(self) -> str:
        headers = self.scope.get("headers", ())
        return "; ".join(value.decode("latin-1") for name, value in headers if name == b"cookie")

    async def websocket_disconnect(self, _message: Any) -> None:
        self._let_go()
        for task in self.reading:
            task.cancel()
        raise StopConsumer

    async def websocket_receive(self, message: Any) -> None:
        if not self.open:
            return
        try:
            frame = frames.parse(message.get("text"))
            if isinstance(frame, Ping):
                await self._send({"t": "pong"})
            elif isinstance(frame, Got):
                self.outstanding.acknowledge(frame.count)
            elif await self._is_allowed(frame):
                await self._take(frame)
        except BadFrame as bad:
            if await self._is_allowed(None):
                await self._error(bad.code, str(bad), client=bad.client)

    async def _is_allowed(self, frame: Any) -> bool:
        wait = self.allowance.take(time.monotonic())
        if not wait:
            return True
        if self.allowance.refused > limits.REFUSALS_UNTIL_CLOSED:
            await self.close(TOO_MUCH)
            return False
        if isinstance(frame, Send):
            self.stopped_at = self.stopped_at or str(frame.client)
        await self._error(
            "too_fast",
            gettext("Slow down a little."),
            client=str(frame.client) if isinstance(frame, Send) else None,
            retry_after=round(wait, 2),
        )
        return False

    async def _take(self, frame: Any) -> None:
        if isinstance(frame, Send):
            self._append(frame)
        elif isinstance(frame, Typing):
            await self._pass_on_typing(frame)
        elif len(self.reading) >= READING_AT_ONCE_MOST:
            await self._error("busy", gettext("Still answering."), retry_after=1.0)
        else:
            self._spawn(self._read(frame))

    # --- durable frames ---------------------------------------------------------------------

    def _append(self, frame: Send) -> None:
        """Put the message in line; the answer goes out after its commit.

        After one that could not be taken for the moment, later ones wait for it: the page keeps its order.
        """
        client = str(frame.client)
        failed = (key for key, answer in self.sent.items() if answer.done() and answer.exception())
        self.stopped_at = self.stopped_at or next(failed, "")
        if self.stopped_at not in ("", client):
            self._spawn(self._refuse(frame, "after_another", gettext("Waiting."), retry_after=0.3))
            return
        self.stopped_at = ""
        answer = current_writer().append(
            NewMessage(
                conversation_id=frame.conv,
                author_id=self.user_id,
                client_id=frame.client,
                body=frame.body,
                at=clock.now(),
                reply_to_seq=frame.reply,
                files=frame.files,
            )
        )
        self.sent[client] = answer
        answers = current_answers()
        answer.add_done_callback(lambda done: answers.send_soon(self._answer(frame, done)))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self.reading.add(task)
        task.add_done_callback(self.reading.discard)

    async def _answer(self, frame: Send, done: "asyncio.Future[Outcome]") -> None:
        client = str(frame.client)
        if self.sent.get(client) is done:
            del self.sent[client]
        if done.cancelled():
            return
        if error := done.exception():
            if not isinstance(error, DomainError | DatabaseError):
                logger.error("a message could not be written", exc_info=error)
            self.stopped_at = self.stopped_at or client
            await self._refuse(frame, "unavailable", gettext("Not sent yet."), retry_after=2.0)
            return
        outcome = done.result()
        if isinstance(outcome, DomainError):
            said = self._said(outcome)
            fields = {name: [said] for name in outcome.fields}
            await self._refuse(frame, outcome.code, said, fields=fields)
            return
        entry = outcome.entry
        await self._send(
            {"t": "ack", "conv": frame.conv, "client": str(frame.client), "n": entry.changed_n,
             "seq": entry.seq}
        )  # fmt: skip

    async def _refuse(self, frame: Send, code: str, message: str, **more: Any) -> None:
        await self._send(
            {"t": "refused", "conv": frame.conv, "client": str(frame.client), "code": code,
             "message": message, **more}
        )  # fmt: skip

    async def _read(self, frame: Resume | Read) -> None:
        """Answer a resume, or move the read marker."""
        try:
            if isinstance(frame, Read):
                await durable(mark_read, frame.conv, by_id=self.user_id, seq=frame.seq)
            else:
                await self._resume(frame)
        except DomainError as refusal:
            await self._error(refusal.code, self._said(refusal), conv=frame.conv)
        except DatabaseError as error:
            logger.warning("not answered: %r", error)
            await self._error("unavailable", gettext("Not reachable now."), retry_after=2.0)

    async def _resume(self, frame: Resume) -> None:
        answer = await durable(
            replay, frame.conv, user_id=self.user_id, after=frame.after, now=clock.now()
        )
        if answer is None:
            await self._error("not_in_conversation", gettext("Not open to you."), conv=frame.conv)
            return
        self.others[frame.conv] = answer["other"]
        self.shown_here[frame.conv] = answer["here"]
        await self.push(encode(answer))

    # --- what is never stored -----------------------------------------------------------------

    async def _pass_on_typing(self, frame: Typing) -> None:
        """Only for a conversation that this socket has resumed: no query is made here."""
        other = self.others.get(frame.conv)
        if other is None:
            await self._error("resume_first", gettext("Resume the conversation first."))
            return
        publish([(other, {"t": "typing", "conv": frame.conv, "on": frame.on})])

    # --- the hub's side -------------------------------------------------------------------------

    async def push(self, text: str) -> None:
        """Send what is to be acknowledged. A page that takes none of it is closed and resumes later."""
        if not self.open:
            return
        if not self.outstanding.add(len(text)):
            await self.close(TOO_SLOW)
            return
        await self._put({"type": "websocket.send", "text": text})

    async def show_presence(self, here: set[int]) -> None:
        """Say who came or went since the page was last told."""
        for conv, other in tuple(self.others.items()):
            if self.shown_here[conv] != (other in here):
                self.shown_here[conv] = other in here
                await self.push(encode({"t": "presence", "conv": conv, "here": other in here}))

    async def revoke(self, session_hash: str, code: int) -> None:
        if self.login and session_hash in ("", self.login.session_hash):
            await self.close(code)

    async def tick(self) -> None:
        """Every few seconds: is the login still good, and has this socket lived long enough?"""
        now = time.monotonic()
        if now >= self.leave_at:
            await self.close(COME_BACK)
        elif now >= self.login_due and self.login is not None:
            self.login_due = now + LOGIN_SECONDS
            try:
                still = await durable(read_login, self.login.session_key)
            except DatabaseError as error:
                logger.warning("login not read: %r", error)
                return
            if still is None:
                await self.close(SIGNED_OUT)

    # --- sending --------------------------------------------------------------------------------

    async def close(self, code: int) -> None:
        if self.open:
            self._let_go()
            await self._put({"type": "websocket.close", "code": code})

    async def _send(self, frame: dict[str, Any]) -> None:
        if self.open:
            await self._put({"type": "websocket.send", "text": encode(frame)})

    async def _put(self, event: dict[str, Any]) -> None:
        """Hand it to the server, which may have lost the page a moment ago without having said so yet."""
        try:
            await self.base_send(event)
        except (Disconnected, OSError):
            self._let_go()

    def _let_go(self) -> None:
        """Nothing is delivered here any more, and nobody is present by this page."""
        self.open = False
        current_hub().detach(self)

    async def _error(self, code: str, message: str, **more: Any) -> None:
        named = {name: value for name, value in more.items() if value is not None}
        await self._send({"t": "error", "code": code, "message": message, **named})

    def _said(self, refusal: DomainError) -> str:
        with translation.override(self.login.language if self.login else None):
            return str(refusal.message)
