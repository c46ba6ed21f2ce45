"""Posting, finding, proposing, comparing and accepting, on a desk and on a phone."""

import re

import pytest

from tests.browser.doors import context_of, log_in_by_form
from tests.browser.test_the_look import faults

pytestmark = pytest.mark.timeout(300)  # three browsers walk one after the other

WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LETTER = (
    "I taught this to working people for eight years, and your plan is one I know well. "
    "We would begin with what you already have."
)
APPROACH = "First a talk about where you stand, then small steps, then a plan that you keep."
ABOUT = "I want to read orchestral scores at the piano and have an hour for it on most evenings."


@pytest.fixture
def people(product, chromium):
    """Pages of demo people, each in a browser of its own; errors in a console fail the test."""
    contexts, errors = [], []

    def sign_in(name, **options):
        context = context_of(chromium, product, f"{name}@demo.test", locale="en-GB", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert errors == []


def ready(page, *elements):
    """The page's own elements are at work."""
    for element in elements:
        page.wait_for_function(f"document.querySelector('{element}').matches(':defined')")


def fill_request(page, product, title):
    page.goto(f"{product.url}/post-request")
    page.get_by_label("What do you want to learn?").fill(title)
    page.get_by_label("Tell coaches more").fill(ABOUT)
    page.get_by_label("Skills").fill("Piano, Score reading,")
    page.get_by_label("Sessions you have in mind").fill("4")
    page.get_by_label("Budget in total").fill("200")
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_label("Question 1").fill("Which scores would you start with?")


def propose(page, product, title, price):
    page.goto(f"{product.url}/jobs?q={title.split()[-1]}")
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Send a proposal").click()
    page.wait_for_url("**/submit-proposal/*")
    ready(page, "live-total")
    page.get_by_label("Your letter").fill(LETTER)
    page.get_by_label("How you would go about it").fill(APPROACH)
    page.get_by_label("Which scores would you start with?").fill("Haydn, the early ones.")
    page.get_by_label("Price per session").fill(price)
    total = page.locator("live-total output").inner_text()
    page.get_by_role("button", name="Send the proposal").click()
    page.wait_for_url("**/proposals/*")
    return total


def walk(people, product, title, *, tick, **options):
    student = people("student", **options)
    fill_request(student, product, title)
    ready(student, "weekly-grid", "skill-input", "autosave-form")
    tick(student)
    student.get_by_role("status").get_by_text("Draft saved").wait_for()
    assert "draft=" in student.url
    hours = student.locator("weekly-grid [data-sum]").inner_text()
    student.reload()
    ready(student, "weekly-grid", "skill-input", "autosave-form")
    assert student.get_by_label("What do you want to learn?").input_value() == title
    assert student.get_by_label("Tell coaches more").input_value() == ABOUT
    assert student.get_by_label("Question 1").input_value() == "Which scores would you start with?"
    assert student.locator("weekly-grid [data-sum]").inner_text() == hours
    student.get_by_role("button", name="Post the request").click()
    student.wait_for_url("**/jobs/*")
    assert student.get_by_text("Score reading").is_visible()

    total = propose(people("coach", **options), product, title, "45.50")
    for figure in ("EUR 45.50", "EUR 182.00", "EUR 27.30", "EUR 154.70"):
        assert figure in total
    propose(people("coach2", **options), product, title, "60")

    student.goto(student.url + "/manage")
    names = student.locator(".compare__one h3").all_inner_texts()
    assert names == ["Carmen Ortega", "Daniel Moreau"]
    assert student.get_by_text("EUR 40.00 above your budget").is_visible()
    dearer = student.locator(".compare__one", has_text="Daniel Moreau")
    dearer.get_by_role("button", name="Shortlist").click()
    student.locator(".compare__one:first-child h3", has_text="Daniel Moreau").wait_for()
    student.get_by_role("button", name="Accept Carmen’s proposal").click()
    student.wait_for_url(re.compile(r"/contracts/create/\d+$"))
    return student


def by_keyboard(page):
    """Monday 06:00, two hours down and one day over, painted with Shift."""
    page.locator("weekly-grid tbody input").nth(6 * 7).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    assert page.get_by_text("3 hours a week").is_visible()


def by_finger(page):
    for hour in (18, 19):
        page.locator(f"input[value='2-{hour * 60}-{hour * 60 + 60}']").tap()
    assert page.get_by_text("2 hours a week").is_visible()


def test_the_whole_way_on_a_desk(people, product):
    walk(people, product, "Read orchestral scores at sight", tick=by_keyboard, **WIDE)


def test_the_whole_way_on_a_phone(people, product):
    page = walk(people, product, "Accompany singers from memory", tick=by_finger, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_sorting_by_keyboard_in_the_conversation_stays_on_the_press_and_with_its_owner(
    people, product
):
    student, coach = people("student2", **WIDE), people("coach2", **WIDE)
    for page in (student, coach):
        page.goto(f"{product.url}/chat/2")
        ready(page, "conversation-view")
    numbers = "entries => entries.map((entry) => entry.dataset.n)"
    before = coach.locator(".timeline .entry").evaluate_all(numbers)
    card = coach.locator("#proposal-2-card").inner_html()
    student.locator("#proposal-2-card").get_by_role("button", name="Archive").focus()
    for label in ("Bring it back", "Archive"):
        student.keyboard.press("Enter")
        student.locator("#proposal-2-card button:focus", has_text=label).wait_for()
    assert coach.locator(".timeline .entry").evaluate_all(numbers) == before
    assert coach.locator("#proposal-2-card").inner_html() == card


def test_a_mouse_paints_and_a_click_takes_back(people, product):
    page = people("student", **WIDE)
    page.goto(f"{product.url}/post-request")
    ready(page, "weekly-grid")
    page.locator("weekly-grid").scroll_into_view_if_needed()
    cells = page.locator("weekly-grid tbody td")
    first, last = cells.nth(10 * 7).bounding_box(), cells.nth(12 * 7).bounding_box()
    page.mouse.move(first["x"] + 8, first["y"] + 8)
    page.mouse.down()
    page.mouse.move(last["x"] + 8, last["y"] + 8, steps=12)
    page.mouse.up()
    assert page.get_by_text("3 hours a week").is_visible()
    cells.nth(11 * 7).click()
    assert page.get_by_text("2 hours a week").is_visible()


def test_a_wrong_request_keeps_what_was_typed_and_says_where(people, product):
    page = people("student", **WIDE)
    fill_request(page, product, "Too short")
    page.get_by_role("button", name="Post the request").click()
    error = page.locator("#id_title_error")
    assert "at least 10 characters" in error.inner_text()
    assert page.get_by_label("Tell coaches more").input_value() == ABOUT
    page.locator(".skills__chosen li").nth(1).wait_for()
    assert page.locator(".skills__chosen li").all_inner_texts() == ["Piano×", "Score reading×"]


def test_posting_without_script(chromium, product):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in_by_form(page, product, "student2@demo.test")
    fill_request(page, product, "Piano without any script")
    page.locator("input[value='0-300-360']").check()
    page.get_by_role("button", name="Post the request").click()
    assert page.get_by_role("heading", name="Piano without any script").is_visible()
    assert page.get_by_text("05:00–06:00").is_visible()
    context.close()


@pytest.mark.parametrize("options", [WIDE, PHONE])
def test_axe_finds_nothing(people, product, options):
    student, coach = people("student2", **options), people("coach2", **options)
    visits = [
        (student, ["/post-request", "/my-requests", "/jobs/2/manage", "/jobs/2", "/proposals/2"]),
        (coach, ["/jobs?sort=budget", "/jobs/4", "/submit-proposal/4", "/my-requests"]),
    ]
    for page, paths in visits:
        for path in paths:
            page.goto(f"{product.url}{path}")
            page.wait_for_timeout(300)
            assert faults(page, path) == []
