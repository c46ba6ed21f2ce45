"""Invariant 3, on the real servers: whatever becomes of the pushes, the page ends as a reload shows it.

`tests/browser/test_frame_scripts.py` holds the same of the real page's script, for many more scripts, on a
tape of such servers. Here each is played against three web processes, Valkey and PostgreSQL themselves.
"""

import asyncio
import re
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.delivery.pages import Caller, LivePage, reload
from tests.delivery.test_catching_up import MOVABLE, say

SECONDS_TO_SETTLE = 20
# Between the push and the reload a minute may have passed.
BY_THE_CLOCK = re.compile(r"<(count-down|live-time).*?</\1>", re.DOTALL)

fates = st.lists(
    st.sampled_from(["pass", "pass", "lose", "double", "hold"]), min_size=1, max_size=12
)
steps = st.one_of(
    st.tuples(st.sampled_from(["say", "edit", "delete", "react", "link"]), st.integers(0, 1)),
    st.tuples(st.sampled_from(["release", "cut", "resume", "wait"]), st.just(0)),
)


@dataclass
class BadLine(LivePage):
    """A page whose pushes meet these fates on their way, one after the other."""

    fates: cycle = field(default_factory=lambda: cycle(["pass"]))
    kept: list[dict] = field(default_factory=list)

    def _push(self, frame: dict) -> None:
        fate = next(self.fates)
        if fate == "hold":
            self.kept.append(frame)
        for _copy in range({"pass": 1, "double": 2}.get(fate, 0)):
            super()._push(frame)

    def release(self) -> None:
        """What was held back comes after all, the newest first."""
        while self.kept:
            super()._push(self.kept.pop())


class Story:
    """What the two people do meanwhile, each through another process."""

    def __init__(self, page: BadLine, callers: tuple[Caller, Caller], card: str) -> None:
        self.page, self.callers, self.card = page, callers, card
        self.said: list[list[int]] = [
            [],
            [],
        ]  # of each person, the numbers of the messages that stand

    async def play(self, verb: str, who: int) -> None:
        if verb in ("release", "cut", "resume", "wait"):
            await self._to_the_line(verb)
        elif verb == "link":
            await self._change_the_card(who)
        else:
            await self._to_a_message(verb, who)

    async def _to_the_line(self, verb: str) -> None:
        if verb == "release":
            self.page.release()
        elif verb == "cut":
            await self.page.cut()
        elif verb == "resume":
            self.page._ask()
        else:
            await asyncio.sleep(0.4)

    async def _change_the_card(self, who: int) -> None:
        headers = {"Accept": "application/json"}
        shown = await self.callers[who].client.get(f"/sessions/{self.card}", headers=headers)
        fields = {
            "meeting_url": f"https://meet.example/{uuid4().hex[:6]}",
            "version": shown.json()["session"]["version"],
        }
        answer = await self.callers[who].post(f"/sessions/{self.card}/link", fields)
        assert answer.is_success, answer.text

    async def _to_a_message(self, verb: str, who: int) -> None:
        caller, own = self.callers[who], self.said[who]
        if verb == "say" or not own:
            own.append(await say(caller, self.page.conv, f"Said {uuid4().hex[:8]}"))
            return
        fields = {"edit": {"body": f"Other {uuid4().hex[:8]}"}, "react": {"sign": "👍", "on": "1"}}
        seq = own.pop() if verb == "delete" else own[-1]
        path = f"/chat/{self.page.conv}/entries/{seq}/{verb}"
        answer = await caller.post(path, fields.get(verb, {}))
        assert answer.is_success, answer.text


@given(fates=fates, script=st.lists(steps, min_size=6, max_size=20))
@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_script_of_pushes_ends_in_what_a_reload_shows(stack, cookies, conv, fates, script):
    asyncio.run(told(stack, cookies, conv, fates, script))


async def told(stack, cookies, conv, fates, script) -> None:
    shown = await reload(stack.urls[0], cookies["student"], conv)
    start = max(n for n, _html in shown.values())
    card = next(found[1] for _n, html in shown.values() if (found := MOVABLE.search(html)))
    page = BadLine(urls=stack.urls, cookie=cookies["student"], conv=conv, n=start)
    page.entries, page.fates = dict(shown), cycle(fates)
    async with AsyncExitStack() as stay:
        callers = tuple(
            [
                await stay.enter_async_context(Caller(url, cookies[who]))
                for url, who in zip(stack.urls, ("student", "coach"), strict=False)
            ]
        )
        await stay.enter_async_context(page)
        await page.until(lambda p: p.socket is not None, SECONDS_TO_SETTLE)
        story = Story(page, callers, card)
        for verb, who in script:
            await story.play(verb, who)
        page.release()
        whole = await reload(stack.urls[2], cookies["student"], conv)
        head = max(n for n, _html in whole.values())
        await page.until(lambda p: p.n >= head and not p.held, SECONDS_TO_SETTLE)
    assert without_clocks(page.entries) == without_clocks(whole)


def without_clocks(entries: dict[int, tuple[int, str]]) -> dict[int, tuple[int, str]]:
    return {seq: (n, BY_THE_CLOCK.sub("", html)) for seq, (n, html) in entries.items()}
