"""Sockets that send what is wrong, too much, or read too slowly, and whose login ends."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from asgiref.sync import sync_to_async
from autobahn.exception import Disconnected
from django.conf import settings
from django.contrib.sessions.models import Session

from accounts.actions.accounts import suspend_account
from chat.live import limits
from chat.live.bus import current_hub
from chat.models import Participant
from tests.chat.sockets import Page, page_of, sign_in
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.usefixtures("sockets")
LONG_ONCE_ESCAPED = "&" * 4000  # 20 KB of HTML


async def test_typing_into_a_conversation_that_is_not_proven_is_refused(conversation, student):
    async with page_of(student) as page:
        await page.send(t="typing", conv=conversation.pk, on=True)
        assert (await page.until("error"))["code"] == "resume_first"


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        "null",
        '{"t": "nothing"}',
        '{"t": ["send"]}',
        '{"t": "send"}',
        '{"t": "send", "conv": true, "client": "x", "body": 1}',
        '{"t": "resume", "conv": -1, "after": 0}',
        '{"t": "resume", "conv": 1e3, "after": 0}',
        '{"t": "read", "conv": 99999999999999999999, "seq": 1}',
        '{"t": "typing", "conv": 1, "on": "yes"}',
        "[" * 20_000,
        "é" * 40_000,
    ],
)
async def test_a_malformed_frame_gets_an_error_and_the_socket_stays(student, text):
    async with page_of(student) as page:
        await page.wire.send_to(text_data=text)
        assert (await page.next())["t"] == "error"
        await page.send(t="ping")
        assert (await page.next())["t"] == "pong"


async def test_bytes_get_an_error_and_the_socket_stays(student):
    async with page_of(student) as page:
        await page.wire.send_to(bytes_data=b"\xff\x00")
        assert (await page.next())["t"] == "error"
        await page.send(t="ping")
        assert (await page.next())["t"] == "pong"


@pytest.mark.parametrize("session_key", ["", "no-such-session"])
async def test_without_a_login_the_socket_is_accepted_then_closed_with_4401(session_key):
    page = Page(session_key)
    accepted, _ = await page.wire.connect()
    assert accepted
    assert await page.next() == {"t": "closed", "code": 4401}


async def test_a_login_that_ended_without_a_word_closes_the_socket_at_the_next_reading(
    student, monkeypatch
):
    monkeypatch.setattr("chat.live.consumers.LOGIN_SECONDS", 0.0)
    async with page_of(student) as page:
        await Session.objects.all().adelete()
        for socket in current_hub().sockets():
            await socket.tick()
        assert await page.next() == {"t": "closed", "code": 4401}


async def test_too_many_frames_are_refused_with_a_time_to_wait(student, conversation):
    async with page_of(student) as page:
        for _ in range(int(limits.BURST) + 3):
            await page.say(conversation)
        refused = [await page.until("error") for _ in range(3)]
        assert {frame["code"] for frame in refused} == {"too_fast"}
        assert all(0 < frame["retry_after"] <= 0.2 for frame in refused)
        assert all(frame["client"] for frame in refused)


async def test_pings_and_acknowledgements_are_never_too_many(student):
    async with page_of(student) as page:
        for _ in range(100):
            await page.send(t="ping")
            await page.send(t="got", count=0)
        answers = [await page.next() for _ in range(100)]
        assert {frame["t"] for frame in answers} == {"pong"}


async def test_who_floods_on_is_closed(student, monkeypatch):
    monkeypatch.setattr(limits, "REFUSALS_UNTIL_CLOSED", 5)
    async with page_of(student) as page:
        for _ in range(int(limits.BURST) + 8):
            await page.send(t="resume", conv=1, after=0)
        assert (await page.until("closed"))["code"] == 4429


async def test_an_eleventh_tab_is_closed_with_a_reason(student):
    async with AsyncExitStack() as tabs:
        key = await sync_to_async(sign_in)(student)
        for _ in range(limits.SOCKETS_PER_USER):
            await tabs.enter_async_context(page_of(student, session_key=key))
        page = Page(key)
        await page.wire.connect()
        assert (await page.next())["code"] == "too_many_sockets"
        assert await page.next() == {"t": "closed", "code": 4429}


async def test_a_slow_reader_is_closed_with_4408(student, monkeypatch):
    async with page_of(student) as page:
        for _ in range(limits.OUTSTANDING_PUSHES_MOST + 1):
            await current_hub().deliver([(student.pk, '{"t":"entry"}')])
        assert (await page.until("closed"))["code"] == 4408


async def test_a_socket_that_ended_without_a_word_is_let_go_and_holds_up_nobody(
    conversation, student, coach
):
    async def closed(_event):
        raise Disconnected("Attempt to send on a closed protocol")

    async with page_of(student):
        (lost,) = current_hub().sockets()
        lost.base_send = closed
        there = Page(await sync_to_async(sign_in)(student))
        await there.wire.connect()
        assert (await there.next())["t"] == "hello"
        await current_hub().deliver([(student.pk, '{"t":"entry"}')])
        assert (await there.next())["t"] == "entry"
        assert lost not in current_hub().sockets()
        await there.wire.disconnect()


async def test_replays_that_are_not_acknowledged_count_like_pushes(conversation, student, say):
    for _ in range(20):
        await sync_to_async(say)(student, LONG_ONCE_ESCAPED)
    async with page_of(student) as page:
        for number in range(3):
            await page.send(t="resume", conv=conversation.pk, after=0)
            frame = await page.next()
            if number < 2:
                assert len(frame["entries"]) == 20
        assert frame == {"t": "closed", "code": 4408}


async def test_a_page_that_acknowledges_replays_may_ask_again(conversation, student, say):
    for _ in range(20):
        await sync_to_async(say)(student, LONG_ONCE_ESCAPED)
    async with page_of(student) as page:
        for number in range(5):
            await page.send(t="resume", conv=conversation.pk, after=0)
            assert len((await page.next())["entries"]) == 20
            await page.send(t="got", count=number + 1)


async def test_a_replay_too_long_for_one_frame_asks_the_page_to_draw_itself_anew(
    conversation, student, say
):
    for _ in range(30):
        await sync_to_async(say)(student, LONG_ONCE_ESCAPED)
    async with page_of(student) as page:
        await page.send(t="resume", conv=conversation.pk, after=0)
        answer = await page.until("entries")
        assert (answer["reload"], answer["entries"]) == (True, [])
        await page.send(t="resume", conv=conversation.pk, after=10)
        assert len((await page.until("entries"))["entries"]) == 20


async def test_a_reader_that_acknowledges_stays(student):
    async with page_of(student) as page:
        for number in range(limits.OUTSTANDING_PUSHES_MOST * 2):
            await current_hub().deliver([(student.pk, '{"t":"entry"}')])
            await page.next()
            if number % 32 == 31:
                await page.send(t="got", count=number + 1)
                await asyncio.sleep(0)
        await page.send(t="ping")
        assert (await page.next())["t"] == "pong"


async def test_unread_of_the_other_follows(conversation, student, coach):
    async with page_of(student) as mine:
        await mine.say(conversation)
        await mine.until("ack")
    unread = await Participant.objects.aget(user=coach)
    assert unread.unread == 1


@pytest.mark.parametrize("verb", ["suspend", "password", "logout"])
async def test_whoever_loses_access_is_closed_within_a_second(
    verb, conversation, student, coach, staff, client
):
    key = await sync_to_async(sign_in)(coach)
    async with page_of(student) as other, page_of(coach, session_key=key) as page:

        def lose_access():
            if verb == "suspend":
                suspend_account(coach, by=staff, reason="Spoke to people rudely.", now=NOW)
            elif verb == "password":
                client.force_login(coach)  # elsewhere
                new = "seven green bicycles"
                sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
                client.post("/account/password/change/", sent)
            else:
                client.cookies[settings.SESSION_COOKIE_NAME] = key
                client.post("/account/logout/")

        await sync_to_async(lose_access)()
        code = 4403 if verb == "suspend" else 4401
        assert (await page.until("closed", timeout=1))["code"] == code
        await other.say(conversation, "behind the back")
        await other.until("ack")
        assert await page.is_silent()


async def test_signing_out_elsewhere_leaves_this_browser_in(student, client):
    here, there = await sync_to_async(sign_in)(student), await sync_to_async(sign_in)(student)
    async with page_of(student, session_key=here) as page:

        def sign_out():
            client.cookies[settings.SESSION_COOKIE_NAME] = there
            client.post("/account/logout/")

        await sync_to_async(sign_out)()
        await page.send(t="ping")
        assert (await page.next())["t"] == "pong"
