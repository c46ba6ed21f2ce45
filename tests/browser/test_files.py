"""Files in a conversation, in the browsers of the two people, on lines that break."""

import re
from base64 import b64encode
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.conversations import Line, has, is_live, pair, say, signed_in
from tests.files import samples

pytestmark = pytest.mark.timeout(300)
UPLOADS = re.compile(r".*/api/uploads.*")
HAND_OVER = """([how, files]) => {
    const data = new DataTransfer();
    for (const [name, type, bytes] of files) {
        const raw = Uint8Array.from(atob(bytes), (each) => each.codePointAt(0));
        data.items.add(new File([raw], name, { type }));
    }
    const box = document.querySelector('textarea[name=body]');
    const about = { bubbles: true, cancelable: true };
    const list = document.querySelector('.timeline');
    if (how === 'paste') box.dispatchEvent(new ClipboardEvent('paste', { ...about, clipboardData: data }));
    else for (const step of ['dragover', 'drop'])
        list.dispatchEvent(new DragEvent(step, { ...about, dataTransfer: data }));
}"""


def named(name, data, kind="application/octet-stream"):
    return {"name": name, "mimeType": kind, "buffer": data}


def text(name, words=b"Hello"):
    return named(name, words, "text/plain")


def pick(page, *files):
    page.locator("[data-files]").set_input_files(list(files))


def hand_over(page, how, *files):
    said = [[f["name"], f["mimeType"], b64encode(f["buffer"]).decode()] for f in files]
    page.evaluate(HAND_OVER, [how, said])


def chip(page, name):
    return page.locator(".chip", has_text=name)


def press_chip(page, name, act):
    chip(page, name).locator(f"[data-act={act}]").click()


def file_of(page, name):
    return page.locator(".timeline .file", has_text=name)


def sent(page, mark):
    """The message with these words, once it has a number."""
    return page.locator(
        ".timeline > .entry[data-seq]", has=page.locator(f".entry__text:text('{mark}')")
    )


class Slow:
    """Uploads that stop: of each part the server hears only once it may go."""

    def __init__(self, page):
        self.held, self.parts, self.is_open = [], 0, False
        page.route(UPLOADS, self._asked)

    def _asked(self, route):
        self.parts += route.request.method == "PATCH"
        if route.request.method == "PATCH" and not self.is_open:
            self.held.append(route)
        else:
            route.continue_()

    def open(self):
        self.is_open = True
        while self.held:
            self.held.pop().continue_()


@pytest.fixture
def mark():
    return uuid4().hex[:8]


@pytest.mark.parametrize("how", ["pick", "paste", "drop"])
def test_several_pictures_and_papers_at_once_are_seen_live(chromium, module_product, mark, how):
    files = [
        named(f"{mark}.png", samples.picture("PNG"), "image/png"),
        named(f"{mark}.pdf", samples.pdf(), "application/pdf"),
        text(f"{mark}.txt"),
    ]
    with pair(chromium, module_product) as (mine, theirs):
        if how == "pick":
            pick(mine, *files)
        else:
            hand_over(mine, how, *files)
        expect(mine.locator(".chip[data-state=done]")).to_have_count(3)
        say(mine, f"Look {mark}")
        expect(mine.locator(".tray")).to_be_hidden()
        for page in (mine, theirs):
            entry = sent(page, mark)
            expect(entry.locator(".file[data-state=ready]")).to_have_count(3)
            page.wait_for_function(
                "(name) => document.querySelector(`.timeline img[alt='${name}']`)?.naturalWidth > 0",
                arg=f"{mark}.png",
            )
        expect(file_of(theirs, f"{mark}.txt")).to_contain_text("5 bytes")
        assert sent(theirs, mark).locator(".file").evaluate_all(
            "(all) => all.map((each) => each.dataset.kind)"
        ) == ["image", "pdf", "other"]


