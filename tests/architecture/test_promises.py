"""docs/architecture.md says of each promise of delivery which test proves it."""

import re
from pathlib import Path

from tests.architecture.named_tests import TEST, missing
from tests.product import ROOT

ROWS = re.findall(
    r"^\| (\d+) \| (.+?) \| (.+) \|$",
    Path(ROOT, "docs", "architecture.md").read_text(),
    re.MULTILINE,
)


def test_every_promise_of_delivery_names_a_test_that_exists():
    assert [int(number) for number, _promise, _tests in ROWS] == list(range(1, 13))
    for _number, promise, tests in ROWS:
        named = re.findall(TEST, tests)
        assert named, promise
        assert missing(named) == []
