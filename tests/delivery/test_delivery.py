"""The invariants of delivery on the real stack: three web processes, PostgreSQL, Valkey."""

import asyncio
import json
from contextlib import AsyncExitStack
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.delivery.pages import LivePage, log_in, reload, texts


def page(stack, cookies, who, conv, **more):
    return LivePage(urls=stack.urls, cookie=cookies[who], conv=conv, **more)


async def fresh_number(stack, cookies, conv):
    """Where the conversation stands."""
    shown = await reload(stack.urls[0], cookies["student"], conv)
    return max(n for n, _html in shown.values())


async def test_messages_cross_processes_in_order_without_loss(stack, cookies, conv):
    mark = uuid4().hex[:8]
    start = await fresh_number(stack, cookies, conv)
    async with AsyncExitStack() as open_pages:
        pages = [
            await open_pages.enter_async_context(
                LivePage(urls=[url], cookie=cookies[who], conv=conv, n=start)
            )
            for url in stack.urls
            for who in ("student", "coach")
        ]
        for each in pages:
            await each.until(lambda p: p.socket is not None, 10)
        for number in range(20):
            pages[0].write(f"{mark}-a{number:03}")
            pages[3].write(f"{mark}-b{number:03}")
            await asyncio.sleep(0.26)
        head = start + 40
        for each in pages:
            await each.until(lambda p: p.n >= head, 20)
    whole = await reload(stack.urls[0], cookies["student"], conv)
    for letter in "ab":
        assert texts(whole, rf"{mark}-{letter}\d\d\d") == [
            f"{mark}-{letter}{number:03}" for number in range(20)
        ]
    for each in pages:
        assert texts(each.entries, rf"{mark}-\w+") == texts(whole, rf"{mark}-\w+")


async def test_one_key_sent_to_every_process_at_once_is_one_entry(stack, cookies, conv):
    key, mark = str(uuid4()), uuid4().hex

    async def post(url):
        headers = {
            "Cookie": cookies["student"],
            "Idempotency-Key": key,
            "Accept": "application/json",
        }
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=20) as client:
            login = await client.get(f"/chat/{conv}", headers={"Accept": "text/html"})
            token = login.cookies["csrftoken"]
            cookie = f"{cookies['student']}; csrftoken={token}"
            return await client.post(
                f"/chat/{conv}/messages",
                json={"body": mark},
                headers={"X-CSRFToken": token, "Cookie": cookie, "Origin": url},
            )

    answers = await asyncio.gather(*(post(url) for url in stack.urls for _ in range(3)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert max(answer.status_code for answer in answers) == 201
    assert len({json.dumps(answer.json(), sort_keys=True) for answer in answers}) == 1
    whole = await reload(stack.urls[0], cookies["student"], conv)
    assert texts(whole, mark) == [mark]


async def test_valkey_down_neither_fails_nor_delays_a_send_and_the_peer_has_it_later(
    stack, cookies, conv
):
    mark = uuid4().hex
    start = await fresh_number(stack, cookies, conv)
    mine = LivePage(urls=[stack.urls[0]], cookie=cookies["student"], conv=conv, n=start)
    theirs = LivePage(urls=[stack.urls[1]], cookie=cookies["coach"], conv=conv, n=start)
    async with mine, theirs:
        for each in (mine, theirs):
            await each.until(lambda p: p.socket is not None, 10)
        stack.valkey.kill()
        try:
            for number in range(3):
                mine.write(f"{mark}-{number}")
                await mine.until(lambda p: not p.outbox, 5)  # the layer is still dead by then
        finally:
            stack.valkey.start()
        await theirs.until(lambda p: len(texts(p.entries, mark)) == 3, 45)
        # And pushes work again by themselves, faster than any check would find them.
        await asyncio.sleep(4)
        mine.write(f"{mark}-again")
        await theirs.until(lambda p: len(texts(p.entries, mark)) == 4, 5)


async def test_a_refused_origin_does_not_get_a_socket(stack, cookies):
    for origin in ("http://evil.example", stack.urls[0].replace("http", "https"), "null"):
        headers = {"Cookie": cookies["student"], "Origin": origin}
        try:
            async with connect(
                stack.urls[0].replace("http", "ws") + "/ws", additional_headers=headers
            ):
                raise AssertionError(f"{origin} got in")
        except OSError:
            raise
        except Exception as refused:  # noqa: BLE001
            assert "403" in str(refused), refused


async def test_where_there_is_no_socket_none_is_had(stack, cookies):
    headers = {"Cookie": cookies["student"], "Origin": stack.urls[0]}
    with pytest.raises(InvalidStatus, match="403"):
        await connect(stack.urls[0].replace("http", "ws") + "/chat", additional_headers=headers)


async def test_logging_out_closes_the_sockets_of_that_browser_in_every_process(stack):
    cookie = await asyncio.to_thread(log_in, stack.urls[0], "student2@demo.test")
    sockets = []
    for url in stack.urls:
        headers = {"Cookie": cookie, "Origin": url}
        socket = await connect(url.replace("http", "ws") + "/ws", additional_headers=headers)
        assert json.loads(await socket.recv())["t"] == "hello"
        sockets.append(socket)
    async with httpx.AsyncClient(base_url=stack.urls[0], timeout=20) as client:
        shown = await client.get("/chat", headers={"Cookie": cookie})
        token = shown.cookies["csrftoken"]
        headers = {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token}
        headers["Origin"] = stack.urls[0]
        answer = await client.post("/account/logout/", headers=headers)
        assert answer.status_code == 302
    async with asyncio.timeout(1):
        for socket in sockets:
            await socket.wait_closed()
    assert [socket.close_code for socket in sockets] == [4401] * len(sockets)
