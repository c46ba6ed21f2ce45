"""Invariant 5: a card moves once per version, however many tabs press it at the same moment."""

import asyncio
import re
from contextlib import AsyncExitStack

from tests.delivery.pages import Caller, LivePage, reload

ACCEPT = re.compile(
    r'<form method="post" action="(/sessions/\d+/times/accept)".*?</form>', re.DOTALL
)
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')
# The contract's card, that of what was held last (it leads to the next), the session's, and a note.
KINDS = ("card", "card", "card", "note")
CONFIRMED = (
    "from core.models import EventRecord as E;"
    "print('recorded', E.objects.filter(name__endswith='SessionConfirmed').count())"
)


class Listener(LivePage):
    """A page that also writes down every push as it came, before anything is made of it."""

    def _push(self, frame: dict) -> None:
        self.__dict__.setdefault("heard", []).append((frame["n"], frame["seq"], frame["kind"]))
        super()._push(frame)


def confirmations(stack) -> int:
    said = stack.product.manage("shell", "--no-imports", "-c", CONFIRMED)
    return int(said.split("recorded")[-1])


async def test_two_tabs_that_accept_the_same_time_at_once_make_one_transition(stack, cookies, conv):
    shown = await reload(stack.urls[0], cookies["student"], conv)
    start = max(n for n, _html in shown.values())
    (card, form), *_ = [
        (seq, found)
        for seq, (_n, html) in sorted(shown.items())
        if (found := ACCEPT.search(html)) is not None
    ]
    fields = dict(FIELD.findall(form[0]))
    before = await asyncio.to_thread(confirmations, stack)
    async with AsyncExitStack() as stay:
        pages = [
            await stay.enter_async_context(
                Listener(urls=[url], cookie=cookies[who], conv=conv, n=start)
            )
            for url, who in zip(stack.urls, ("student", "student", "coach"), strict=True)
        ]
        tabs = [
            await stay.enter_async_context(Caller(url, cookies["student"]))
            for url in stack.urls
            for _twice in range(2)
        ]
        for page in pages:
            await page.until(lambda p: p.socket is not None, 20)
        answers = await asyncio.gather(*(tab.post(form[1], fields) for tab in tabs))
        for page in pages:
            await page.until(lambda p: p.n >= start + len(KINDS), 20)
        await asyncio.sleep(1)  # a second transition would be pushed as well
    assert {answer.status_code for answer in answers} == {200}, [a.text for a in answers]
    assert await asyncio.to_thread(confirmations, stack) - before == 1
    after = await reload(stack.urls[0], cookies["student"], conv)
    assert max(n for n, _html in after.values()) == start + len(KINDS)
    for page in pages:
        numbers, seqs, kinds = zip(*page.heard, strict=True)
        assert numbers == tuple(range(start + 1, start + len(KINDS) + 1))
        assert (kinds, seqs.count(card)) == (KINDS, 1)
        assert ACCEPT.search(page.entries[card][1]) is None
