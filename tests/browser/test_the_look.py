"""Accessibility, themes, the drawer, and the other direction of reading, in a browser."""

import pytest
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe

from tests.browser.days import booking_day, next_uneven_march
from tests.browser.doors import let_in

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MODES = {
    "wide": {"viewport": WIDE, "color_scheme": "light"},
    "phone": {"viewport": PHONE, "color_scheme": "light", "has_touch": True, "is_mobile": True},
}
AXE = Axe()
# In the dark a page has the same elements: only what depends on its colours is asked again.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
STUDENT = [
    "/dashboard",
    "/chat",
    "/chat/1",
    "/contracts",
    "/contracts/1",
    "/contracts/1/cancel",
    "/contracts/1/sessions",
    "/sessions/2",
    "/sessions/4/schedule",
    "/my-requests",
    "/post-request",
    "/jobs/1/manage",
    "/coaches",
    "/notifications",
    "/calendar",
    "/calendar?on=2027-03-28",
    "/calendar?view=month",
    "/calendar?view=agenda",
    f"/calendar/time?starts={booking_day()}T10:00",
    "/settings",
    "/settings/availability",
]
COACH = [
    "/dashboard",
    "/calendar",
    "/calendar?view=week",
    f"/calendar/time?starts={booking_day()}T10:00&ends={booking_day()}T12:00",
    "/jobs",
    "/jobs/2",
    "/submit-proposal/2",
    "/settings/coach",
    "/sessions/2",
]
SESSIONS = [
    "/contracts/1/sessions",
    "/contracts/1/series",
    f"/contracts/1/series?first={next_uneven_march()}T17:00&count=3",
    "/sessions/1",
    "/sessions/1/notes",
    "/sessions/2",
    "/sessions/2/cancel",
    "/sessions/2/link",
    "/sessions/2/reschedule",
    "/sessions/2/reschedule?typed=thu+5pm+or+sat+morning",
    "/sessions/3",
    "/sessions/4",
    "/sessions/4/schedule",
    f"/sessions/4/schedule?at={booking_day()}T03:00Z",
    "/sessions/4/times",
    f"/sessions/4/times?starts={booking_day()}T10:00Z&starts=soon",
    "/sessions/4/times?typed=thu+5-7+or+sat+morning",
]
DOORS = ["/", "/account/login/", "/account/signup/", "/account/password/reset/", "/nowhere"]
ROOMS = [
    "/styleguide",
    "/styleguide/chat",
    "/styleguide/chat#context",
    "/styleguide/form",
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/sessions/",
]


@pytest.fixture
def open_page(chromium):
    contexts = []

    def opened(**options):
        context = chromium.new_context(**options)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def log_in(page, product, email="student@demo.test"):
    let_in(page.context, product, email)


