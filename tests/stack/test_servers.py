"""The fixtures that other tests lean on do what they say."""

import time

import psycopg
import pytest
import redis
from celery import shared_task
from channels.layers import get_channel_layer
from django.core.mail import send_mail
from django.db import connection

from devtools.local_servers import Postgres

answers = []


@shared_task
def remember(word):
    answers.append(word)


async def test_the_layer_of_the_full_stack_carries_a_message(valkey_layer):
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("user.1", channel)

    await layer.group_send("user.1", {"type": "push", "n": 7})

    assert await layer.receive(channel) == {"type": "push", "n": 7}
    await layer.flush()


def test_valkey_comes_back_on_its_port_after_a_crash(valkey_server):
    url = valkey_server.url
    redis.from_url(url).set("kept", "no")

    valkey_server.kill()
    with pytest.raises(redis.ConnectionError):
        redis.from_url(url).ping()

    assert valkey_server.start() == url
    assert redis.from_url(url).get("kept") is None


def test_postgres_keeps_what_was_committed_before_a_crash(tmp_path):
    server = Postgres(tmp_path / "postgres", throwaway=True)
    url = server.start()
    with psycopg.connect(url) as session:
        session.execute("create table kept (word text)")
        session.execute("insert into kept values ('yes')")

    server.kill()

    assert server.start() == url
    with psycopg.connect(url) as session:
        assert session.execute("select word from kept").fetchall() == [("yes",)]
    server.stop()


def test_postgres_refuses_who_does_not_know_the_password(tmp_path):
    server = Postgres(tmp_path / "postgres", throwaway=True)
    url = server.start()

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(server.password, "guess"))

    server.stop()


def test_mail_arrives_at_a_real_smtp_server(smtp):
    send_mail("Hello", "Good to have you.", "a@skileez.test", ["b@skileez.test"])

    (mail,) = smtp.wait_for(1)
    assert mail["Subject"] == "Hello"
    assert mail["To"] == "b@skileez.test"


def test_waiting_for_a_mail_that_does_not_come_fails(smtp):
    with pytest.raises(AssertionError, match="0 of 1"):
        smtp.wait_for(1, seconds=0.05)


def test_a_worker_thread_runs_what_was_delayed(celery_worker_thread):
    remember.delay("done")

    deadline = time.monotonic() + 20
    while "done" not in answers and time.monotonic() < deadline:
        time.sleep(0.01)
    assert answers == ["done"]


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_postgres_run_is_on_postgres():
    assert connection.vendor == "postgresql"
