"""Fixtures that start real servers: Valkey, SMTP, a Celery worker."""

import os
import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from devtools.local_servers import Valkey, free_port


@pytest.fixture(scope="session")
def valkey_server(tmp_path_factory) -> Iterator:
    """Our own Valkey, which a test may kill and start again. See `valkey_url` for a plain one."""
    server = Valkey(tmp_path_factory.mktemp("valkey"), throwaway=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def valkey_url(request) -> str:
    """A Valkey to talk to: the environment's, or our own."""
    return os.environ.get("SKILEEZ_TEST_REDIS_URL") or request.getfixturevalue("valkey_server").url


@pytest.fixture
def valkey_layer(settings, valkey_url) -> None:
    """Run this test on the channel layer of the full stack."""
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [valkey_url], "prefix": f"test-{uuid4().hex}"},
        }
    }


class Mailbox(Message):
    """What an SMTP server was given. `mails` are parsed, in order of arrival."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list = []
        self._arrival = threading.Condition()

    def handle_message(self, message) -> None:
        with self._arrival:
            self.mails.append(message)
            self._arrival.notify_all()

    def wait_for(self, count: int, seconds: float = 10) -> list:
        """The mails, once there are `count` of them; fails when they do not come."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.mails) >= count, seconds), (
                f"{len(self.mails)} of {count} mails came within {seconds} s"
            )
            return list(self.mails)


@pytest.fixture
def smtp(settings) -> Iterator[Mailbox]:
    """A real SMTP server on loopback; Django's mail goes to it while the test runs."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield mailbox
    controller.stop()


@pytest.fixture
def celery_worker_thread(transactional_db) -> Iterator[None]:
    """A real worker on the in-memory broker. The test must commit what the tasks are to see."""
    from devtools.embedded import Background

    background = Background()
    background.start(beat=False)
    yield
    background.stop()
