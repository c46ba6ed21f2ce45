"""`./dev run --stack=full`: several web processes that share PostgreSQL and Valkey."""

import http.cookiejar
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.product import Product


def code_of_close(socket: ClientConnection) -> int:
    """Read until the server closes."""
    while True:
        try:
            socket.recv(timeout=20)
        except ConnectionClosed as closed:
            return closed.rcvd.code


class Visitor:
    """A browser as far as a login needs one: cookies and forms."""

    def __init__(self) -> None:
        self.jar = http.cookiejar.CookieJar()
        keeper = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(keeper)

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def open(self, url: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """The address where that ends, and the page."""
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(url, data, {"Referer": url})
        try:
            with self.opener.open(request, timeout=10) as answer:
                return answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.url, error.read().decode()

    def log_in(self, site: str, email: str, password: str) -> str:
        _url, page = self.open(f"{site}/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        return self.open(f"{site}/account/login/", form)[0]


def children(product: Product) -> dict[str, int]:
    """Process ids of the product's children by what they run."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(product.process.pid)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for line in listed.stdout.splitlines():
        pid, arguments = line.split(None, 1)
        found[arguments] = int(pid)
    return found


def web_processes(product: Product) -> list[int]:
    return sorted(pid for name, pid in children(product).items() if "server.serve" in name)


def background_processes(product: Product) -> int:
    return sum("celery" in name for name in children(product))


def test_each_web_process_has_a_port_and_answers(full_product):
    assert len(full_product.urls) == 3
    for number in range(3):
        assert full_product.get("/healthz", web=number) == (200, "ok")


def test_a_login_on_one_process_is_known_to_the_others(full_product):
    full_product.manage(
        "shell",
        "-c",
        "from allauth.account.models import EmailAddress; from accounts.models import User;"
        "ada = User.objects.create_user('ada@skileez.test', 'correct-horse', display_name='Ada');"
        "EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)",
    )
    visitor = Visitor()

    landed = visitor.log_in(full_product.urls[0], "ada@skileez.test", "correct-horse")
    elsewhere, page = visitor.open(f"{full_product.urls[1]}/account/email/")

    assert "/account/login" not in landed
    assert elsewhere.endswith("/account/email/")
    assert "ada@skileez.test" in page


def test_a_killed_web_process_leaves_visitors_waiting_for_its_successor(full_product):
    before = web_processes(full_product)

    os.kill(before[0], signal.SIGKILL)

    for number in range(3):
        assert full_product.get("/healthz", web=number) == (200, "ok")
    assert len(web_processes(full_product)) == 3
    assert web_processes(full_product) != before


def test_a_deploy_sends_every_page_to_come_back(full_product):
    visitor = Visitor()
    visitor.log_in(full_product.urls[0], "student@demo.test", "skileez-demo")
    address = full_product.urls[0].replace("http", "ws", 1) + "/ws"
    options = {"origin": full_product.urls[0], "additional_headers": {"Cookie": visitor.cookies}}
    before = web_processes(full_product)

    with connect(address, **options) as socket:
        for pid in before:
            os.kill(pid, signal.SIGTERM)
        code = code_of_close(socket)

    assert code == 1012
    with connect(address, open_timeout=30, **options) as again:
        again.ping().wait(10)
    for number in range(3):
        assert full_product.get("/healthz", web=number) == (200, "ok")
    assert set(web_processes(full_product)).isdisjoint(before)


def test_worker_and_beat_run_beside_the_web_and_end_with_it():
    mine = Product("--web", "1", "--demo", stack="full")  # from nothing
    heeded = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as for a shell's background job
    try:
        mine.start()
        signal.signal(signal.SIGINT, heeded)
        assert "student@demo.test" in mine.log.read_text()
        deadline = time.monotonic() + 20
        while background_processes(mine) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        everybody = children(mine)
        assert background_processes(mine) == 2

        mine.stop()

        assert [pid for pid in everybody.values() if Path(f"/proc/{pid}").exists()] == []
    finally:
        signal.signal(signal.SIGINT, heeded)
        mine.dispose()
