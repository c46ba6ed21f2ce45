"""Invariants 1, 4, 6 and 7: who reads along, comes back, marks as read or is shut out, across processes."""

import asyncio
import json
import re
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.delivery.pages import Caller, LivePage, log_in, reload, texts

WRITERS, EACH = 8, 12
MOVABLE = re.compile(
    r'id="session-(\d+)[^>]*data-version="(\d+)".*?badge[^>]*>confirmed<', re.DOTALL | re.IGNORECASE
)
RECOUNT = """
from chat.models import Entry, Participant
rows = Entry.objects.filter(conversation_id={conv}).values_list("seq", "author_id", "deleted_at")
for p in Participant.objects.filter(conversation_id={conv}).select_related("user"):
    new = [seq for seq, author, gone in rows
           if seq > p.last_read_seq and author != p.user_id and gone is None]
    print("ROW", p.user.email.split("@")[0], p.last_read_seq, p.unread, len(new))
"""
SUSPEND = """
from accounts.actions import suspend_account
from accounts.models import User
from core import clock
staff = User.objects.get(email="staff@demo.test")
suspend_account(User.objects.get(email="{email}"), by=staff, reason="Spoke rudely.", now=clock.now())
"""


@asynccontextmanager
async def socket_of(url, cookie):
    headers = {"Cookie": cookie, "Origin": url}
    address = url.replace("http", "ws", 1) + "/ws"
    async with connect(address, additional_headers=headers, ping_interval=None) as socket:
        assert json.loads(await socket.recv())["t"] == "hello"
        yield socket


async def replay(socket, conv, after):
    """The answer to a resume, among whatever is pushed meanwhile."""
    await socket.send(json.dumps({"t": "resume", "conv": conv, "after": after}))
    while (frame := json.loads(await socket.recv()))["t"] != "entries":
        pass
    return frame


async def where_it_stands(stack, cookies, conv):
    shown = await reload(stack.urls[0], cookies["student"], conv)
    return max(n for n, _html in shown.values())


async def say(caller, conv, body):
    fields = {"body": body, "client_id": str(uuid4())}
    answer = await caller.post(f"/chat/{conv}/messages", fields)
    assert answer.status_code == 201, answer.text
    return answer.json()["seq"]


async def test_a_reader_that_asks_on_and_on_has_all_that_eight_writers_commit(stack, cookies, conv):
    start = await where_it_stands(stack, cookies, conv)
    end, seen = start + WRITERS * EACH, []

    async def write(number, caller):
        for turn in range(EACH):
            await say(caller, conv, f"writer {number}, {turn}")

    async def read():
        after = start
        async with socket_of(stack.urls[2], cookies["coach"]) as socket:
            while after < end:
                frame = await replay(socket, conv, after)
                numbers = [entry["n"] for entry in frame["entries"]]
                assert numbers == list(range(after + 1, after + 1 + len(numbers)))
                assert not numbers or numbers[-1] >= frame["head"]
                seen.extend(numbers)
                after += len(numbers)
                await asyncio.sleep(0.25)  # as often as a page may ask

    async with AsyncExitStack() as stay:
        callers = [
            await stay.enter_async_context(
                Caller(stack.urls[number % 3], cookies[("student", "coach")[number % 2]])
            )
            for number in range(WRITERS)
        ]
        async with asyncio.timeout(120):
            await asyncio.gather(read(), *(write(*each) for each in enumerate(callers)))
    assert seen == list(range(start + 1, end + 1))


