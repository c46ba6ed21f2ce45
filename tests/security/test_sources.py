"""What no source of the product does, however it is asked to: read from the sources themselves."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.product import ROOT

RUNS = (*settings.OUR_APPS, "config", "server")
# What calls a server of somebody else's choice, reads objects from bytes, or runs a command.
FOREIGN = {
    "requests", "stripe", "socket", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib",
    "telnetlib", "pickle", "marshal", "shelve", "dill", "yaml", "xml", "lxml", "defusedxml",
    "subprocess", "pty", "ctypes", "cffi", "ldap", "ldap3", "graphene", "jwt", "jinja2", "pylibmc",
}  # fmt: skip
DANGEROUS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "Template",
    "engine.from_string", "engines.from_string",
}  # fmt: skip
# Makes files of ours before anything is served (docs/bundles.md); what it runs and on what is written there.
BUILDS = {"server/bundles.py: subprocess"}
# Whom the product talks to besides its database, Valkey and mail server, and where it listens.
TALKS = {
    "payments/gateway.py: requests",
    "payments/gateway.py: stripe",
    "files/scanning.py: socket",
    "server/serve.py: socket",
}
# Opens what people brought in a process with limits: this interpreter, a module of ours, names of ours.
CONFINES = {"files/confined.py: subprocess"}
CHANCE = re.compile(r"\brandom\.(\w+)")
# Where chance only spreads load: a short wait before another try, a later goodbye.
SPREADS = {
    "chat/live/consumers.py",
    "core/transactions.py",
    "notifications/outbox.py",
    "server/serve.py",
}

# Modules whose work is cryptography, and where they are used.
MAKERS = {
    "hashlib", "hmac", "secrets", "signing", "sha256", "Signer", "token_urlsafe", "token_bytes", "crypto",
    "aead",
}  # fmt: skip
USES = {
    "accounts/known_devices.py": ["django.core.signing"],
    "accounts/models.py": ["django.utils.crypto"],
    "accounts/queries.py": ["hashlib", "hashlib.sha256"],
    "accounts/second_steps.py": [
        "cryptography.hazmat.primitives.ciphers.aead",
        "django.utils.crypto",
        "secrets",
        "secrets.token_bytes",
    ],
    "accounts/tries.py": ["hashlib", "hashlib.sha256"],
    "core/transactions.py": ["hashlib"],
    "files/pictures.py": ["hashlib", "hashlib.sha256"],
    "notifications/feeds.py": ["django.core.signing", "django.core.signing.Signer", "secrets"],
    "notifications/links.py": ["django.core.signing", "django.core.signing.Signer"],
    "notifications/preferences.py": ["django.core.signing", "django.core.signing.Signer"],
    "notifications/views/calendars.py": ["hashlib"],
    "notifications/views/links.py": ["secrets", "secrets.token_urlsafe"],
    "server/bundles.py": ["hashlib"],
    "sessions/settlement.py": ["hashlib"],
}


@cache
def sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for app in RUNS
        for path in sorted(Path(ROOT, app).rglob("*.py"))
    }


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def is_foreign(name: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in FOREIGN)


def is_known(found: str) -> bool:
    known = BUILDS | CONFINES | TALKS
    return any(found == each or found.startswith(f"{each}.") for each in known)


def test_what_is_looked_for_would_be_found():
    tree = ast.parse("import pickle\nfrom urllib import request\nx = eval(y)\nos.system(z)")
    assert [name for name in imports(tree) if is_foreign(name)] == ["pickle", "urllib.request"]
    assert DANGEROUS & set(calls(tree)) == {"eval", "os.system"}


@pytest.mark.parametrize("app", RUNS)
def test_nothing_calls_a_foreign_server_runs_a_command_or_reads_objects_from_bytes(app):
    found = []
    for file, text in sources().items():
        if file.startswith(f"{app}/"):
            tree = ast.parse(text)
            found += [f"{file}: {name}" for name in imports(tree) if is_foreign(name)]
            found += [f"{file}: {name}" for name in calls(tree) if name in DANGEROUS]
    assert [each for each in found if not is_known(each)] == []


def test_no_value_is_written_into_a_statement():
    """Statements are constants; what varies in their text is one of a few words of ours."""
    found = []
    for file, text in sources().items():
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = ast.unparse(node.func)
            if name.endswith(("cursor.execute", ".raw", ".extra", "RawSQL", "RunSQL")):
                said = node.args[0]
                if isinstance(said, ast.JoinedStr) or (
                    isinstance(said, ast.BinOp) and isinstance(said.op, ast.Mod | ast.Add)
                ):
                    found.append(f"{file}: {ast.unparse(said)}")
    assert found == []


def test_chance_that_can_be_guessed_spreads_load_and_nothing_else():
    assert {file for file, text in sources().items() if CHANCE.search(text)} == SPREADS


def test_what_signs_hashes_or_draws_lots_is_known():
    """As docs/security.md lists it."""
    found = {
        file: sorted(
            name
            for name in set(imports(ast.parse(text)))
            if name.split(".")[-1] in MAKERS and not name.startswith("server.")
        )
        for file, text in sources().items()
    }
    assert {file: names for file, names in found.items() if names} == USES


def test_hashes_are_of_approved_kinds():
    found = {name for text in sources().values() for name in re.findall(r"hashlib\.(\w+)", text)}
    assert found <= {"sha256", "blake2b"}


def test_nobody_logs_in_by_another_site():
    assert not apps.is_installed("allauth.socialaccount")
    assert not apps.is_installed("allauth.idp.oidc")
    named = [name for file in sources() for name in imports(ast.parse(sources()[file]))]
    assert not [name for name in named if re.search("oauth|openid|saml|socialaccount|idp", name)]


def test_no_field_and_no_form_takes_a_file():
    columns = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    ]
    kinds = [forms.Form, forms.ModelForm]
    fields = []
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        fields += [
            f for f in getattr(kind, "base_fields", {}).values() if isinstance(f, forms.FileField)
        ]
    assert (columns, fields) == ([], [])
    assert [file for file, text in sources().items() if "request.FILES" in text] == []


# --- Scripts --------------------------------------------------------------------------------

SCRIPTS = sorted(Path(ROOT, "static", "js").rglob("*.js"))
NEVER = re.compile(
    r"\beval\(|new Function\(|document\.write|javascript:|setTimeout\(\s*[\"'`]|__proto__"
    r"|(?<!#otherTabs\.)postMessage"
    r"|\.prototype\[|createPolicy\(\s*[\"'](?!default)|document\.domain|importScripts"
    r"|insertAdjacentHTML|outerHTML\s*=|addEventListener\(\s*[\"']message[\"']\s*,\s*\(\{\s*origin"
)
# `otherTabs` is a BroadcastChannel: tabs of our own origin, of which no page of another site is one.
# `thing[name] = value` could write what every object has, if somebody else chose the name.
WRITES_BY_NAME = re.compile(r"\w\[[^\]\"']+\]\s*=[^=>]")


def test_no_script_makes_code_of_text_or_talks_to_other_windows():
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in SCRIPTS
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if NEVER.search(line)
    ]
    assert len(SCRIPTS) > 30
    assert found == []


def test_no_script_writes_under_a_name_that_somebody_chose():
    found = [path.name for path in SCRIPTS if WRITES_BY_NAME.search(path.read_text())]
    assert found == []


def test_storage_of_the_browser_holds_what_its_person_is_writing_and_nothing_else():
    """Under that person's number; `tests/browser/test_kept_texts.py` reads what is left for others."""
    kept = {
        path.name: sorted(set(re.findall(r"\bkeep\(\w+Storage, ([^,]+),", path.read_text())))
        for path in SCRIPTS
    }
    assert {name: keys for name, keys in kept.items() if keys} == {
        "message-composer.js": ["this.#key"],
        "outbox.js": ["this.#key"],
    }
    written = [
        f"{path.name}: {name}"
        for path in SCRIPTS
        for name in re.findall(r"[sS]torage\.setItem\(([^,]+),", path.read_text())
    ]
    assert sorted(written) == ['first.js: "person"', "keep.js: nameOf(name)"]
