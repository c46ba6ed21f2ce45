import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from server.checks import check_production, unsafe
from tests.prepared import ROOT, environment

POSTGRES = {"ENGINE": "django.db.backends.postgresql"}
OWN_KEY = "0123456789" * 5
SAFE = {
    "STACK": "full",
    "DATABASES": {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": "db.example",
            "PASSWORD": "secret",
        }
    },
    "CHANNEL_LAYERS": {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}},
    "CACHES": {
        "default": {
            "BACKEND": "server.cache.FailOpenRedisCache",
            "OPTIONS": {"serializer": "server.cache.JsonSerializer"},
        }
    },
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-session",
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "FILES_DIR": Path("no", "such", "folder"),
    "REDIS_URL": "redis://:secret@valkey:6379/0",
    "CELERY_BROKER_URL": "redis://:secret@valkey:6379/0",
    "SECURITY_CONTACTS": ["mailto:security@skileez.example"],
    "DEBUG": False,
    "SECRET_KEY": OWN_KEY,
    "SECRET_KEY_FALLBACKS": [],
    "DEFAULT_SECRET_KEY": "the one in the repository",
    "ALLOWED_HOSTS": ["skileez.example"],
    "ORIGINS": ["https://skileez.example"],
    "DEMO": False,
    "DEV_MAILBOX": False,
    "EMAIL_URL": "smtp+tls://mail:secret@mail.example:587",
    "PAYMENTS": "off",
    "STRIPE_API_BASE": "",
    "FILES_SCANNER": "clamd://127.0.0.1:3310",
    "STRIPE_KEY": "rk_live_x",
    "STRIPE_IS_LIVE": True,
    "PAYMENTS_TEST_MODE": False,
    "PAYMENT_CURRENCIES": ["EUR"],
    "STRIPE_WEBHOOK_SECRETS": ["whsec_a"],
    "STRIPE_CONNECT_WEBHOOK_SECRETS": ["whsec_b"],
}
SAFE_ENVIRONMENT = {
    "SKILEEZ_ENV": "production",
    "DATABASE_URL": "postgres://skileez:secret@127.0.0.1:1/skileez",
    "REDIS_URL": "redis://:secret@127.0.0.1:1/0",
    "SECRET_KEY": "kQ7_zR2m" * 8,
    "ALLOWED_HOSTS": "skileez.example",
    "SKILEEZ_ORIGINS": "https://skileez.example",
    "EMAIL_URL": "smtp+tls://mail:secret@127.0.0.1:1",
    "SKILEEZ_SCANNER": "clamd://127.0.0.1:3310",
}


def problems(**unsafe_settings):
    return list(unsafe(SimpleNamespace(**SAFE | unsafe_settings)))


def test_safe_settings_are_accepted():
    assert problems() == []