async def test_what_was_edited_deleted_and_agreed_meanwhile_is_there_on_return(
    stack, cookies, conv
):
    mark = uuid4().hex[:8]
    async with Caller(stack.urls[0], cookies["coach"]) as coach:
        edited, deleted = [await say(coach, conv, f"{mark} {word}") for word in ("plan", "slip")]
        away = LivePage(urls=[stack.urls[1]], cookie=cookies["student"], conv=conv)
        away.n = await where_it_stands(stack, cookies, conv)
        async with away:
            await away.until(lambda page: page.socket is not None, 20)
        shown = await reload(stack.urls[1], cookies["student"], conv)

        card = next(html for _n, html in shown.values() if MOVABLE.search(html))
        session, version = MOVABLE.search(card).groups()
        link = {"meeting_url": "https://meet.example/room", "version": version}
        assert (await coach.post(f"/sessions/{session}/link", link)).is_success
        entries = f"/chat/{conv}/entries"
        assert (await coach.post(f"{entries}/{edited}/edit", {"body": f"{mark} new"})).is_success
        assert (await coach.post(f"{entries}/{deleted}/delete", {})).is_success
        assert (await coach.post(f"{entries}/{edited}/react", {"sign": "👍", "on": "1"})).is_success

    back = LivePage(urls=[stack.urls[2]], cookie=cookies["student"], conv=conv, n=away.n)
    back.entries = dict(shown)
    whole = await reload(stack.urls[0], cookies["student"], conv)
    head = max(n for n, _html in whole.values())
    assert head >= away.n + 4
    async with back:
        await back.until(lambda page: page.n >= head, 20)
    assert back.entries == whole
    assert texts(back.entries, r"Carmen Ortega changed the link for session \d+")
    assert texts(back.entries, rf"{mark} \w+") == [f"{mark} new"]


async def test_markers_only_go_on_and_unread_equals_a_recount(stack, cookies, conv):
    async with AsyncExitStack() as stay:
        tabs = [
            await stay.enter_async_context(Caller(url, cookies["student"])) for url in stack.urls
        ]
        coach = await stay.enter_async_context(Caller(stack.urls[1], cookies["coach"]))
        seqs = [await say(coach, conv, f"line {number}") for number in range(9)]
        read = [(tabs[turn % 3], seq) for turn, seq in enumerate(reversed(seqs[:6]))]
        talk = [say(coach, conv, f"meanwhile {number}") for number in range(5)]
        marks = [tab.post(f"/chat/{conv}/read", {"seq": seq}) for tab, seq in read]
        await asyncio.gather(*marks, *talk)
    said = await asyncio.to_thread(
        stack.product.manage, "shell", "--no-imports", "-c", RECOUNT.format(conv=conv)
    )
    rows = {row[1]: row[2:] for line in said.splitlines() if (row := line.split())[:1] == ["ROW"]}
    marker, unread, recount = map(int, rows["student"])
    assert marker == seqs[5]
    assert unread == recount == 3 + 5
    assert rows["coach"][1] == rows["coach"][2]


async def test_who_is_suspended_is_shut_out_and_hears_nothing_that_comes_after(stack, conv):
    """The demo's other pair, which nobody needs afterwards."""
    lines = {
        name: await asyncio.to_thread(log_in, stack.urls[0], f"{name}@demo.test")
        for name in ("student2", "coach2")
    }
    code = (
        "from chat.models import Conversation as C;"
        "print(C.objects.get(student__email='student2@demo.test', coach__email='coach2@demo.test').pk)"
    )
    shell = ("shell", "--no-imports", "-c")
    place = int((await asyncio.to_thread(stack.product.manage, *shell, code)).split()[-1])
    async with (
        socket_of(stack.urls[1], lines["coach2"]) as socket,
        Caller(stack.urls[0], lines["student2"]) as student,
    ):
        await say(student, place, "before")
        while json.loads(await socket.recv())["t"] != "entry":
            pass
        await asyncio.to_thread(
            stack.product.manage, *shell, SUSPEND.format(email="coach2@demo.test")
        )
        await student.post(f"/chat/{place}/messages", {"body": "after", "client_id": str(uuid4())})
        heard = []
        try:
            async with asyncio.timeout(20):
                while True:
                    heard.append(await socket.recv())
        except ConnectionClosed:
            pass
    assert socket.close_code == 4403
    assert not [frame for frame in heard if "after" in frame]
