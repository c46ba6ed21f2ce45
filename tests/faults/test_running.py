"""`./dev run`: what a newcomer sees, stops and starts again."""

import re
import signal
import socket

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


def test_a_start_a_stop_and_a_second_start_keep_port_and_data(own_product):
    """How long they take is for `./dev bench start`."""
    own_product.start()
    assert own_product.get("/healthz") == (200, "ok")
    assert own_product.manage("seed_demo").startswith("The demo is already there")
    port = own_product.url
    own_product.stop()
    assert own_product.process.returncode == 0

    own_product.start()
    assert own_product.url == port
    assert own_product.get("/healthz") == (200, "ok")
    assert own_product.manage("seed_demo").startswith("The demo is already there")


def test_the_processes_end_with_the_command(own_product):
    own_product.start()
    port = int(own_product.url.rsplit(":", 1)[1])

    own_product.stop(signal.SIGTERM)

    assert own_product.process.returncode == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_start_prints_the_address_and_the_demo_logins(product):
    said = product.log.read_text()

    assert re.search(r"ready at http://127\.0\.0\.1:\d+\n", said)
    for person in ("student", "student2", "coach", "coach2", "both", "staff"):
        assert f"{person}@demo.test" in said


def test_a_page_of_another_origin_gets_no_socket(product):
    address = product.url.replace("http", "ws", 1)

    with pytest.raises(InvalidStatus) as refused:
        connect(f"{address}/ws", origin="http://127.0.0.1:1")

    assert refused.value.response.status_code == 403


def test_a_page_under_another_name_is_refused(product):
    status, _text = product.get("/healthz", Host="skileez.example")

    assert status == 400