def test_an_upload_shows_how_far_it_is_waits_when_told_to_and_can_be_taken_out(
    chromium, module_product, mark
):
    with signed_in(chromium, module_product, "student") as mine:
        slow = Slow(mine)
        pick(mine, text(f"{mark}.txt", b"a" * 600_000), text(f"{mark} two.txt"))
        assert chip(mine, f"{mark}.txt").locator("progress").evaluate("(bar) => bar.value") == 0
        press_chip(mine, f"{mark}.txt", "pause")
        expect(chip(mine, f"{mark}.txt").locator("[data-act=resume]")).to_be_focused()
        slow.open()
        expect(chip(mine, f"{mark} two")).to_have_attribute("data-state", "done")
        expect(chip(mine, f"{mark}.txt")).to_have_attribute("data-state", "paused")
        press_chip(mine, f"{mark}.txt", "resume")
        expect(chip(mine, f"{mark}.txt")).to_have_attribute("data-state", "done")
        press_chip(mine, f"{mark} two", "remove")
        expect(mine.locator(".chip")).to_have_count(1)
        press_chip(mine, f"{mark}.txt", "remove")
        expect(mine.locator(".tray")).to_be_hidden()
        assert mine.locator("textarea[name=body]").evaluate("(box) => box.required")


def test_a_cut_a_reload_and_a_new_tab_go_on_where_it_was(chromium, module_product, mark):
    data = bytes(range(32, 127)) * 9_000  # more than two parts
    with pair(chromium, module_product) as (mine, theirs):
        slow = Slow(mine)
        pick(mine, text(f"{mark}.txt", data))
        mine.context.set_offline(True)
        slow.open()  # into the void
        expect(chip(mine, mark)).to_have_attribute("data-state", "going")
        mine.context.set_offline(False)
        expect(chip(mine, mark)).to_have_attribute("data-state", "done")
        mine.reload()
        expect(chip(mine, mark)).to_have_attribute("data-state", "done")
        other = mine.context.new_page()
        other.goto(mine.url)
        is_live(other)
        expect(chip(other, mark)).to_have_attribute("data-state", "done")
        say(other, f"With {mark}")
        expect(file_of(theirs, f"{mark}.txt")).to_have_attribute("data-state", "ready")
        link = file_of(theirs, f"{mark}.txt").locator("a").get_attribute("href")
        got = theirs.context.request.get(module_product.url + link)
        assert got.body() == data
        expect(chip(mine, mark)).to_have_count(0)  # the first tab heard of it


def test_what_is_sent_without_a_line_goes_in_order_with_its_files(chromium, module_product, mark):
    line = Line()
    with pair(chromium, module_product, line) as (mine, theirs):
        mine.context.set_offline(True)
        line.blocked = True
        line.cut()
        say(mine, f"{mark} one")
        pick(mine, text(f"{mark}.txt"), named(f"{mark}.png", samples.picture("PNG"), "image/png"))
        say(mine, f"{mark} two")
        say(mine, f"{mark} three")
        expect(mine.locator(".entry[data-state=sending]")).to_have_count(3)
        expect(mine.locator(".entry[data-state=sending] .file")).to_have_count(2)
        line.blocked = False
        mine.context.set_offline(False)
        has(theirs, f"{mark} three")
        texts = theirs.locator(".timeline .entry__text", has_text=mark).all_inner_texts()
        assert texts == [f"{mark} {word}" for word in ("one", "two", "three")]
        entry = theirs.locator(".entry", has=theirs.locator(".entry__text", has_text=f"{mark} two"))
        expect(entry.locator(".file[data-state=ready]")).to_have_count(2)
        assert theirs.locator(".timeline .file", has_text=f"{mark}.txt").count() == 1


def test_a_message_of_a_closed_tab_stands_beside_the_text_of_the_next(
    chromium, module_product, mark
):
    with signed_in(chromium, module_product, "student") as mine:
        Slow(mine)
        pick(mine, text(f"{mark}.txt"))
        say(mine, f"Words {mark}")
        expect(mine.locator(".entry[data-state=sending]")).to_have_count(1)
        mine.reload()
        is_live(mine)
        expect(mine.locator(".entry[data-state=sending] .file")).to_have_count(1)
        address = mine.url
        other = mine.context.new_page()
        other.goto(address)
        is_live(other)
        expect(chip(other, mark)).to_have_count(0)  # it waits in a tab that lives
        mine.close()
        other.reload()
        expect(chip(other, mark)).to_have_attribute("data-state", "done")
        assert other.input_value("textarea[name=body]") == f"Words {mark}"
        other.press("textarea[name=body]", "Enter")
        expect(file_of(other, f"{mark}.txt")).to_have_attribute("data-state", "ready")


