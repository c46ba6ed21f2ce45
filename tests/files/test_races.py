"""Many pictures of one person at once are looked into, chosen and taken away, and none waits in a circle."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from core import transactions
from files.actions import choose_picture, remove_pictures, settle_check
from files.actions.checking import Verdict
from files.models import File
from files.pictures import picture_key
from tests.factories import NOW
from tests.files.test_pictures import brought

MANY = 8
GOOD = Verdict(kind="image", content_type="image/jpeg", previews=3)

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(jobs):
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait()
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture
def pictures(student, monkeypatch):
    """Chosen one after the other, and none looked into. A lock met in a circle is an error."""
    monkeypatch.setattr(transactions, "ATTEMPTS", 1)
    files = [brought(student) for _n in range(MANY)]
    return [
        choose_picture(file, by=student, now=NOW + timedelta(seconds=n))
        for n, file in enumerate(files)
    ]


def test_pictures_that_are_looked_into_at_once_wait_in_one_order(student, pictures):
    all_at_once([lambda pk=file.pk: settle_check(pk, GOOD, now=NOW) for file in pictures])
    student.refresh_from_db()
    assert student.picture == picture_key(pictures[-1])
    assert File.objects.get(deleted_at=None) == pictures[-1]


def test_what_is_taken_away_while_it_is_looked_into_is_not_shown(student, pictures):
    looks = [lambda pk=file.pk: settle_check(pk, GOOD, now=NOW) for file in pictures]
    all_at_once([*looks, lambda: remove_pictures(student.pk, by_id=student.pk, now=NOW)])
    student.refresh_from_db()
    assert student.picture == ""
    assert not File.objects.filter(deleted_at=None).exists()