def test_outside_production_nothing_is_asked(settings):
    assert not settings.PRODUCTION
    assert check_production() == []


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
        ("SECRET_KEY", OWN_KEY[:-1], "SECRET_KEY"),
        ("SECRET_KEY", "abcabcabc" * 6, "by chance"),
        ("SECRET_KEY_FALLBACKS", [OWN_KEY, "short"], "SECRET_KEY_FALLBACKS"),
        ("SECRET_KEY_FALLBACKS", ["the one in the repository"], "SECRET_KEY_FALLBACKS"),
        ("SESSION_COOKIE_SECURE", False, "Cookies"),
        ("CSRF_COOKIE_SECURE", False, "Cookies"),
        ("SESSION_COOKIE_NAME", "sessionid", "Cookies"),
        ("CSRF_COOKIE_NAME", "__Secure-csrf", "Cookies"),
        ("CACHES", {"default": {"BACKEND": "server.cache.FailOpenRedisCache"}}, "JSON"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", [".example"], "ALLOWED_HOSTS"),
        ("ORIGINS", [], "SKILEEZ_ORIGINS"),
        ("ORIGINS", ["https://*.example"], "SKILEEZ_ORIGINS"),
        ("ORIGINS", ["http://skileez.example"], "https"),
        ("DEMO", True, "SKILEEZ_DEMO"),
        ("DEV_MAILBOX", True, "SKILEEZ_MAILBOX"),
        ("EMAIL_URL", "", "EMAIL_URL"),
        ("EMAIL_URL", "consolemail://", "EMAIL_URL"),
        ("EMAIL_URL", "smtp://mail:secret@mail.example:587", "EMAIL_URL"),
        ("EMAIL_URL", "smtp://mail:secret@192.0.2.1:587", "EMAIL_URL"),
        ("DATABASES", {"default": POSTGRES | {"HOST": "db.example"}}, "DATABASE_URL"),
        ("DATABASES", {"default": POSTGRES | {"HOST": "192.0.2.1", "PASSWORD": ""}}, "password"),
        ("REDIS_URL", "redis://valkey:6379/0", "REDIS_URL"),
        ("REDIS_URL", "redis://127.0.0.1:6379/0", "REDIS_URL"),
        ("REDIS_URL", "rediss://name@valkey:6379/0", "REDIS_URL"),
        ("CELERY_BROKER_URL", "redis://valkey:6379/0", "CELERY_BROKER_URL"),
        ("CELERY_BROKER_URL", "amqp://name@rabbit/", "CELERY_BROKER_URL"),
        ("SECURITY_CONTACTS", ["security@skileez.example"], "SKILEEZ_SECURITY_CONTACT"),
        ("PAYMENTS", "sandbox", "PAYMENTS"),
        ("PAYMENTS", "Stripe", "PAYMENTS"),
        ("FILES_SCANNER", "off", "SKILEEZ_SCANNER"),
        ("STRIPE_API_BASE", "http://127.0.0.1:12111", "STRIPE_API_BASE"),
    ],
)
def test_one_unsafe_setting_is_refused_and_named(name, unsafe, reason):
    (problem,) = problems(**{name: unsafe})

    assert reason in f"{problem.msg} {problem.hint}"
    assert problem.hint
    assert re.fullmatch(r"skileez\.E\d{3}", problem.id)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("EMAIL_URL", "smtp://localhost:25"),
        ("EMAIL_URL", "smtp://127.0.0.1:25"),
        ("EMAIL_URL", "smtp://[::1]:25"),
        ("EMAIL_URL", "smtp+ssl://mail:secret@mail.example:465"),
        ("DATABASES", {"default": POSTGRES | {"HOST": ""}}),
        ("DATABASES", {"default": POSTGRES | {"HOST": "/var/run/postgresql"}}),
        ("DATABASES", {"default": POSTGRES | {"HOST": "127.0.0.1"}}),
        ("SECRET_KEY_FALLBACKS", [OWN_KEY[::-1]]),
        ("REDIS_URL", "unix:///run/valkey.sock"),
        ("SECURITY_CONTACTS", []),
        ("PAYMENTS", "stripe"),
    ],
)
def test_what_never_leaves_the_machine_is_accepted(name, safe):
    assert problems(**{name: safe}) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"STRIPE_KEY": "rk_test_x", "STRIPE_IS_LIVE": False}, "STRIPE_KEY"),
        ({"STRIPE_KEY": "", "STRIPE_IS_LIVE": False, "PAYMENTS_TEST_MODE": True}, "STRIPE_KEY"),
        ({"PAYMENT_CURRENCIES": []}, "PAYMENT_CURRENCIES"),
        ({"PAYMENT_CURRENCIES": ["EUR", "JPY"]}, "PAYMENT_CURRENCIES"),
        ({"STRIPE_WEBHOOK_SECRETS": []}, "STRIPE_WEBHOOK_SECRETS"),
        ({"STRIPE_CONNECT_WEBHOOK_SECRETS": []}, "STRIPE_CONNECT_WEBHOOK_SECRETS"),
        ({"STRIPE_WEBHOOK_SECRETS": ["whsec_a", "whsec_sandbox"]}, "STRIPE_WEBHOOK_SECRETS"),
    ],
)
def test_money_needs_live_keys_and_secrets_of_its_webhooks(given, reason):
    (problem,) = problems(PAYMENTS="stripe", **given)

    assert reason in problem.msg
    assert problems(**given) == []


@pytest.mark.parametrize(("mode", "ids"), [(0o750, []), (0o755, ["skileez.E026"])])
def test_the_folder_of_files_is_closed_to_other_users(tmp_path, mode, ids):
    tmp_path.chmod(mode)
    assert [problem.id for problem in problems(FILES_DIR=tmp_path)] == ids


def test_test_keys_are_taken_where_it_is_said():
    tried = {"STRIPE_KEY": "rk_test_x", "STRIPE_IS_LIVE": False, "PAYMENTS_TEST_MODE": True}
    assert problems(PAYMENTS="stripe", **tried) == []


def production(*command: str, **ours: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(**ours),
        capture_output=True,
        text=True,
        check=False,
    )


DJANGO = (
    "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; django.setup()"
)
PROCESSES = {
    "web": ["-m", "server.serve", "--port", "0"],
    "worker": ["-m", "celery", "-A", "config", "worker"],
    "beat": ["-m", "celery", "-A", "config", "beat"],
    "migrate": ["manage.py", "migrate"],
    "shell": ["manage.py", "shell", "-c", "print('within')"],
}
DEFAULTS_REFUSED = [f"skileez.E{number:03}" for number in (2, 3, 4, 5, 6, 7, 9, 13, 21)]


def hinted(said: str) -> list[str]:
    """The ids of the reasons that come with a hint; Celery logs them before it ends with them."""
    return sorted(set(re.findall(r"\((skileez\.E\d{3})\) .+\n\tHINT: .+", said)))


@pytest.mark.parametrize("process", PROCESSES)
def test_no_production_process_starts_on_defaults_and_all_reasons_are_told_at_once(process):
    done = production(*PROCESSES[process], SKILEEZ_ENV="production")

    assert done.returncode != 0
    assert "Refused in production" in done.stderr
    assert hinted(done.stderr) == DEFAULTS_REFUSED
    assert "within" not in done.stdout


