"""What a process does between its start and the first visitor."""

import logging

import pytest

from server import health, warm


class Asked:
    """An application that notes what it was asked, and whether the process called itself warm then."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.scopes, self.events, self.said_warm = [], [], []

    async def __call__(self, scope, receive, send):
        self.scopes.append((scope["type"], scope["path"]))
        self.said_warm.append(warm.is_warm())
        self.events.append((await receive())["type"])
        if self.fails:
            raise OSError("no database")
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
            self.events.append((await receive())["type"])


@pytest.mark.django_db
async def test_it_asks_for_pages_and_a_socket_before_it_calls_itself_warm():
    asked = Asked()

    await warm.warm_up(asked)

    assert asked.scopes == [("http", "/"), ("http", "/account/login/"), ("websocket", "/ws")]
    assert asked.events[-2:] == ["websocket.connect", "websocket.disconnect"]
    assert asked.said_warm == [False] * 3
    assert warm.is_warm()


@pytest.mark.django_db
async def test_what_cannot_be_asked_is_told_and_stops_no_start(caplog):
    with caplog.at_level(logging.ERROR):
        await warm.warm_up(Asked(fails=True))

    assert warm.is_warm()
    assert "no database" in caplog.text


@pytest.mark.django_db
def test_until_then_no_traffic_is_wanted(client, monkeypatch):
    monkeypatch.setattr(health, "is_warm", lambda: False)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["pages"] == "warming up"
