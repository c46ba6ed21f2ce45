"""Files as production serves them: under names that change with what is in them."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

IMPORT = re.compile(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    place = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "server.static.HashedStatic"}}
    with override_settings(STATIC_ROOT=place, STORAGES=storages):
        call_command("collectstatic", "--no-input", verbosity=0)
        yield place


def test_modules_import_each_other_by_hashed_names(collected):
    entry = collected / staticfiles_storage.stored_name("js/app.js")
    imported = IMPORT.findall(entry.read_text())

    assert imported
    for name in imported:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name), name
        assert (entry.parent / name).is_file(), name


def test_every_module_that_is_imported_exists(collected):
    modules = [
        path
        for path in (collected / "js").rglob("*.js")
        if re.search(r"\.[0-9a-f]{12}\.js$", path.name)
    ]

    lost = [
        f"{module.name}: {name}"
        for module in modules
        for name in IMPORT.findall(module.read_text())
        if not (module.parent / name).is_file()
    ]

    assert modules
    assert lost == []
