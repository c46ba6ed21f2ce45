"""Tests that the documents name: `tests/file.py::test_name`."""

import re
from collections.abc import Iterable
from pathlib import Path

from tests.product import ROOT

TEST = r"`(tests/[\w/]+\.py)::(test_\w+)`"


def missing(wanted: Iterable[tuple[str, ...]]) -> list[str]:
    """Those that do not exist."""
    return [
        f"{file}::{name}"
        for file, name in wanted
        if not re.search(rf"^(async )?def {name}\(", Path(ROOT, file).read_text(), re.MULTILINE)
    ]