def test_what_is_not_taken_says_why_at_the_file_and_the_rest_goes(chromium, module_product, mark):
    with pair(chromium, module_product) as (mine, theirs):
        pick(
            mine,
            text(f"{mark} good.txt"),
            named(f"{mark}.exe", b"MZ"),
            named(f"{mark}.zip", b"\0" * 25_000_001),
            text(f"{mark} empty.txt", b""),
            named(f"{mark} lies.png", b"<svg onload='alert(1)'>", "image/png"),
        )
        expect(chip(mine, f"{mark}.exe")).to_contain_text("Files of this kind are not taken")
        expect(chip(mine, f"{mark}.zip")).to_contain_text("A file has at most 25 MB.")
        expect(chip(mine, f"{mark} empty")).to_contain_text("This file is empty.")
        for name in (f"{mark}.exe", f"{mark}.zip", f"{mark} empty"):
            expect(chip(mine, name).locator("[data-act=resume]")).to_be_hidden()
        say(mine, f"Words {mark}")
        for page in (mine, theirs):
            entry = sent(page, mark)
            expect(entry.locator(".file", has_text="good")).to_have_attribute("data-state", "ready")
            expect(entry.locator(".file", has_text="lies")).to_contain_text("is not taken")
            expect(entry.locator(".file")).to_have_count(2)
        expect(mine.locator(".chip")).to_have_count(3)
        for _each in range(3):
            mine.locator(".chip [data-act=remove]").first.click()


def test_the_eleventh_file_says_that_ten_are_the_most(chromium, module_product, mark):
    with signed_in(chromium, module_product, "student") as mine:
        pick(mine, *(text(f"{mark} {number}.txt") for number in range(11)))
        expect(mine.locator(".chip[data-state=done]")).to_have_count(10)
        expect(chip(mine, f"{mark} 10.txt")).to_contain_text("at most 10 files")
        say(mine, f"Look {mark}")
        expect(sent(mine, mark).locator(".file[data-state=ready]")).to_have_count(10)


def test_a_file_that_is_refused_once_its_message_waits_lets_the_rest_go_without_it(
    chromium, module_product, mark
):
    with pair(chromium, module_product) as (mine, theirs):
        sentence = "There is no room left here: 1 GB of files is the most."
        refusal = {"error": {"code": "no_room", "message": sentence}}
        announced = []
        mine.route(re.compile(r".*/api/uploads$"), lambda route: announced.append(route))
        pick(mine, text(f"{mark} full.txt"), text(f"{mark} good.txt"))
        say(mine, f"Words {mark}")
        full = b64encode(f"{mark} full.txt".encode()).decode()
        for route in announced:
            if full in route.request.headers["upload-metadata"]:
                route.fulfill(status=409, json=refusal)
            else:
                route.continue_()
        failed = mine.locator(".entry[data-state=failed]")
        expect(failed.locator(".file", has_text="full")).to_contain_text(sentence)
        failed.locator("[data-act=without]").click()
        entry = sent(theirs, mark)
        expect(entry.locator(".file")).to_have_count(1)
        expect(entry.locator(".file")).to_have_attribute("data-state", "ready")


