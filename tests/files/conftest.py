import pytest
from django.db import transaction

from chat.timeline.numbers import conversation_for
from tests.factories import NOW


@pytest.fixture(autouse=True)
def files_of_this_test(settings, tmp_path):
    """Bytes go into a folder of the test's own."""
    files = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "files": files}
    return tmp_path / "files"


@pytest.fixture
def conversation(student, coach):
    with transaction.atomic():
        return conversation_for(student_id=student.pk, coach_id=coach.pk, now=NOW)
