"""The conversation in real browsers, while the line between them and the server misbehaves."""

import random
import re
import time
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import (
    DIVIDERS,
    HEAD,
    SHOWN,
    Line,
    ask_for_losses,
    has,
    is_live,
    pair,
    say,
    signed_in,
)
from tests.browser.doors import IS_DOWN

pytestmark = pytest.mark.timeout(600)


def test_a_message_arrives_and_is_seen(chromium, product):
    mark = uuid4().hex
    with pair(chromium, product) as (mine, theirs):
        theirs.bring_to_front()
        say(mine, f"**{mark}**")
        theirs.wait_for_selector(f".timeline b:has-text('{mark}')")
        mine.wait_for_function(
            "() => [...document.querySelectorAll('.entry__status')].at(-1).textContent === 'Seen'"
        )
        expect(theirs.locator(".inbox-row").first).to_contain_text(mark)


@pytest.mark.parametrize("seed", range(3))
def test_lost_doubled_and_reordered_frames_end_in_what_a_reload_shows(chromium, product, seed):
    chance = random.Random(seed)
    line, mark = Line(), uuid4().hex[:8]
    with pair(chromium, product, line) as (mine, theirs):
        line.script = chance.choices(["pass", "lose", "double", "hold"], [4, 2, 2, 2], k=14)
        for number in range(8):
            say(theirs, f"{mark} {number}")
            if chance.random() < 0.2:
                line.cut()
            if chance.random() < 0.3:
                theirs.wait_for_timeout(chance.randint(20, 250))
        has(theirs, f"{mark} 7")
        theirs.wait_for_function(
            "() => ![...document.querySelectorAll('.entry[data-state=sending]')].length"
        )
        own = ".entry[data-side=own][data-kind=message][data-seq]"
        theirs.locator(own).nth(-1).hover()
        theirs.locator(own).nth(-1).locator("[data-act=delete]").click()
        theirs.locator("dialog[data-delete] [value=yes]").click()
        theirs.locator(own).nth(-2).hover()
        theirs.locator(own).nth(-2).locator("[data-act=edit]").click()
        theirs.wait_for_function("() => document.querySelector('textarea[name=body]').value")
        say(theirs, f"{mark} changed")
        has(theirs, f"{mark} changed")
        line.script = []
        is_live(mine)
        ask_for_losses(mine)
        has(mine, f"{mark} changed")
        mine.wait_for_function(f"(n) => ({HEAD})() >= n", arg=theirs.evaluate(HEAD))
        live = mine.evaluate(SHOWN), mine.evaluate(DIVIDERS)
        mine.reload()
        is_live(mine)
        fresh = mine.evaluate(SHOWN), mine.evaluate(DIVIDERS)
        last = len(fresh[0])
        assert live[0][-last:] == fresh[0]
        assert live[1][-len(fresh[1]) :] == fresh[1]


def test_what_is_written_without_a_line_shows_at_once_survives_a_reload_and_goes_in_order(
    chromium, product
):
    line, mark = Line(), uuid4().hex[:8]
    with pair(chromium, product, line) as (mine, theirs):
        line.blocked = True
        line.cut()
        for number in range(4):
            say(mine, f"{mark} {number}")
        assert mine.evaluate(
            """(text) => {
                document.querySelector('conversation-view').say(text);
                return document.querySelector('.timeline').textContent.includes(text);
            }""",
            f"{mark} 4",
        )  # in the same task: before the next picture is drawn
        assert mine.locator(".entry[data-state=sending]").count() == 5
        mine.reload()
        assert mine.locator(".entry[data-state=sending]").count() == 5
        mine.wait_for_selector("connection-banner:not([hidden])")
        line.blocked = False
        has(theirs, f"{mark} 4")
        texts = theirs.locator(".timeline .entry__text").all_inner_texts()
        assert [t for t in texts if t.startswith(mark)] == [f"{mark} {n}" for n in range(5)]
        mine.wait_for_function("() => !document.querySelector('.entry[data-state=sending]')")
        assert mine.locator("connection-banner").is_hidden()


