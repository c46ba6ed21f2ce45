"""Two people on one conversation in real browsers, and a line between them and the server that misbehaves."""

import json
import re
from contextlib import contextmanager

from tests.browser.doors import IS_UP, context_of

SHOWN = """() => [...document.querySelectorAll('.timeline > .entry[data-seq]')].map((entry) => {
    const copy = entry.cloneNode(true);
    copy.querySelectorAll('.entry__status, .entry__tools, [type=hidden]').forEach((e) => e.remove());
    return [entry.id, entry.dataset.n, entry.dataset.state ?? '',
            copy.textContent.replace(/\\s+/g, ' ').trim()];
})"""
HEAD = (
    "() => Math.max(...[...document.querySelectorAll('.entry[data-n]')].map((e) => +e.dataset.n))"
)
DIVIDERS = (
    "() => [...document.querySelectorAll('.timeline > [data-kind=day]')].map((e) => e.innerText)"
)


class Line:
    """A socket's way through which frames of the server can be lost, doubled, held back or cut.

    While it is `dead` nothing gets through either way, and neither end is told.
    """

    def __init__(self) -> None:
        self.script: list[str] = []
        self.held: list[str] = []
        self.socket = None
        self.blocked = self.dead = False

    def attach(self, page) -> None:
        page.route_web_socket(re.compile(r".*/ws$"), self._opened)

    def _opened(self, socket) -> None:
        if self.blocked:
            socket.close(code=1001)
            return
        self.socket = socket
        server = socket.connect_to_server()
        socket.on_message(lambda text: self.dead or server.send(text))
        server.on_message(lambda text: self.dead or self._from_server(socket, text))

    def _from_server(self, socket, text) -> None:
        if json.loads(text)["t"] != "entry" or not self.script:
            socket.send(text)
            return
        fate = self.script.pop(0)
        if fate == "hold":
            self.held.append(text)
            return
        for _ in range({"lose": 0, "double": 2}.get(fate, 1)):
            socket.send(text)
        while self.held:
            socket.send(self.held.pop())

    def cut(self) -> None:
        self.socket.close(code=1001)


@contextmanager
def signed_in(chromium, product, who, line=None, **options):
    wide = {"viewport": {"width": 1440, "height": 900}}
    context = context_of(chromium, product, f"{who}@demo.test", **{**wide, **options})
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    if line:
        line.attach(page)
    page.goto(f"{product.url}/chat")
    row = page.locator(".inbox-row", has_text={"student": "Carmen", "coach": "Sofia"}[who])
    page.goto(product.url + row.get_attribute("href"))
    is_live(page)
    try:
        yield page
        assert page.errors == []
    finally:
        context.close()


@contextmanager
def pair(chromium, product, line=None):
    """The student's page, through the line, and the coach's."""
    students = signed_in(chromium, product, "student", line)
    with students as mine, signed_in(chromium, product, "coach") as theirs:
        yield mine, theirs


def is_live(page) -> None:
    page.wait_for_function(IS_UP)


def say(page, text) -> None:
    page.fill("textarea[name=body]", text)
    page.press("textarea[name=body]", "Enter")


def ask_for_losses(page) -> None:
    page.evaluate("() => dispatchEvent(new Event('online'))")


def has(page, text):
    page.wait_for_function(
        "(text) => document.querySelector('.timeline').textContent.includes(text)", arg=text
    )
