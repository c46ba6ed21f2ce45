"""What stays when a part of the page is exchanged for what the server draws now: `replace.js`."""

import pytest

from tests.browser.doors import SCRIPT

CARD = """
<article class="card" id="deal">
  <a id="need-1" href="/contracts/1">First</a> <a id="need-2" href="/contracts/2">Second</a>
  <details><summary>Declined (2)</summary></details>
  <details><summary>Version 1</summary></details>
  <details><summary>Version 2</summary></details>
  <div class="wide"><p>…</p></div>
  <form action="/take"><button>Thursday</button></form>
  <form action="/take"><button>Friday</button></form>
</article>
"""
ROWS = "".join(f'<a class="inbox-row" id="row-{n}" href="/chat/{n}">Row {n}</a>' for n in range(40))


@pytest.fixture(scope="module")
def replacing(module_product, chromium):
    """A page with one part, and a function that exchanges it."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(module_product.url)
    page.evaluate(f"async () => {{ window.code = await {SCRIPT}; }}")
    page.add_style_tag(
        content="""
        .wide { width: 100px; overflow: auto } .wide p { width: 900px }
        .list { display: block; height: 200px; overflow: auto; overflow-anchor: none }
        .list a { display: block; height: 40px }"""
    )
    yield page
    context.close()


@pytest.fixture
def page(replacing):
    show(replacing, CARD)
    return replacing


def show(page, html):
    page.evaluate("html => { document.querySelector('main').innerHTML = html; }", html)


def replace(page, html):
    return page.evaluate(
        "html => code.replace(document.getElementById('deal'), code.elementOf(html))", html
    )


def in_focus(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_the_focus_stays_on_the_same_link_wherever_it_stands_now(page):
    page.get_by_role("link", name="Second").focus()
    fewer = CARD.replace('<a id="need-1" href="/contracts/1">First</a>', "")

    assert replace(page, fewer.replace("need-2", "need-1")) is True
    assert in_focus(page) == "Second"


def test_the_focus_stays_on_the_same_press(page):
    page.get_by_role("button", name="Friday").focus()

    assert replace(page, CARD.replace("Friday", "Friday 17:00")) is True
    assert in_focus(page) == "Friday 17:00"


def test_the_focus_does_not_go_to_another_press_of_the_same_address(page):
    page.get_by_role("button", name="Thursday").focus()
    gone = CARD.replace('<form action="/take"><button>Thursday</button></form>', "")

    assert replace(page, gone) is False
    assert page.evaluate("document.activeElement === document.body")


def test_a_focus_outside_is_left_alone(page):
    page.evaluate("document.querySelector('main').focus()")

    assert replace(page, CARD) is True
    assert page.evaluate("document.activeElement.id") == "main"


def test_what_is_open_stays_open_though_its_numbers_change(page):
    page.get_by_text("Declined (2)").click()
    page.get_by_text("Version 2").click()

    replace(page, CARD.replace("Declined (2)", "Declined (3)"))

    assert page.locator("details[open] summary").all_inner_texts() == ["Declined (3)", "Version 2"]


def test_what_was_closed_by_hand_stays_closed(page):
    unfolded = CARD.replace("<details>", "<details open>")
    show(page, unfolded)
    page.get_by_text("Version 1").click()

    replace(page, unfolded)

    assert page.locator("details:not([open]) summary").all_inner_texts() == ["Version 1"]


def test_what_is_scrolled_stays_there(page):
    page.evaluate("document.querySelector('.wide').scrollLeft = 120")

    replace(page, CARD)

    assert page.evaluate("document.querySelector('.wide').scrollLeft") == 120


def test_the_inside_of_a_part_is_filled_in_the_same_way(page):
    page.get_by_text("Version 1").click()
    page.get_by_role("link", name="First").focus()

    assert page.evaluate("html => code.fill(document.querySelector('main'), html)", CARD) is True

    assert in_focus(page) == "First"
    assert page.locator("details[open] summary").all_inner_texts() == ["Version 1"]


def test_the_fresh_card_of_a_refused_press_keeps_the_focus(page):
    pressed = CARD.replace("<form ", '<form hx-post="/take" hx-swap="none" ')
    show(page, pressed)
    page.evaluate("htmx.process(document.querySelector('main'))")
    where = {"HX-Retarget": "#deal", "HX-Reswap": "outerHTML"}
    fresh = pressed.replace("Thursday", "Thursday is taken")
    page.route("**/take", lambda route: route.fulfill(status=409, headers=where, body=fresh))

    page.get_by_role("button", name="Friday").press("Enter")

    page.get_by_role("button", name="Thursday is taken").wait_for()
    assert in_focus(page) == "Friday"


@pytest.fixture
def rows(page):
    """A list that is scrolled to row 10, and what exchanges its rows."""
    page.evaluate(
        """rows => {
            document.querySelector('main').innerHTML = `<div class="list">${rows}</div>`;
            window.list = document.querySelector('.list');
            window.drawn = new Map();
            window.exchange = (html) => {
                const box = document.createElement('template');
                box.innerHTML = html;
                code.replaceRows(list, [...box.content.children], drawn);
            };
            exchange(rows);
            list.scrollTop = 400;
        }""",
        ROWS,
    )

    def take(html):
        page.evaluate("html => exchange(html)", html)

    return take


def top_of(page, number):
    return page.evaluate(f"document.getElementById('row-{number}').getBoundingClientRect().top")


def test_rows_take_their_new_places_and_the_reader_stays(page, rows):
    page.locator("#row-12").focus()
    before = top_of(page, 12)
    last = '<a class="inbox-row" id="row-39" href="/chat/39">Row 39</a>'

    rows(last + ROWS.replace(last, ""))

    assert page.locator(".list a").first.inner_text() == "Row 39"
    assert page.locator(".list a").count() == 40
    assert abs(top_of(page, 12) - before) < 1
    assert in_focus(page) == "Row 12"


def test_a_row_that_is_drawn_as_before_stays_the_same_element(page, rows):
    page.evaluate("for (const row of list.children) row.marked = true")

    rows(ROWS.replace("Row 3<", "Row 3, with news<"))

    assert page.evaluate("[...list.children].filter((row) => !row.marked).map(({ id }) => id)") == [
        "row-3"
    ]


def test_a_row_that_is_gone_leaves(page, rows):
    rows(ROWS.replace('<a class="inbox-row" id="row-0" href="/chat/0">Row 0</a>', ""))

    assert page.locator(".list a").first.inner_text() == "Row 1"
    assert page.locator(".list a").count() == 39