def test_pictures_open_over_the_page_and_are_turned_by_keys(chromium, module_product, mark):
    with pair(chromium, module_product) as (mine, theirs):
        pick(
            mine,
            named(f"{mark} one.png", samples.picture("PNG"), "image/png"),
            named(f"{mark} two.png", samples.picture("PNG", size=(3000, 20)), "image/png"),
            named(f"{mark}.pdf", samples.pdf(pages=2), "application/pdf"),
        )
        say(mine, f"Look {mark}")
        expect(sent(theirs, mark).locator("a[data-gallery]")).to_have_count(3)
        name, dialog = theirs.locator(".gallery__name"), theirs.locator("dialog.gallery")
        theirs.locator(f"a[data-name='{mark} one.png']").focus()
        theirs.keyboard.press("Enter")
        expect(name).to_have_text(f"{mark} one.png")
        theirs.keyboard.press("ArrowRight")
        expect(name).to_have_text(f"{mark} two.png")
        theirs.keyboard.press("+")
        expect(dialog).to_have_attribute("data-whole", "")
        theirs.wait_for_function(
            "() => document.querySelector('.gallery img').naturalWidth === 3000"
        )
        theirs.keyboard.press("-")
        for _page in range(2):
            theirs.keyboard.press("ArrowRight")
            expect(name).to_have_text(f"{mark}.pdf")
        theirs.keyboard.press("ArrowLeft")
        theirs.keyboard.press("ArrowLeft")
        expect(name).to_have_text(f"{mark} two.png")
        theirs.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(theirs.locator(f"a[data-name='{mark} one.png']")).to_be_focused()
        theirs.goto(f"{theirs.url}/files")
        theirs.locator(f"a[data-name='{mark} two.png']").click()
        expect(name).to_have_text(f"{mark} two.png")


def test_sound_and_film_are_played_where_they_stand(chromium, module_product, mark):
    with pair(chromium, module_product) as (mine, theirs):
        pick(
            mine,
            named(f"{mark}.wav", samples.sound(), "audio/wav"),
            named(f"{mark}.mp4", samples.film(), "video/mp4"),
        )
        say(mine, f"Look {mark}")
        entry = sent(theirs, mark)
        expect(entry.locator(".file[data-state=ready]")).to_have_count(2)
        expect(entry.locator("video[controls]")).to_have_count(1)
        played = """async (sound) => {
            sound.muted = true;
            await sound.play();
            return sound.duration;
        }"""
        assert entry.locator("audio").evaluate(played) == pytest.approx(0.1)


def test_what_is_deleted_is_a_tombstone_for_both(chromium, module_product, mark):
    with pair(chromium, module_product) as (mine, theirs):
        pick(mine, named(f"{mark}.png", samples.picture("PNG"), "image/png"))
        say(mine, f"Look {mark}")
        theirs.locator(f".timeline a[data-name='{mark}.png']").wait_for()
        seq = sent(mine, mark).get_attribute("data-seq")
        entry = mine.locator(f".entry[data-seq='{seq}']")
        entry.hover()
        entry.locator("[data-act=delete]").click()
        mine.locator("dialog[data-delete] [value=yes]").click()
        for page in (mine, theirs):
            expect(page.locator(f".entry[data-seq='{seq}']")).to_contain_text("deleted")
            expect(page.locator(f".timeline a[data-name='{mark}.png']")).to_have_count(0)


OVER = """() => [document.documentElement, document.querySelector('.timeline-scroll')]
    .map((each) => each.scrollWidth - each.clientWidth)"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_on_a_phone_the_camera_is_at_hand_and_nothing_is_wider_than_the_screen(
    chromium, module_product, mark
):
    with signed_in(chromium, module_product, "student", **PHONE) as mine:
        camera = mine.get_by_role("button", name="Take a picture")
        expect(camera).to_be_visible()
        with mine.expect_file_chooser() as chosen:
            camera.click()
        assert chosen.value.element.get_attribute("capture") == "environment"
        long = f"{mark} " + "long " * 20
        chosen.value.set_files([named(f"{long}.png", samples.picture("PNG"), "image/png")])
        pick(mine, text(f"{long}.txt"), named(f"{long}.exe", b"MZ"))
        expect(mine.locator(".chip[data-state=failed]")).to_have_count(1)
        assert mine.evaluate(OVER) == [0, 0]
        mine.fill("textarea[name=body]", f"Look {mark}")
        mine.locator(".composer [type=submit]").tap()
        expect(sent(mine, mark).locator(".file[data-state=ready]")).to_have_count(2)
        assert mine.evaluate(OVER) == [0, 0]
        sent(mine, mark).locator("a[data-gallery]").tap()
        expect(mine.locator("dialog.gallery")).to_be_visible()
        assert mine.evaluate(OVER) == [0, 0]