@pytest.mark.parametrize("strictly", [(), ("--deploy",)])
def test_the_check_lists_what_is_refused(strictly):
    done = production("manage.py", "check", *strictly, SKILEEZ_ENV="production")

    assert done.returncode != 0
    assert hinted(done.stderr) == DEFAULTS_REFUSED
    assert "HINT: Such as https://skileez.example." in done.stderr


def test_a_production_process_with_safe_settings_passes_djangos_own_checks():
    strictly = ("--deploy", "--fail-level", "WARNING")

    done = production("manage.py", "check", *strictly, **SAFE_ENVIRONMENT)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("variable", sorted(set(SAFE_ENVIRONMENT) - {"SKILEEZ_ENV"}))
def test_no_variable_may_be_left_out(variable):
    rest = {name: value for name, value in SAFE_ENVIRONMENT.items() if name != variable}

    assert "Refused in production" in production("-c", DJANGO, **rest).stderr


PAID = {
    "PAYMENTS": "stripe",
    "STRIPE_KEY": "rk_live_x",
    "STRIPE_WEBHOOK_SECRETS": "whsec_a",
    "STRIPE_CONNECT_WEBHOOK_SECRETS": "whsec_b",
}
# What of the environment is unsafe, by the one id that it is refused with.
UNSAFE = [
    (1, {"SKILEEZ_STACK": "embedded"}),
    (2, {"DATABASE_URL": "sqlite:///no.sqlite3"}),
    (5, {"CELERY_BROKER_URL": "memory://localhost/"}),
    (6, {"ALLOWED_HOSTS": "*"}),
    (6, {"ALLOWED_HOSTS": "skileez.example,.example"}),
    (7, {"SKILEEZ_ORIGINS": "https://*.example"}),
    (8, {"SKILEEZ_ORIGINS": "https://skileez.example,http://skileez.example"}),
    (9, {"SECRET_KEY": "kQ7_zR2m" * 6}),
    (9, {"SECRET_KEY": "for-development-only-and-refused-in-production"}),
    (10, {"DEBUG": "1"}),
    (11, {"SKILEEZ_DEMO": "1"}),
    (12, {"SKILEEZ_MAILBOX": "1"}),
    (13, {"EMAIL_URL": "consolemail://"}),
    (14, {"EMAIL_URL": "smtp://mail:secret@mail.example:587"}),
    (15, {"DATABASE_URL": "postgres://skileez@db.example/skileez"}),
    (16, {"REDIS_URL": "redis://valkey:6379/0", "CELERY_BROKER_URL": "redis://:secret@valkey:6379/0"}),
    (17, {"CELERY_BROKER_URL": "redis://valkey:6379/0"}),
    (18, {"SKILEEZ_SECURITY_CONTACT": "security@skileez.example"}),
    (19, {"PAYMENTS": "sandbox"}),
    (20, {"STRIPE_API_BASE": "http://127.0.0.1:12111"}),
    (21, {"SKILEEZ_SCANNER": "off"}),
    (22, PAID | {"STRIPE_KEY": "sk_test_x"}),
    (23, PAID | {"STRIPE_WEBHOOK_SECRETS": ""}),
    (28, PAID | {"PAYMENT_CURRENCIES": "EUR, JPY"}),
    (23, PAID | {"STRIPE_CONNECT_WEBHOOK_SECRETS": "whsec_sandbox"}),
    (24, {"SECRET_KEY_FALLBACKS": "short"}),
]  # fmt: skip
NEVER_OF_THE_ENVIRONMENT = {
    3,
    4,
    25,
    26,
    27,
}  # with REDIS_URL there are neither; or code; or a folder
REFUSED = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from django.conf import settings
from server.checks import check_production
print(*(problem.id for problem in check_production()))
"""


@pytest.mark.parametrize(("number", "given"), UNSAFE)
def test_a_process_with_one_unsafe_variable_is_refused_for_that(number, given):
    done = production("-c", REFUSED, **SAFE_ENVIRONMENT | given)
    assert done.stdout.split() == [f"skileez.E{number:03}"], done.stderr


SHOWN = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from django.conf import settings
print(settings.PAYMENT_CURRENCIES, settings.STRIPE_WEBHOOK_SECRETS)
"""


def test_what_is_listed_for_payments_may_have_spaces_and_small_letters():
    given = {"PAYMENT_CURRENCIES": "EUR, chf", "STRIPE_WEBHOOK_SECRETS": "whsec_a, whsec_b"}
    done = production("-c", SHOWN, **SAFE_ENVIRONMENT | PAID | given)
    assert done.stdout.strip() == "['EUR', 'CHF'] ['whsec_a', 'whsec_b']", done.stderr


def test_every_reason_has_its_variable():
    known = {number for number, _given in UNSAFE} | NEVER_OF_THE_ENVIRONMENT
    assert known == set(range(1, max(known) + 1))
    named = {
        int(number) for number in re.findall(r"E(\d{3})`", Path(ROOT, "docs/deploy.md").read_text())
    }
    assert named == {1, max(known)}
