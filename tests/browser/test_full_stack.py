"""The full stack in two browsers, each on a web process of its own."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import has, is_live, say, signed_in
from tests.browser.test_first_deal import (
    COACH,
    LONDON,
    STUDENT,
    VANCOUVER,
    Seat,
    agree_on_a_contract,
    agree_on_a_time,
    open_conversation,
    post_request,
    propose,
    talk_while_one_line_is_dead,
)

pytestmark = pytest.mark.timeout(600)


def test_the_main_job_is_done_across_processes(chromium, processes):
    student = Seat(chromium, processes[0], STUDENT, LONDON)
    coach = Seat(chromium, processes[1], COACH, VANCOUVER)
    title = "Songs for a slow evening"
    propose(coach, post_request(student, title))
    open_conversation(student, "Daniel Moreau")
    open_conversation(coach, "Sofia Lindqvist")
    talk_while_one_line_is_dead(student, coach)
    agree_on_a_contract(student, coach, title)
    agree_on_a_time(student, coach)
    assert [seat.errors for seat in (student, coach)] == [[], []]
    for seat in (student, coach):
        seat.context.close()


def test_valkey_restarts_in_the_middle_of_writing(chromium, full, processes):
    mark = uuid4().hex[:8]
    mine = signed_in(chromium, processes[1], "student")
    theirs = signed_in(chromium, processes[2], "coach")
    with mine as student, theirs as coach:
        say(student, f"{mark} before")
        has(coach, f"{mark} before")
        student.fill("textarea[name=body]", f"{mark} half a tho")
        full.valkey.kill()
        coach.fill("textarea[name=body]", f"{mark} while it is away")
        coach.press("textarea[name=body]", "Enter")
        full.valkey.start()
        assert student.input_value("textarea[name=body]") == f"{mark} half a tho"
        say(student, f"{mark} half a thought, and the rest")
        for page in (student, coach):
            page.set_default_timeout(60_000)  # what the restart lost, the next check finds
            has(page, f"{mark} while it is away")
            has(page, f"{mark} half a thought, and the rest")
            is_live(page)
            texts = page.locator(".timeline .entry__text").all_inner_texts()
            assert len([text for text in texts if text.startswith(mark)]) == 3
            expect(page.locator(".entry[data-state=sending]")).to_have_count(0)
        last = student.locator(".timeline > .entry[data-kind=message]").last
        assert re.search(mark, last.inner_text())
