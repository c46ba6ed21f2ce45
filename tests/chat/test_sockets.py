"""One socket: what it says to whom, and who may stay."""

import asyncio
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from autobahn.exception import Disconnected
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache

from accounts.actions.accounts import suspend_account
from chat.live import limits, presence
from chat.live.bus import TICK_SECONDS, current_hub
from chat.live.durable import durable
from chat.models import Entry, Participant
from tests.chat.sockets import Page, page_of, sign_in
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.usefixtures("sockets")
LONG_ONCE_ESCAPED = "&" * 4000  # 20 KB of HTML


async def test_a_message_is_acknowledged_and_reaches_both(conversation, student, coach):
    async with page_of(student) as mine, page_of(coach) as theirs:
        client = await mine.say(conversation, "Hello")
        ack = await mine.until("ack")
        push = await theirs.until("entry")
        assert (ack["client"], ack["n"], ack["seq"]) == (client, 1, 1)
        assert (push["conv"], push["n"], push["unread"]) == (conversation.pk, 1, 1)
        assert "Hello" in push["html"]


async def test_the_sender_is_pushed_the_entry_too_on_every_tab(conversation, student):
    async with page_of(student) as one, page_of(student) as two:
        client = await one.say(conversation)
        assert (await one.until("entry"))["client"] == client
        assert (await two.until("entry"))["client"] == client


async def test_messages_sent_in_a_row_keep_their_order(conversation, student, coach):
    async with page_of(student) as mine, page_of(coach) as theirs:
        for number in range(15):
            await mine.say(conversation, f"message {number}")
        pushes = [await theirs.until("entry") for _ in range(15)]
        assert [push["n"] for push in pushes] == list(range(1, 16))
        assert all(f"message {i}<" in push["html"] for i, push in enumerate(pushes))


async def test_the_same_key_again_is_acknowledged_alike(conversation, student):
    async with page_of(student) as page:
        client = str(uuid4())
        await page.say(conversation, client=client)
        first = await page.until("ack")
        await page.say(conversation, client=client)
        assert await page.until("ack") == first
        assert await sync_to_async(Entry.objects.count)() == 1


async def test_a_refused_message_says_why_with_its_key(conversation, student):
    async with page_of(student) as page:
        client = await page.say(conversation, "x" * 4001)
        refusal = await page.until("refused")
        assert (refusal["client"], refusal["code"]) == (client, "message_too_long")


async def test_an_answer_to_nothing_is_refused_with_its_field(conversation, student):
    async with page_of(student) as page:
        client = str(uuid4())
        await page.say(conversation, client=client, reply=77)
        refusal = await page.until("refused")
        assert (refusal["client"], refusal["code"]) == (client, "nothing_to_answer")
        assert refusal["fields"] == {"reply": [refusal["message"]]}
        await page.say(conversation, client=client)
        assert (await page.until("ack"))["client"] == client


async def test_the_same_key_with_another_text_is_refused(conversation, student):
    async with page_of(student) as page:
        client = await page.say(conversation, "Hello")
        await page.until("ack")
        await page.say(conversation, "Ho", client=client)
        refusal = await page.until("refused")
        assert (refusal["client"], refusal["code"]) == (client, "key_of_another")
        assert await sync_to_async(lambda: Entry.objects.get().body)() == "Hello"


async def test_a_stranger_is_refused_and_hears_nothing(conversation, student, other_student):
    async with page_of(student) as mine, page_of(other_student) as stranger:
        await stranger.say(conversation)
        assert (await stranger.until("refused"))["code"] == "not_in_conversation"
        await stranger.send(t="resume", conv=conversation.pk, after=0)
        assert (await stranger.until("error"))["code"] == "not_in_conversation"
        await stranger.send(t="read", conv=conversation.pk, seq=1)
        assert (await stranger.until("error"))["code"] == "not_in_conversation"
        await mine.say(conversation)
        await mine.until("entry")
        assert await stranger.is_silent()


FRAMES = (
    {"t": "send", "client": "0b8f2f0a-3c39-4d0c-9b64-2b6d3a1e8f11", "body": "Hello"},
    {"t": "resume", "after": 0},
    {"t": "read", "seq": 1},
    {"t": "typing", "on": True},
)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame["t"])
async def test_a_foreign_conversation_is_answered_like_one_that_is_not_there(
    frame, conversation, student, coach, other_student, say
):
    await sync_to_async(say)(coach, "For the two of us")
    async with page_of(student) as mine, page_of(other_student) as stranger:
        answers = []
        for number in (conversation.pk, 9_000_000):
            await stranger.send(**frame, conv=number)
            answer = await stranger.next(timeout=2)
            assert answer.pop("conv", number) == number
            answers.append(answer)
        foreign, nothing = answers
        assert foreign == nothing
        assert foreign["t"] in ("refused", "error")
        assert await mine.is_silent()
    assert await sync_to_async(Entry.objects.count)() == 1
    marker = await Participant.objects.aget(user=student)
    assert (marker.last_read_seq, marker.unread) == (0, 1)