@pytest.mark.parametrize("told", [True, False], ids=["the browser says so", "nobody says so"])
def test_a_line_that_died_without_a_word_is_noticed_and_said(chromium, product, told):
    line, mark = Line(), uuid4().hex[:8]
    with pair(chromium, product, line) as (mine, theirs):
        line.dead = True
        if told:
            mine.evaluate("() => dispatchEvent(new Event('offline'))")
        say(mine, f"{mark} into the void")
        mine.wait_for_function(
            IS_DOWN,
            timeout=20_000,  # the steady ping alone would find it after 35 seconds
        )
        expect(mine.locator("connection-banner")).to_contain_text("Reconnecting")
        line.dead = False
        line.cut()
        has(theirs, f"{mark} into the void")
        expect(mine.locator(".entry[data-state=sending]")).to_have_count(0)
        expect(mine.locator("connection-banner")).to_be_hidden()
        assert theirs.locator(".timeline .entry__text", has_text=mark).count() == 1


def test_where_no_socket_opens_messages_go_and_come_by_http(chromium, product):
    mark = uuid4().hex[:8]
    line = Line()
    with pair(chromium, product, line) as (mine, theirs):
        line.blocked = True
        line.cut()
        say(mine, f"{mark} one")
        say(mine, f"{mark} two")
        has(theirs, f"{mark} two")
        texts = theirs.locator(".timeline .entry__text").all_inner_texts()
        assert [t for t in texts if t.startswith(mark)] == [f"{mark} one", f"{mark} two"]
        mine.wait_for_function("() => !document.querySelector('.entry[data-state=sending]')")
        say(theirs, f"{mark} three")
        has(mine, f"{mark} three")


def test_a_note_leads_to_its_card_further_up_than_the_page_reaches(chromium, product):
    with signed_in(chromium, product, "student") as mine:
        first = mine.locator(".timeline > .entry[data-kind=card]").first.get_attribute("id")
        mine.evaluate(
            """(id) => {
                document.getElementById(id).remove();
                document.querySelector('.timeline')
                    .insertAdjacentHTML('beforeend', `<li><a id="up" href="#${id}">up</a></li>`);
            }""",
            first,
        )
        mine.locator("#up").click()
        mine.wait_for_url(re.compile(rf"\?at=\d+#{first}$"))
        expect(mine.locator(f"#{first}")).to_be_visible()


def test_a_text_over_the_limit_is_refused_and_kept(chromium, product):
    with signed_in(chromium, product, "student") as mine:
        say(mine, "x" * 4001)
        assert mine.locator("#composer-error").is_visible()
        assert len(mine.input_value("textarea[name=body]")) == 4001
        mine.fill("textarea[name=body]", "")


def test_a_draft_is_kept_and_typing_is_shown(chromium, product):
    with pair(chromium, product) as (mine, theirs):
        mine.fill("textarea[name=body]", "half a thought")
        theirs.wait_for_function("() => document.querySelector('typing-line').textContent.trim()")
        mine.reload()
        assert mine.input_value("textarea[name=body]") == "half a thought"
        mine.fill("textarea[name=body]", "")
        theirs.wait_for_function("() => !document.querySelector('typing-line').textContent.trim()")


def test_the_timeline_reads_and_sends_without_script(chromium, product):
    mark = uuid4().hex
    with signed_in(chromium, product, "student") as mine:
        state = mine.context.storage_state()
        address = mine.url
    context = chromium.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(address)
    page.fill("textarea[name=body]", mark)
    page.click(".composer button[type=submit]")
    assert page.url == address
    assert mark in page.inner_text(".timeline")
    context.close()


def test_a_server_that_is_killed_in_the_middle_of_writing_loses_nothing(chromium, own_product):
    own_product.start()
    mark = uuid4().hex[:8]
    with pair(chromium, own_product) as (mine, theirs):
        say(mine, f"{mark} before")
        has(theirs, f"{mark} before")
        own_product.kill()
        say(mine, f"{mark} meanwhile")
        time.sleep(1)
        own_product.start()
        say(mine, f"{mark} after")
        has(theirs, f"{mark} after")
        texts = [t for t in theirs.locator(".timeline .entry__text").all_inner_texts() if mark in t]
        assert texts == [f"{mark} {word}" for word in ("before", "meanwhile", "after")]


