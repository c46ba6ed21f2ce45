"""The workspace as one place: its list moves under the reader's eyes, its addresses lead back and forth."""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import is_live, say
from tests.browser.doors import SCRIPT, context_of

WIDE = {"width": 1440, "height": 700}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
CROWD = Path(__file__).with_name("crowd.py").read_text()
CHECK = f"""() => {SCRIPT}.then(({{ connection }}) =>
    connection.dispatchEvent(new CustomEvent('check')))"""

CONVERSATION = re.compile(r"/chat/\d+$")

TOP_OF = """(rows, name) => rows.find((row) => row.textContent.includes(name)).getBoundingClientRect().top"""


@contextmanager
def browser_of(chromium, product, who, **options):
    context = context_of(chromium, product, f"{who}@demo.test", **{"viewport": WIDE, **options})
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{product.url}/settings")
    page.goto(f"{product.url}/chat")
    if "is_mobile" not in options:
        page.wait_for_url(CONVERSATION)
    yield page
    context.close()
    assert errors == []


@pytest.fixture(scope="module")
def crowd(product, chromium):
    """`crowd@demo.test` in twenty-four conversations; write(number) says something new in one of them."""
    product.manage("shell", "-c", f"{CROWD}\nmake()")

    def write(number):
        with browser_of(chromium, product, f"crowd{number:02}") as coach:
            coach.locator(".inbox-row").click()
            coach.wait_for_url(re.compile(r"/chat/\d+$"))
            is_live(coach)
            say(coach, f"News from {number}")
            written = coach.locator(".entry", has_text=f"News from {number}")
            written.locator(".entry__status", has_text=re.compile("Sent|Seen")).wait_for()

    return write


@pytest.fixture
def reader(crowd, product, chromium):
    with browser_of(chromium, product, "crowd") as page:
        page.wait_for_function("() => document.querySelector('inbox-list')?.matches(':defined')")
        page.evaluate("window.notReloaded = true")
        yield page


def names(page):
    return page.locator(".inbox-row__name").all_inner_texts()


def top_of(page, name):
    """Asked for in one step: the list may be drawn anew between a look for the row and one at its place."""
    return page.locator(".inbox-row").evaluate_all(TOP_OF, name)


def test_rows_move_up_and_the_reader_keeps_place_and_focus(reader, crowd):
    assert names(reader)[0] == "Coach 24"
    reader.locator(".inbox-row", has_text="Coach 10").focus()
    reader.evaluate("document.querySelector('inbox-list').scrollTop += 40")
    before = top_of(reader, "Coach 10")

    crowd(3)
    expect(reader.locator(".inbox-row__name").first).to_have_text("Coach 03")

    assert abs(top_of(reader, "Coach 10") - before) < 2
    assert "Coach 10" in reader.evaluate("document.activeElement.textContent")
    assert "News from 3" in reader.locator(".inbox-row").first.inner_text()
    assert reader.evaluate("window.notReloaded")


def test_the_row_in_focus_stays_in_focus_when_it_is_the_one_that_moves(reader, crowd):
    reader.locator(".inbox-row", has_text="Coach 07").focus()
    crowd(7)
    expect(reader.locator(".inbox-row__name").first).to_have_text("Coach 07")
    assert "Coach 07" in reader.evaluate("document.activeElement.textContent")


def test_arrows_walk_through_the_rows_and_enter_opens_one(reader):
    rows = names(reader)
    reader.locator(".inbox-row").first.focus()
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("ArrowUp")
    assert rows[1] in reader.evaluate("document.activeElement.textContent")
    reader.keyboard.press("End")
    assert rows[-1] in reader.evaluate("document.activeElement.textContent")
    reader.keyboard.press("Home")
    reader.keyboard.press("Enter")
    reader.wait_for_url(re.compile(r"/chat/\d+$"))
    expect(reader.locator(".conversation-head")).to_contain_text(rows[0])


def test_archived_in_one_tab_is_gone_in_the_other_until_something_happens(reader, crowd, product):
    other = reader.context.new_page()
    other.goto(f"{product.url}/chat")
    other.wait_for_url(CONVERSATION)
    other.locator(".inbox-row", has_text="Coach 05").click()
    expect(other.locator(".conversation-head")).to_contain_text("Coach 05")
    other.get_by_role("button", name="More").click()
    other.get_by_role("button", name=re.compile("^Archive")).click()
    other.wait_for_url(re.compile("/chat$"))

    gone = reader.locator(".inbox-row", has_text="Coach 05")
    expect(gone).to_have_count(0)
    archived = reader.get_by_role("link", name="Archived 1")
    expect(archived).to_be_visible()
    archived.click()
    expect(reader.locator(".inbox-row__name")).to_have_text(["Coach 05"])

    crowd(5)
    expect(reader.locator(".inbox-row")).to_have_count(0)
    reader.get_by_role("link", name="All", exact=True).click()
    expect(reader.locator(".inbox-row__name").first).to_have_text("Coach 05")


