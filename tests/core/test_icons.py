"""Icons as pages hold them."""

import re
import subprocess
import sys

import pytest

from core.icons import outline_icon
from tests.product import ROOT

NAMED = re.compile(r"""\{% icon "([a-z0-9-]+)\"""")


def test_an_icon_is_drawn_for_the_eye_only():
    drawn = outline_icon("arrow-left", small=True, mirrored=True)

    assert drawn.startswith('<svg fill="none" viewBox="0 0 24 24"')
    assert (
        'aria-hidden="true" width="16" height="16" class="icon" data-size="small" data-mirror=""'
        in drawn
    )
    assert drawn.endswith("</svg>")
    assert "xmlns" not in drawn


def test_every_icon_that_a_template_names_exists():
    pages = (ROOT / "templates").rglob("*.html")
    names = {name for page in pages for name in NAMED.findall(page.read_text())}

    assert len(names) > 50
    assert all("<path" in outline_icon(name) for name in names)


def test_a_name_that_the_set_lacks_is_refused():
    with pytest.raises(KeyError):
        outline_icon("no-such-icon")


def test_the_set_is_left_open_nowhere_when_a_process_ends():
    drawing = "from core.icons import outline_icon; outline_icon('bell')"
    strictly = [sys.executable, "-W", "always::ResourceWarning", "-c", drawing]

    done = subprocess.run(strictly, cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stderr == ""