def violations(page, **options):
    """The rules of axe that the page breaks, each with the first place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    answer = page.evaluate("(options) => axe.run(document, options)", DEFAULT_OPTIONS | options)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in answer["violations"]]


def faults(page, path):
    """What axe finds, on a wide screen in the dark too, and whether the page is wider than the screen."""
    found = [f"{path}: {each}" for each in violations(page)]
    if page.viewport_size == WIDE:
        page.emulate_media(color_scheme="dark")
        found += [f"{path} in the dark: {each}" for each in violations(page, runOnly=OF_COLOURS)]
        page.emulate_media(color_scheme="light")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{path}: wider than the screen")
    return found


def test_what_is_too_pale_in_the_dark_alone_is_found(product, open_page):
    page = open_page(**MODES["wide"])
    page.goto(product.url)
    assert faults(page, "/") == []
    pale = "each => { each.style.color = 'light-dark(black, #444)'; }"
    page.get_by_role("heading", level=1).evaluate(pale)
    (found,) = faults(page, "/")
    assert found.startswith("/ in the dark: color-contrast")


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_at_the_doors(product, open_page, mode):
    page = open_page(**MODES[mode])
    found = []
    for path in DOORS:
        page.goto(product.url + path)
        found += faults(page, path)
    assert found == []


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_in_the_rooms(product, open_page, mode):
    page = open_page(**MODES[mode])
    log_in(page, product)
    found = []
    for path in ROOMS:
        page.goto(product.url + path)
        found += faults(page, path)
    assert found == []


@pytest.mark.timeout(600)  # many pages, and axe is slow on a busy machine
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("email", "paths"), [("student@demo.test", STUDENT), ("coach@demo.test", COACH)]
)
def test_axe_finds_nothing_where_the_work_is_done(product, open_page, mode, email, paths):
    page = open_page(**MODES[mode])
    log_in(page, product, email)
    found = []
    for path in paths:
        answer = page.goto(product.url + path)
        assert answer.status == 200, path
        found += faults(page, path)
    assert found == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("email", ["student@demo.test", "coach@demo.test"])
def test_axe_finds_nothing_on_the_pages_and_forms_of_sessions(product, open_page, mode, email):
    page = open_page(**MODES[mode])
    log_in(page, product, email)
    found = []
    for path in SESSIONS:
        answer = page.goto(product.url + path)
        assert answer.status == 200, path
        found += faults(page, path)
    assert found == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("email", "opener", "path"),
    [
        ("coach@demo.test", "Offer times", "/contracts/1"),
        ("student@demo.test", "Book a time", "/contracts/1"),
        ("student@demo.test", "Ask for another time", "/sessions/2"),
        ("student@demo.test", "Cancel session", "/sessions/2"),
    ],
)
def test_axe_finds_nothing_in_the_drawers_of_sessions(
    product, open_page, mode, email, opener, path
):
    page = open_page(**MODES[mode])
    log_in(page, product, email)
    page.goto(product.url + path)
    page.get_by_role("link", name=opener, exact=True).first.click()
    page.locator("#drawer form").first.wait_for()
    page.wait_for_timeout(300)  # the drawer slides in
    assert faults(page, f"{path}: {opener}") == []


@pytest.mark.parametrize("path", ["/", "/styleguide", "/styleguide/chat", "/styleguide/form"])
def test_pages_fit_a_phone_when_text_runs_from_right_to_left(product, open_page, path):
    page = open_page(**MODES["phone"])
    log_in(page, product)
    page.goto(product.url + path)
    page.evaluate("document.documentElement.dir = 'rtl'")
    spill = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(spill) == 0


def test_chosen_theme_stays_after_a_reload(product, open_page):
    page = open_page(**MODES["wide"])
    page.goto(product.url)
    page.get_by_role("button", name="Dark").click()
    page.reload()
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_sign_up_proposes_the_zone_of_the_browser(product, open_page):
    page = open_page(timezone_id="America/Toronto")
    page.goto(f"{product.url}/account/signup/")
    assert page.get_by_label("Time zone").input_value() == "America/Toronto"


def test_drawer_opens_over_the_page_and_gives_the_focus_back(product, open_page):
    page = open_page(**MODES["wide"])
    log_in(page, product)
    page.goto(f"{product.url}/styleguide")
    opener = page.get_by_role("link", name="Open the drawer")
    opener.press("Enter")
    drawer = page.get_by_role("dialog", name="A request")
    drawer.wait_for()
    assert drawer.get_by_label("Title").evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    assert opener.evaluate("e => e === document.activeElement")
    assert page.url == f"{product.url}/styleguide"


def test_back_button_closes_the_drawer_and_stays_on_the_page(product, open_page):
    page = open_page(**MODES["phone"])
    log_in(page, product)
    page.goto(f"{product.url}/styleguide")
    page.get_by_role("link", name="Open the drawer").click()
    drawer = page.get_by_role("dialog", name="A request")
    drawer.wait_for()
    page.go_back()
    drawer.wait_for(state="hidden")
    assert page.url == f"{product.url}/styleguide"


def test_form_in_the_drawer_keeps_what_was_typed_and_closes_when_it_is_right(product, open_page):
    page = open_page(**MODES["wide"])
    log_in(page, product)
    page.goto(f"{product.url}/styleguide")
    page.get_by_role("link", name="Open the drawer").click()
    drawer = page.get_by_role("dialog", name="A request")
    drawer.get_by_label("Title").fill("Too short")
    drawer.get_by_label("Price").fill("25")
    drawer.get_by_label("Sessions").fill("8")
    drawer.get_by_label("Per hour").check()
    drawer.get_by_label("I have read the policy").check()
    drawer.get_by_role("button", name="Send the request").click()
    drawer.get_by_role("alert").wait_for()
    assert drawer.get_by_label("Title").input_value() == "Too short"
    assert drawer.get_by_label("Title").get_attribute("aria-invalid") == "true"

    drawer.get_by_label("Title").fill("Long enough to be sent")
    drawer.get_by_role("button", name="Send the request").click()
    drawer.wait_for(state="hidden")
    page.locator(".toast", has_text="Sent. Nothing was kept").wait_for()


def test_forms_and_pages_work_without_script(product, open_page):
    page = open_page(java_script_enabled=False)
    log_in(page, product)
    page.goto(f"{product.url}/styleguide")
    page.get_by_role("link", name="Open the drawer").click()
    assert page.url == f"{product.url}/styleguide/form"
    page.get_by_role("button", name="Send the request").click()
    assert "Please fill this in" in page.content()


def test_question_mark_lists_the_keys(product, open_page):
    page = open_page(**MODES["wide"])
    page.goto(product.url)
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keyboard").wait_for()


def test_ctrl_k_jumps_to_a_contract_by_a_part_of_its_name(product, open_page):
    page = open_page(**MODES["wide"])
    log_in(page, product)
    page.goto(f"{product.url}/settings")
    page.keyboard.press("Control+k")
    page.get_by_role(
        "dialog", name="Jump to a conversation, contract, session or request"
    ).wait_for()
    page.locator("#jump-list a").first.wait_for()
    page.keyboard.type("seville")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contracts/*")
    assert "Seville" in page.content()