def test_presence_shows_in_the_list_with_the_next_check(reader, product, chromium):
    row = reader.locator(".inbox-row", has_text="Coach 24")
    assert row.locator("[data-presence]").count() == 0
    with browser_of(chromium, product, "crowd24") as coach:
        is_live(coach)
        for _ in range(15):
            coach.wait_for_timeout(1000)  # who is here is written once in a while
            reader.evaluate(CHECK)
            reader.wait_for_timeout(300)
            if row.locator("[data-presence=online]").count():
                break
        expect(row.locator("[data-presence=online]")).to_have_count(1)


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_every_place_has_an_address_and_back_leads_out_of_it(product, chromium, screen):
    with browser_of(chromium, product, "student", **screen) as page:
        page.locator(".inbox-row", has_text="Carmen").click()  # theirs is the contract that runs
        page.wait_for_url(re.compile(r"/chat/\d+$"))
        address = page.url
        box = page.get_by_role("textbox", name="Message")
        expect(box).to_be_visible()

        rail = page.locator("#context")
        if screen:  # a wide page shows it all the time
            page.get_by_role("link", name="Details").click()
            page.wait_for_url(re.compile("#context$"))
        expect(rail).to_be_visible()
        rail.get_by_role("link", name=re.compile("^(Book a time|Offer times)")).first.click()
        drawer = page.get_by_role("dialog")
        expect(drawer.locator("form").first).to_be_visible()

        page.go_back()
        expect(drawer).to_be_hidden()
        expect(rail).to_be_visible()
        if screen:
            page.go_back()
            expect(rail).to_be_hidden()
        assert page.url == address
        page.go_back()
        if screen:
            page.wait_for_url(f"{product.url}/chat")
            expect(page.locator(".inbox-row").first).to_be_visible()
        else:  # where the list has a conversation beside it, there is no step without one
            page.wait_for_url(f"{product.url}/settings")
        page.go_forward()
        page.wait_for_url(address)
        expect(box).to_be_visible()


def test_a_wide_inbox_opens_what_waits_for_its_reader(product, chromium):
    with browser_of(chromium, product, "student") as page:
        expect(page.locator(".conversation-head")).to_contain_text("Carmen")
        row = page.locator(".inbox-row[aria-current=page]")
        expect(row).to_contain_text("Your turn")
        assert page.evaluate("document.activeElement === document.body")
        page.goto(f"{product.url}/chat?filter=mine")
        page.wait_for_url(re.compile(r"/chat/\d+\?filter=mine$"))
        page.goto(f"{product.url}/chat?filter=archived")
        expect(page.locator(".inbox .empty")).to_be_visible()
        assert page.url.endswith("/chat?filter=archived")


def test_a_wide_inbox_leaves_what_was_marked_as_unread(reader, product):
    shown = reader.locator(".conversation-head .person__name").inner_text()
    reader.get_by_role("button", name="More").click()
    reader.get_by_role("button", name="Mark as unread").click()
    reader.wait_for_url(f"{product.url}/chat")
    expect(reader.locator(".inbox-row", has_text=shown)).to_have_attribute("data-unread", "")
    reader.goto(f"{product.url}/chat")
    reader.wait_for_url(CONVERSATION)
    expect(reader.locator(".conversation-head")).not_to_contain_text(shown)


def test_a_phone_has_the_list(product, chromium):
    with browser_of(chromium, product, "student", **PHONE) as page:
        page.wait_for_timeout(500)
        assert page.url == f"{product.url}/chat"
        expect(page.locator(".inbox-row").first).to_be_visible()


def test_ctrl_k_finds_conversations_contracts_sessions_and_requests_by_keyboard(product, chromium):
    with browser_of(chromium, product, "student") as page:
        for words, address in (
            ("carmen conversation", r"/chat/\d+$"),
            ("sk-20 ortega", r"/contracts/\d+$"),
            ("session 2 carmen", r"/sessions/\d+$"),
            ("cello", r"/jobs/\d+/manage$"),
        ):
            page.goto(f"{product.url}/settings")
            page.keyboard.press("Control+k")
            page.locator("#jump-list a").first.wait_for()
            page.keyboard.type(words)
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(address))


def test_ctrl_k_asks_the_server_for_what_its_list_lacks(product, chromium):
    with browser_of(chromium, product, "student") as page:
        page.goto(f"{product.url}/settings")
        page.keyboard.press("Control+k")
        page.locator("#jump-list a").first.wait_for()
        page.evaluate("document.querySelector('#jump-list').replaceChildren()")
        page.keyboard.type("sk-20 ortega")
        page.locator("#jump-list a[href^='/contracts/']").first.wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/contracts/\d+$"))
        page.keyboard.press("Control+k")
        page.keyboard.type("zzz zzz")
        page.get_by_text("Nothing of yours is called that.").wait_for()


def test_ctrl_k_finds_a_phrase_in_its_order_only(product, chromium):
    with browser_of(chromium, product, "student") as page:
        page.goto(f"{product.url}/settings")
        page.keyboard.press("Control+k")
        page.locator("#jump-list a").first.wait_for()
        page.keyboard.type("“ortega carmen”")
        page.get_by_text("Nothing of yours is called that.").wait_for()
        expect(page.locator("#jump-list a:visible")).to_have_count(0)
        page.locator("quick-jump input").fill("“carmen ortega”")
        page.locator("#jump-list a:visible").first.wait_for()
        expect(page.get_by_text("Nothing of yours is called that.")).to_be_hidden()