def test_a_refused_message_says_why_holds_the_line_and_can_be_discarded(chromium, product):
    mark = uuid4().hex[:8]
    with pair(chromium, product) as (mine, theirs):
        mine.evaluate("(t) => document.querySelector('conversation-view').say(t)", f"{mark} \0")
        failed = mine.locator(".entry[data-state=failed]")
        failed.wait_for()
        failed.locator("[data-act=retry]").click()  # the same again has the same answer
        failed.wait_for()
        assert "a character that cannot be stored" in failed.inner_text()
        say(mine, f"{mark} behind it")
        mine.reload()
        is_live(mine)
        assert failed.count() == 1
        assert mine.locator(".entry[data-state=sending]").count() == 1
        failed.locator("[data-act=discard]").click()
        has(theirs, f"{mark} behind it")
        mine.wait_for_function(
            "() => !document.querySelector('.entry[data-state=sending], .entry[data-state=failed]')"
        )
        kept = mine.evaluate("() => Object.keys(sessionStorage)")
        assert [key for key in kept if "outbox" in key] == []


def test_the_link_to_older_entries_after_pruning_has_a_name_and_brings_them_back(chromium, product):
    with signed_in(chromium, product, "student") as mine:
        seqs = "() => [...document.querySelectorAll('.entry[data-seq]')].map((e) => +e.dataset.seq)"
        while mine.locator(".timeline > [data-older] a").count():  # all of it first
            mine.locator(".timeline > [data-older] a").click()
            mine.wait_for_timeout(300)
        whole = mine.evaluate(seqs)
        mine.evaluate(
            """() => {
                const view = document.querySelector('conversation-view');
                view.timeline.toEnd(); // where the link is far out of sight
                view.timeline.entries.slice(0, 5).forEach((entry) => entry.remove());
                view.history.offerOlder();
            }"""
        )
        link = mine.get_by_role("link", name="Older messages")
        assert link.get_attribute("href") == f"?before={whole[5]}"
        link.dispatch_event("click")  # going there would load them by itself
        mine.wait_for_function(f"(all) => ({seqs})().length === all", arg=len(whole))
        assert mine.evaluate(seqs) == whole


def test_the_tools_of_a_message_cover_no_text(chromium, product):
    covered = """() => {
        const box = (each) => each.getBoundingClientRect();
        const tools = [...document.querySelectorAll('.entry__tools')]
            .find((each) => getComputedStyle(each).opacity === '1');
        const over = [...document.querySelectorAll('.timeline .entry__text, .timeline .entry__head *')]
            .filter((text) => {
                const [a, b] = [box(tools), box(text)];
                const beside = a.right <= b.left || b.right <= a.left;
                return b.width && !beside && a.top < b.bottom && b.top < a.bottom;
            });
        return over.map((each) => each.textContent.slice(0, 40));
    }"""
    long = "A sentence that goes on for a while so that the line is full. " * 3
    with pair(chromium, product) as (mine, theirs):
        for text in ("ok", long, "yes", long, "no"):
            say(mine, text)
            say(theirs, text)
        has(mine, "no")
        mine.wait_for_function("() => !document.querySelector('.entry[data-state=sending]')")
        messages = mine.locator(".timeline .entry[data-kind=message][data-seq] .entry__text")
        for width in (1440, 900, 600):
            mine.set_viewport_size({"width": width, "height": 900})
            for at in range(-9, 0):
                messages.nth(at).hover()
                assert mine.evaluate(covered) == [], (width, at)


def test_the_end_stays_in_sight_when_an_answer_is_begun(chromium, product):
    mark = uuid4().hex[:8]
    end, room = (
        f"document.querySelector('.timeline-scroll').{m}" for m in ("scrollTop", "clientHeight")
    )
    with pair(chromium, product) as (mine, theirs):
        say(theirs, mark)
        has(mine, mark)
        last = mine.locator(".entry[data-seq]").last
        last.hover()
        mine.wait_for_timeout(300)
        height = mine.evaluate(room)
        last.locator("[data-act=reply]").hover()
        mine.mouse.down()
        mine.mouse.up()
        mine.wait_for_function(f"(height) => {room} < height", arg=height)
        mine.wait_for_timeout(300)
        assert mine.evaluate(end) > -1
