"""The calendar by mouse, finger and keyboard: what is chosen leads to a form; nothing moves without it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.doors import enter

WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BERLIN = {"locale": "en-GB", "timezone_id": "Europe/Berlin"}
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)
READY = "document.querySelector('calendar-board')?.matches(':defined')"
# Where on the screen a minute of the n-th day that is shown lies, after it was scrolled there.
PLACE = """([n, minute]) => {
    const columns = [...document.querySelectorAll(".cal__column")].filter((each) => each.checkVisibility());
    const box = document.querySelector(".cal__scroll");
    box.scrollIntoView({ block: "start", behavior: "instant" });
    box.scrollTop = Math.max(minute - 120, 0);
    const { left, width, top } = columns[n].getBoundingClientRect();
    return [left + width - 6, top + minute, columns[n].dataset.starts];
}"""


def next_week():
    """A day of the week after the next: all of it is to come, and within what can be booked."""
    return (datetime.now(UTC) + timedelta(days=14)).date()


@pytest.fixture
def calendar(product, chromium):
    """The calendar of one of the demo's people, on a day."""

    def open_calendar(name, *, screen=WIDE, **query):
        address = "&".join(f"{key}={value}" for key, value in query.items())
        page = enter(
            chromium, product, f"{name}@demo.test", f"/calendar?{address}", **screen, **BERLIN
        )
        page.wait_for_function(READY)
        return page

    return open_calendar


def place(page, n, minute):
    """Coordinates of a minute, and the instant that it is."""
    x, y, starts = page.evaluate(PLACE, [n, minute])
    return x, y, datetime.fromisoformat(starts) + minute * MINUTE


def named(page):
    """The instants that the address of the page names, in UTC."""
    query = parse_qs(urlsplit(page.url).query)
    return {key: datetime.fromisoformat(value).astimezone(UTC) for key, (value,) in query.items()}


def test_a_drag_over_free_time_leads_to_what_can_be_done_with_it(calendar):
    page = calendar("coach", view="week", on=next_week())
    x, y, starts = place(page, 6, 21 * 60)

    page.mouse.move(x, y + 2)
    page.mouse.down()
    page.mouse.move(x, y + 40)
    page.mouse.move(x, y + 88)
    expect(page.locator(".cal__choice b")).to_have_text("21:00–22:30")
    page.mouse.up()

    page.wait_for_url(re.compile("/calendar/time"))
    assert named(page) == {"starts": starts, "ends": starts + 90 * MINUTE}
    expect(page.get_by_role("heading", name="Offer or book it")).to_be_visible()


def test_two_taps_on_a_phone_are_where_it_begins_and_where_it_ends(calendar):
    page = calendar("coach", screen=PHONE, on=next_week())
    x, y, starts = place(page, 0, 20 * 60)

    page.touchscreen.tap(x, y + 3)
    expect(page.locator(".cal__choice b")).to_have_text("20:00–21:00")
    assert "/calendar/time" not in page.url
    page.touchscreen.tap(x, y + 98)

    page.wait_for_url(re.compile("/calendar/time"))
    assert named(page) == {"starts": starts, "ends": starts + 105 * MINUTE}


def test_a_tap_and_a_tap_on_what_was_chosen_is_an_hour(calendar):
    page = calendar("coach", screen=PHONE, on=next_week())
    x, y, starts = place(page, 0, 20 * 60)

    page.touchscreen.tap(x, y + 3)
    page.touchscreen.tap(x, y + 20)

    page.wait_for_url(re.compile("/calendar/time"))
    assert named(page) == {"starts": starts, "ends": starts + 60 * MINUTE}


def test_by_the_keyboard_alone(calendar):
    page = calendar("coach", view="week", on=next_week())
    column = page.locator(".cal__column").nth(1)
    day = datetime.fromisoformat(column.get_attribute("data-starts"))

    page.keyboard.press("n")
    before = page.locator(".cal__choice b").inner_text()
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    hour, minute = map(int, before.split("–")[0].split(":"))
    said = page.locator("[data-says]").inner_text()
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/calendar/time"))
    starts = day + timedelta(hours=hour, minutes=minute) + QUARTER
    assert named(page) == {"starts": starts, "ends": starts + 90 * MINUTE}
    assert said.startswith(column_name(day))


def column_name(day):
    local = day + timedelta(hours=12)
    return f"{local:%A} {local.day} {local:%B}"


