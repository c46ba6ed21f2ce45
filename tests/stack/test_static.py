"""What a browser gets of `static/`: bundles, small, under names that change with what is in them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template import engines
from django.test import Client, override_settings

from devtools import collected as development
from server import bundles
from tests import prepared
from tests.product import ROOT

IMPORT = re.compile(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""")
HTMX = "django_htmx/htmx-2.min.js"
SCRIPT = """{% load bundles %}{% script "js/room.js" %}"""


def served_from(place):
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "server.static.HashedStatic"}}
    return override_settings(
        STATIC_ROOT=place,
        STORAGES=storages,
        WHITENOISE_USE_FINDERS=False,
        WHITENOISE_AUTOREFRESH=False,
    )


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    place = tmp_path_factory.mktemp("static")
    with served_from(place):
        call_command("collectstatic", "--no-input", verbosity=0)
    return place


@pytest.fixture
def collected(once):
    """The place that production serves from, for storage, templates and the client."""
    with served_from(once):
        yield once


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A copy of `static/` to change, from which bundles are made."""
    copied = tmp_path / "sources"
    shutil.copytree(bundles.SOURCES, copied)
    monkeypatch.setattr(bundles, "SOURCES", copied)
    return copied


def scripts_in(place):
    return list((place / "js").rglob("*.js"))


def kilobytes(place, names):
    paths = [place / f"{staticfiles_storage.stored_name(name)}.br" for name in names]
    return sum(path.stat().st_size for path in paths) / 1000


def test_every_import_of_a_bundle_leads_to_a_part(collected):
    imports = [
        (script, name)
        for script in scripts_in(collected)
        for name in IMPORT.findall(script.read_text())
    ]

    assert imports
    assert [name for script, name in imports if not (script.parent / name).is_file()] == []


def test_what_bundles_are_made_of_stays_at_home(collected):
    served = {re.sub(r"\.[0-9a-f]{12}\.", ".", path.name) for path in scripts_in(collected)}

    assert served >= {"app.js", "room.js", "first.js"}
    assert not served & {"connection.js", "live-element.js", "timeline.js"}
    assert not (collected / "css" / "components").exists()


@pytest.mark.parametrize("script", bundles.SCRIPTS)
def test_all_styles_and_scripts_of_a_page_together_fit_a_phone_network(collected, script):
    parts = [address.removeprefix("/static/") for address in staticfiles_storage.parts_of(script)]

    assert kilobytes(collected, ["css/app.css"]) <= 18
    assert kilobytes(collected, [HTMX, *bundles.CLASSIC_SCRIPTS, script, *parts]) <= 40


def test_a_page_learns_at_once_what_its_script_imports(collected):
    drawn = engines["django"].from_string(SCRIPT).render()

    parts = re.findall(r'rel="modulepreload" href="(/static/js/parts/[^"]+)"', drawn)
    assert parts == staticfiles_storage.parts_of("js/room.js")
    assert all((collected / part.removeprefix("/static/")).is_file() for part in parts)
    assert staticfiles_storage.url("js/room.js") in drawn


def test_the_staff_desk_finds_all_that_its_pages_ask_for(collected):
    for model, desk in admin.site._registry.items():
        asked = desk.media._js

        assert asked, model
        assert all((collected / staticfiles_storage.stored_name(each)).is_file() for each in asked)


def test_unbundled_it_asks_for_the_file_as_it_is_written():
    drawn = engines["django"].from_string(SCRIPT).render()

    assert drawn == '<script type="module" src="/static/js/room.js"></script>'


@pytest.mark.django_db  # whose connection a finished request closes
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_bundles_come_compressed_and_may_be_kept_for_good(collected, encoding):
    part = staticfiles_storage.parts_of("js/app.js")[0]
    for address in (part, *map(staticfiles_storage.url, ["js/app.js", "css/app.css", HTMX])):
        answer = Client(headers={"accept-encoding": encoding}).get(address)
        answer.close()

        assert answer["Content-Encoding"] == encoding
        assert answer["Cache-Control"] == "max-age=315360000, public, immutable"


def test_what_has_changed_is_made_anew_and_the_rest_keeps_its_name(tmp_path, sources):
    place = tmp_path / "static"
    with served_from(place):
        development.collect(place)
        before = dict(staticfiles_storage.hashed_files)
        assert development.is_collected(place)

        with (sources / "js" / "elements" / "typing-line.js").open("a") as element:
            element.write("document.title = 'changed';\n")
        assert not development.is_collected(place)
        development.collect(place)

        assert development.is_collected(place)
        changed = {
            name
            for name, now in staticfiles_storage.hashed_files.items()
            if before.get(name) != now
        }
        assert changed == {"js/room.js"}
        assert "changed" in (place / staticfiles_storage.stored_name("js/room.js")).read_text()
        assert not (place / before["js/room.js"]).exists()


def test_what_several_scripts_share_changes_them_all(tmp_path, sources):
    before = bundles.make(tmp_path / "before")
    with (sources / "js" / "connection.js").open("a") as shared:
        shared.write("document.title = 'changed';\n")

    after = bundles.make(tmp_path / "after")

    old, new = {*before} - {*after}, {*after} - {*before}
    assert all(name.startswith(bundles.PARTS) for name in old | new)
    (shared_part,) = (name for name in new if name.startswith(f"{bundles.PARTS}app-"))
    for name in bundles.SCRIPTS:
        assert Path(shared_part).name in (tmp_path / "after" / name).read_text()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("css/components/card.css", "a { color: red }}"),
        ("css/app.css", '@import url("nowhere.css") layer(pages);'),
        ("js/connection.js", "const = 3;"),
        ("js/connection.js", 'import "./nowhere.js";'),
        ("js/room.js", 'import { nothing } from "./connection.js"; nothing();'),
        ("js/first.js", "const = 3;"),
    ],
)
def test_a_source_with_a_fault_is_named_in_one_line(tmp_path, sources, name, wrong):
    (sources / name).write_text(wrong)

    with pytest.raises(bundles.BundlesNotMade) as refused:
        bundles.make(tmp_path)

    assert Path(name).name in str(refused.value)
    assert "\n" not in str(refused.value)


def start(module, **ours):
    return subprocess.run(
        [sys.executable, "-m", module, "--port", "0"],
        cwd=ROOT,
        env=prepared.environment(**ours),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_start_without_its_bundles_ends_with_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    ours = {"SKILEEZ_DATA": str(tmp_path), "STATIC_ROOT": str(tmp_path / "file" / "static")}

    done = start("devtools.run", **ours)

    assert done.returncode == 1
    assert done.stderr == f"No bundle can be kept in {ours['STATIC_ROOT']}: File exists\n"


def test_a_server_that_was_given_no_files_says_which_command_makes_them(tmp_path):
    done = start("server.serve", SKILEEZ_BUNDLED="true", STATIC_ROOT=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.endswith(
        f"There are no static files in {tmp_path}: python manage.py collectstatic\n"
    )
