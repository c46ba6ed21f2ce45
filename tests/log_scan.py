"""Everything that the suite logs is read for secrets; the test that let one through fails.

The rule here is another one than in `server.secrets`: that hides by names and addresses, this looks for words
that only chance can have made.
"""

import logging
import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from server.logs import formatter

LONG_WORD = re.compile(r"[A-Za-z0-9_-]{20,}")
# What is long and mixed and no secret: ids of tasks and requests, and names of files and tests.
HARMLESS = re.compile(
    r"^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|0x[0-9a-f]+|[a-z]+(?:[_-][a-z0-9]+)+)$",
    re.IGNORECASE,
)


def random_words(line: str) -> list[str]:
    """Words of 20 characters or more that mix letters and digits as chance mostly does."""
    return [word for word in LONG_WORD.findall(line) if _is_mixed(word)]


def _is_mixed(word: str) -> bool:
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(word))
    return changes >= 4 and not HARMLESS.match(word)


class Scanner(logging.Handler):
    """Keeps what looks like a secret in lines as production writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(formatter(as_json=True))
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        self.found += [f"{word} in {line[:500]}" for word in random_words(line)]


@pytest.fixture(scope="session")
def scanner() -> Iterator[Scanner]:
    scanner = Scanner()
    logging.getLogger().addHandler(scanner)
    yield scanner
    logging.getLogger().removeHandler(scanner)


@pytest.fixture(autouse=True)
def no_secret_is_logged(scanner: Scanner) -> Iterator[None]:
    scanner.found.clear()
    yield
    assert not scanner.found, scanner.found[:3]
