"""One socket: what it says to whom, and who may stay."""

from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache

from chat.live import presence
from chat.live.bus import TICK_SECONDS, current_hub
from chat.live.durable import durable
from chat.models import Entry, Participant
from tests.chat.sockets import page_of

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
