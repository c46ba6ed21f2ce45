"""`./dev run`: what a newcomer sees, stops and starts again."""

import re
import signal
import socket

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.product import Product


@pytest.fixture(scope="module")
def new_product():
    """A product that began with an empty folder, and tells the short demo."""
    mine = Product("--short-demo")
    try:
        yield mine.start()
    finally:
        mine.dispose()


def test_a_start_prints_the_address_and_the_demo_logins(new_product):
    said = new_product.log.read_text()

    assert re.search(r"ready at http://127\.0\.0\.1:\d+\n", said)
    for person in ("student", "student2", "coach", "coach2", "both", "staff"):
        assert f"{person}@demo.test" in said


def test_a_stop_and_a_second_start_keep_port_and_data(new_product):
    """How long they take is for `./dev bench start`."""
    assert new_product.get("/healthz") == (200, "ok")
    assert new_product.manage("seed_demo").startswith("The demo is already there")
    port = new_product.url
    new_product.stop()
    assert new_product.process.returncode == 0

    new_product.start()
    assert new_product.url == port
    assert new_product.get("/healthz") == (200, "ok")
    assert new_product.manage("seed_demo").startswith("The demo is already there")


def test_the_processes_end_with_the_command(own_product):
    own_product.start()
    port = int(own_product.url.rsplit(":", 1)[1])

    own_product.stop(signal.SIGTERM)

    assert own_product.process.returncode == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_page_of_another_origin_gets_no_socket(new_product):
    address = new_product.url.replace("http", "ws", 1)

    with pytest.raises(InvalidStatus) as refused:
        connect(f"{address}/ws", origin="http://127.0.0.1:1")

    assert refused.value.response.status_code == 403


def test_a_page_under_another_name_is_refused(new_product):
    status, _text = new_product.get("/healthz", Host="skileez.example")

    assert status == 400
