import pytest

from tests.product import FullProduct

# Minutes each: whichever began last would hold the whole run up.
FIRST = (
    "test_the_look",
    "test_conversation",
    "test_frame_scripts",
    "test_marketplace",
    "test_mail_links",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files begin first; the workers take them in this order."""
    items.sort(
        key=lambda item: FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST)
    )


class Process:
    """One of the product's web processes, as far as a browser knows it."""

    def __init__(self, url):
        self.url, self.logins = url, {}


@pytest.fixture(scope="module")
def full():
    """The full stack of a file's own, whose servers it may restart."""
    running = FullProduct("--demo")
    try:
        yield running.start()
    finally:
        running.dispose()


@pytest.fixture(scope="module")
def processes(full):
    """Its three web processes: give each person another one."""
    return [Process(url) for url in full.urls]


@pytest.fixture(autouse=True)
def windows_of_one_test(request):
    """What a test opened is closed after it: a page left open goes on reading what comes for its person."""
    if "chromium" not in request.fixturenames:
        yield
        return
    browser = request.getfixturevalue("chromium")
    before = set(browser.contexts)
    yield
    for context in set(browser.contexts) - before:
        context.close()