async def test_resume_replays_what_was_missed_in_order_with_the_head(
    conversation, student, coach, say
):
    for text in ("one", "two", "three"):
        await sync_to_async(say)(student, text)
    async with page_of(coach) as page:
        await page.send(t="resume", conv=conversation.pk, after=1)
        answer = await page.until("entries")
        assert (answer["head"], answer["unread"]) == (3, 3)
        assert [entry["n"] for entry in answer["entries"]] == [2, 3]
        await page.send(t="resume", conv=conversation.pk, after=3)
        answer = await page.until("entries")
        assert (answer["head"], answer["entries"]) == (3, [])


async def test_a_page_ahead_of_the_database_is_told_to_reload(conversation, student):
    async with page_of(student) as page:
        await page.send(t="resume", conv=conversation.pk, after=7)
        assert (await page.until("entries"))["reload"] is True


async def test_a_push_makes_no_query(student, coach, monkeypatch):
    """Django refuses queries on the loop's own thread, and no other thread is asked for any."""

    async def forbidden(*_args, **_kwargs):
        raise AssertionError("a push went to the database")

    async with page_of(coach) as page:
        monkeypatch.setattr("chat.live.consumers.durable", forbidden)
        await current_hub().deliver([(coach.pk, '{"t":"entry"}'), (student.pk, '{"t":"entry"}')])
        assert (await page.next())["t"] == "entry"


async def test_the_read_marker_reaches_the_other_and_ones_own_tabs(
    conversation, student, coach, say
):
    await sync_to_async(say)(student, "Hello")
    async with page_of(student) as author, page_of(coach) as reader, page_of(coach) as tab:
        await reader.send(t="read", conv=conversation.pk, seq=1)
        assert (await author.until("seen"))["seq"] == 1
        assert (await tab.until("marker"))["unread"] == 0
        assert (await reader.until("marker"))["unread"] == 0


async def test_who_hides_read_markers_is_not_seen_reading(conversation, student, coach, say):
    coach.shows_read_markers = False
    await coach.asave()
    await sync_to_async(say)(student, "Hello")
    async with page_of(student) as author, page_of(coach) as reader:
        await reader.send(t="read", conv=conversation.pk, seq=1)
        await reader.until("marker")
        assert await author.is_silent()
        await author.send(t="resume", conv=conversation.pk, after=1)
        assert "seen" not in await author.until("entries")


async def test_typing_reaches_the_other_and_is_never_stored(conversation, student, coach):
    async with page_of(student) as mine, page_of(coach) as theirs:
        await mine.send(t="resume", conv=conversation.pk, after=0)
        await mine.until("entries")
        await mine.send(t="typing", conv=conversation.pk, on=True)
        assert await theirs.until("typing") == {"t": "typing", "conv": conversation.pk, "on": True}


async def test_who_comes_and_goes_is_told_to_the_open_page_without_being_asked(
    conversation, student, coach
):
    """By the tick of the process; each change once."""
    async with page_of(student) as page:
        await page.send(t="resume", conv=conversation.pk, after=0)
        assert (await page.until("entries"))["here"] is False
        for is_here in (True, False):
            if is_here:
                await durable(presence.mark_here, [coach.pk])
            else:
                await durable(cache.delete, presence._key(coach.pk))  # as its expiry does
            await current_hub().show_presence()
            await current_hub().show_presence()
            told = await page.until("presence")
            assert told == {"t": "presence", "conv": conversation.pk, "here": is_here}
            assert await page.is_silent()


async def test_a_page_that_opens_is_seen_by_the_other_within_a_tick(
    conversation, student, coach, monkeypatch
):
    monkeypatch.setattr("chat.live.bus.TICK_SECONDS", 0.05)
    async with page_of(student) as mine:
        await mine.send(t="resume", conv=conversation.pk, after=0)
        await mine.until("entries")
        async with page_of(coach):
            assert (await mine.until("presence"))["here"] is True


def test_who_closed_the_last_page_is_gone_75_seconds_later_at_most():
    assert presence.LIFETIME_SECONDS == 75
    assert presence.REFRESH_SECONDS + TICK_SECONDS < presence.LIFETIME_SECONDS


async def test_typing_into_a_conversation_that_is_not_proven_is_refused(conversation, student):
    async with page_of(student) as page:
        await page.send(t="typing", conv=conversation.pk, on=True)
        assert (await page.until("error"))["code"] == "resume_first"


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
