"""Without the lean sockets the product delivers as well: Daphne's own protocol and Channels' own consumer."""

from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from tests.delivery.pages import LivePage, log_in, reload, texts
from tests.product import DemoProduct

FIRST = (
    "from chat.models import Conversation as C;"
    "print(C.objects.get(student__email='student@demo.test', coach__email='coach@demo.test').pk)"
)


@pytest.fixture
def stock():
    running = DemoProduct(SKILEEZ_LEAN_SOCKETS="0")
    try:
        yield running.start()
    finally:
        running.dispose()


async def test_messages_of_both_sides_arrive_in_order_also_over_a_cut(stock):
    conv = int(stock.manage("shell", "--no-imports", "-c", FIRST).split()[-1])
    mark = uuid4().hex[:8]
    cookies = [log_in(stock.url, f"{name}@demo.test") for name in ("student", "coach")]
    start = max(n for n, _html in (await reload(stock.url, cookies[0], conv)).values())
    async with AsyncExitStack() as open_pages:
        pages = [
            await open_pages.enter_async_context(
                LivePage(urls=stock.urls, cookie=cookie, conv=conv, n=start)
            )
            for cookie in cookies
        ]
        for each in pages:
            await each.until(lambda p: p.socket is not None, 20)
        for number in range(10):
            for each, letter in zip(pages, "ab", strict=True):
                each.write(f"{mark}-{letter}{number:03}")
            if number == 5:
                await pages[1].cut()
        for each in pages:
            await each.until(lambda p: p.n >= start + 20, 60)
    whole = await reload(stock.url, cookies[0], conv)
    for letter in "ab":
        expected = [f"{mark}-{letter}{number:03}" for number in range(10)]
        assert texts(whole, rf"{mark}-{letter}\d\d\d") == expected
        for each in pages:
            assert texts(each.entries, rf"{mark}-{letter}\d\d\d") == expected