def test_escape_leaves_nothing_chosen(calendar):
    page = calendar("coach", view="week")
    page.keyboard.press("n")
    expect(page.locator(".cal__choice")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cal__choice")).to_have_count(0)
    expect(page.locator(".cal__scroll")).to_be_focused()


def movable(page, name):
    """Go on week by week to a session that can be moved. Returns its place in the page."""
    entry = page.locator(".cal__entry[data-move]").first
    for _week in range(6):
        if entry.count():
            return entry
        page.get_by_role("link", name="Later").first.click()
        page.wait_for_function(READY)
    raise AssertionError(f"{name} has no session to come")


def test_a_session_that_is_dragged_asks_in_the_form_and_moves_nothing(calendar):
    page = calendar("coach", view="week")
    entry = movable(page, "The coach")
    link = entry.locator("a")
    link.scroll_into_view_if_needed()
    stood = datetime.fromisoformat(entry.locator("time").get_attribute("datetime"))
    session = link.get_attribute("href")
    box = link.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 10

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 20)
    page.mouse.move(x, y + 60)
    page.mouse.up()

    page.wait_for_url(re.compile(f"{session}/reschedule"))
    assert named(page) == {"starts": stood + 60 * MINUTE}
    expect(page.get_by_text("Booked now")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.go_back()
    expect(page.locator(f'time[datetime="{stood.isoformat()}"]').first).to_be_visible()


def test_a_session_is_moved_by_the_keyboard_to_the_same_form(calendar):
    page = calendar("coach", view="week")
    entry = movable(page, "The coach")
    stood = datetime.fromisoformat(entry.locator("time").get_attribute("datetime"))

    entry.locator("a").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/reschedule"))
    assert named(page) == {"starts": stood + 30 * MINUTE}


def test_a_press_on_a_session_that_is_not_dragged_opens_it(calendar):
    page = calendar("coach", view="week")
    entry = movable(page, "The coach")
    session = entry.locator("a").get_attribute("href")

    entry.locator("a").click()

    page.wait_for_url(re.compile(f"{session}$"))


def test_the_keys_turn_the_page_and_choose_how_much_is_shown(calendar):
    page = calendar("coach", on="2027-03-31")

    for key, address in (
        ("ArrowRight", r"on=2027-04-07"),
        ("ArrowLeft", r"on=2027-03-31"),
        ("d", r"view=day"),
        ("ArrowRight", r"on=2027-04-01"),
        ("m", r"view=month"),
        ("a", r"view=agenda"),
        ("w", r"view=week"),
        ("t", r"calendar\?view=week$"),
    ):
        page.keyboard.press(key)
        page.wait_for_url(re.compile(address))
        page.wait_for_function(READY)
    assert page.locator(".cal__now").is_visible()


def test_on_a_phone_the_day_that_is_shown_is_the_one_that_is_marked(calendar):
    phone, wide = (
        calendar("coach", screen=screen).locator(".tab[aria-current]:visible")
        for screen in (PHONE, WIDE)
    )

    expect(phone).to_have_text("Day")
    expect(wide).to_have_text("Week")


@pytest.mark.parametrize("view", ["", "week", "day", "month", "agenda"])
def test_every_view_has_its_period_and_its_tabs_once_on_a_phone(calendar, view):
    page = calendar("coach", screen=PHONE, view=view, on="2027-03-31")

    expect(page.locator(".cal__period:visible")).to_have_count(1)
    expect(page.locator(".tab[aria-current]:visible")).to_have_count(1)
    page.locator("[data-key=ArrowRight]:visible").click()
    page.wait_for_url(re.compile("on=2027-04"))


def test_the_line_of_now_moves_with_the_clock(calendar):
    page = calendar("coach", view="day")
    line = page.locator(".cal__now")
    starts = datetime.fromisoformat(page.locator(".cal__column").get_attribute("data-starts"))

    page.clock.install(time=starts + timedelta(hours=5, minutes=30))
    page.reload()
    page.wait_for_function(READY)
    expect(line).to_have_attribute("data-h", "5")
    expect(line).to_have_attribute("data-m", "30")
    page.clock.run_for(60_000)
    expect(line).to_have_attribute("data-m", "31")
    page.context.set_offline(True)  # or the server, whose clock is the true one, draws it anew
    page.clock.run_for(20 * 3_600_000)
    expect(line).to_be_hidden()
