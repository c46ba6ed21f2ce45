import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from server.refusals import refuse_unsafe_production
from tests.prepared import ROOT, environment

SAFE = {
    "STACK": "full",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "CHANNEL_LAYERS": {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}},
    "CACHES": {"default": {"BACKEND": "server.cache.FailOpenRedisCache"}},
    "CELERY_BROKER_URL": "redis://valkey:6379/0",
    "DEBUG": False,
    "SECRET_KEY": "x" * 50,
    "DEFAULT_SECRET_KEY": "the one in the repository",
    "ALLOWED_HOSTS": ["skileez.example"],
    "ORIGINS": ["https://skileez.example"],
    "DEMO": False,
    "DEV_MAILBOX": False,
    "EMAIL_URL": "smtp+tls://mail:secret@mail.example:587",
}
SAFE_ENVIRONMENT = {
    "SKILEEZ_ENV": "production",
    "DATABASE_URL": "postgres://skileez:secret@127.0.0.1:1/skileez",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "kQ7_zR2m" * 8,
    "ALLOWED_HOSTS": "skileez.example",
    "SKILEEZ_ORIGINS": "https://skileez.example",
    "EMAIL_URL": "smtp+tls://mail:secret@127.0.0.1:1",
}


def test_safe_settings_are_accepted():
    refuse_unsafe_production(SAFE)


@pytest.mark.parametrize(
    ("name", "unsafe", "reason"),
    [
        ("STACK", "embedded", "SKILEEZ_STACK"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "DATABASE_URL"),
        (
            "CHANNEL_LAYERS",
            {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
            "channel layer",
        ),
        (
            "CACHES",
            {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
            "in-memory cache",
        ),
        ("CELERY_BROKER_URL", "memory://localhost/", "CELERY_BROKER_URL"),
        ("DEBUG", True, "DEBUG"),
        ("SECRET_KEY", "the one in the repository", "SECRET_KEY"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", [".example"], "ALLOWED_HOSTS"),
        ("ORIGINS", [], "SKILEEZ_ORIGINS"),
        ("ORIGINS", ["https://*.example"], "SKILEEZ_ORIGINS"),
        ("ORIGINS", ["http://skileez.example"], "https"),
        ("DEMO", True, "SKILEEZ_DEMO"),
        ("DEV_MAILBOX", True, "SKILEEZ_MAILBOX"),
        ("EMAIL_URL", "", "EMAIL_URL"),
    ],
)
def test_one_unsafe_setting_is_refused_and_named(name, unsafe, reason):
    with pytest.raises(ImproperlyConfigured, match=reason):
        refuse_unsafe_production(SAFE | {name: unsafe})


def test_all_reasons_are_told_at_once():
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_unsafe_production(SAFE | {"DEBUG": True, "DEMO": True})

    assert "DEBUG" in str(refusal.value)
    assert "SKILEEZ_DEMO" in str(refusal.value)


def production(*command: str, **ours: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(**ours),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_production_process_does_not_start_on_defaults():
    done = production("manage.py", "check", SKILEEZ_ENV="production")

    assert done.returncode != 0
    assert "Refused in production" in done.stderr


def test_a_production_process_with_safe_settings_passes_djangos_own_checks():
    strictly = ("--deploy", "--fail-level", "WARNING")

    done = production("manage.py", "check", *strictly, **SAFE_ENVIRONMENT)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("variable", sorted(set(SAFE_ENVIRONMENT) - {"SKILEEZ_ENV"}))
def test_no_variable_may_be_left_out(variable):
    rest = {name: value for name, value in SAFE_ENVIRONMENT.items() if name != variable}

    assert "Refused in production" in production("-c", "import config.settings", **rest).stderr
