"""The view that leaves the messages out, while messages go on coming."""

from uuid import uuid4

from tests.browser.conversations import has, is_live, pair, say


def test_a_message_that_comes_meanwhile_is_counted_and_neither_shown_nor_read(chromium, product):
    mark = uuid4().hex
    with pair(chromium, product) as (mine, theirs):
        mine.goto(mine.url.split("?")[0] + "?show=agreements")
        is_live(mine)
        mine.bring_to_front()
        say(theirs, f"{mark} hidden")
        pill = mine.locator(".new-pill")
        pill.wait_for()
        assert pill.inner_text().strip() == "1 new"
        assert mine.locator(".timeline", has_text=mark).count() == 0
        mine.wait_for_timeout(2_000)  # longer than what stands here would need to be read
        assert theirs.locator(".entry[data-side=own] .entry__status").last.inner_text() == "Sent"

        say(mine, f"{mark} from here")
        has(mine, f"{mark} from here")
        has(theirs, f"{mark} from here")

        pill.click()
        mine.wait_for_url(lambda url: "show=" not in url)
        has(mine, f"{mark} hidden")
        theirs.wait_for_function(
            "() => [...document.querySelectorAll('.entry__status')].at(-1).textContent === 'Seen'"
        )
