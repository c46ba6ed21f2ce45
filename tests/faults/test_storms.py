"""Invariant 12: whatever dies under load, no message is lost, doubled or out of order.

Here in a short form. `./dev faults` runs the whole one: 100 socket cuts, 10 SIGTERM and 5 SIGKILL of a web
process, 5 Valkey kills, 3 PostgreSQL restarts.
"""

import asyncio
import os
import random
import signal
from collections import Counter
from contextlib import AsyncExitStack
from itertools import pairwise
from uuid import uuid4

import pytest

from tests.delivery.pages import LivePage, log_in, reload, texts
from tests.delivery.stack import full_stack

SHORT = {"cut": 10, "term": 2, "kill": 1, "valkey": 1, "postgres": 1}
WHOLE = {"cut": 100, "term": 10, "kill": 5, "valkey": 5, "postgres": 3}
STORM = WHOLE if os.environ.get("SKILEEZ_STORM") == "whole" else SHORT
PAUSE_SECONDS = {"cut": 0.3, "term": 4.0, "kill": 4.0, "valkey": 3.0, "postgres": 6.0}


class Storm:
    """What goes wrong, one thing after the other, in random order."""

    def __init__(self, stack, pages: list[LivePage]) -> None:
        self.stack = stack
        self.pages = pages
        self.plan = [name for name, count in STORM.items() for _ in range(count)]
        random.Random(7).shuffle(self.plan)

    async def rage(self) -> None:
        for name in self.plan:
            await getattr(self, name)()
            await asyncio.sleep(PAUSE_SECONDS[name] * random.uniform(0.5, 1.0))

    async def cut(self) -> None:
        up = [page for page in self.pages if page.socket is not None]
        while not up:
            await asyncio.sleep(0.1)
            up = [page for page in self.pages if page.socket is not None]
        await random.choice(up).cut()

    async def term(self) -> None:
        self.stack.signal_web(signal.SIGTERM)

    async def kill(self) -> None:
        self.stack.signal_web(signal.SIGKILL)

    async def valkey(self) -> None:
        await asyncio.to_thread(self._again, self.stack.valkey)

    async def postgres(self) -> None:
        await asyncio.to_thread(self._again, self.stack.postgres)

    @staticmethod
    def _again(server) -> None:
        server.kill()
        server.start()


@pytest.mark.timeout(1800)
async def test_nothing_is_lost_doubled_or_out_of_order(tmp_path):
    with full_stack(tmp_path) as stack:
        code = (
            "from chat.models import Conversation as C;"
            "print(C.objects.get(student__email='student@demo.test',"
            " coach__email='coach@demo.test').pk)"
        )
        conv = int(stack.product.manage("shell", "--no-imports", "-c", code).split()[-1])
        cookies = {who: log_in(stack.urls[0], f"{who}@demo.test") for who in ("student", "coach")}
        await under_load(stack, cookies, conv)


async def under_load(stack, cookies, conv) -> None:
    mark = uuid4().hex[:8]
    start = max(n for n, _html in (await reload(stack.urls[0], cookies["student"], conv)).values())

    def page(who):
        return LivePage(urls=stack.urls, cookie=cookies[who], conv=conv, n=start)

    async with AsyncExitStack() as stay:
        writers = {
            letter: await stay.enter_async_context(page(who))
            for letter, who in zip("abc", ("student", "coach", "coach"), strict=True)
        }
        readers = [await stay.enter_async_context(page("student"))]
        pages = [*writers.values(), *readers]
        written: Counter[str] = Counter()
        raging = asyncio.create_task(Storm(stack, pages).rage())
        while not raging.done():
            for letter, writer in writers.items():
                writer.write(f"{mark}-{letter}{written[letter]:05}")
                written[letter] += 1
            await asyncio.sleep(0.5)
        await raging
        for each in pages:
            await each.until(lambda p: not p.outbox, 120)
        head = start + sum(written.values())
        for each in pages:
            await each.until(lambda p: p.n >= head, 60)

    whole = await reload(stack.urls[0], cookies["coach"], conv)
    report = {}
    for letter in writers:
        sent = [f"{mark}-{letter}{number:05}" for number in range(written[letter])]
        kept = texts(whole, rf"{mark}-{letter}\d{{5}}")
        counts = Counter(kept)
        report[letter] = {
            "sent": len(sent),
            "lost": len(set(sent) - set(kept)),
            "repeated": sum(count - 1 for count in counts.values()),
            "out of order": sum(a > b for a, b in pairwise(kept)),
        }
    assert sum(each.connects for each in pages) >= len(pages) + STORM["cut"]
    numbers = sorted(n for n, _html in whole.values() if n > start)
    print(report, {"connects": [each.connects for each in pages]})  # noqa: T201  (the report)
    assert all(
        (counts["lost"], counts["repeated"], counts["out of order"]) == (0, 0, 0)
        for counts in report.values()
    ), report
    assert numbers == list(range(start + 1, head + 1))
    for who, each in [("student", writers["a"]), ("coach", writers["b"]), ("coach", writers["c"])]:
        fresh = await reload(stack.urls[0], cookies[who], conv)
        assert {seq: html for seq, (_n, html) in each.entries.items()} == {
            seq: html for seq, (n, html) in fresh.items() if n > start
        }
