from pathlib import Path

import pytest

from tests.delivery.pages import log_in
from tests.delivery.stack import full_stack

SECONDS_FOR_ONE = 600  # the first starts the whole stack, on a busy machine too


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    with full_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(scope="session")
def cookies(stack):
    """The browser sessions of the demo's student and coach, who share a conversation."""
    return {name: log_in(stack.urls[0], f"{name}@demo.test") for name in ("student", "coach")}


@pytest.fixture(scope="session")
def conv(stack):
    """The id of that conversation."""
    code = (
        "from chat.models import Conversation as C;"
        "print(C.objects.get(student__email='student@demo.test', coach__email='coach@demo.test').pk)"
    )
    return int(stack.product.manage("shell", "--no-imports", "-c", code).split()[-1])


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(SECONDS_FOR_ONE))
