"""Doors for the workers and the clock. Every task may run twice, at once, or a day late."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q

from core import clock
from files.actions import forget_file
from files.checking import check_file
from files.models import File

BATCH = 200
KEPT_AFTER_DELETION = timedelta(hours=12)  # with the sweep's own hour, gone within 24


@shared_task
def check(file_id: int) -> None:
    """Look into a file now: the kick after its last byte."""
    check_file(file_id, now=clock.now())


@shared_task
def check_waiting() -> None:
    """Whatever waits for a look: a lost kick, a dead worker, a scanner that was down."""
    due = File.objects.filter(state=File.State.CHECKING, check_at__lte=clock.now())
    for file_id in due.order_by("check_at").values_list("pk", flat=True)[:BATCH]:
        check_file(file_id, now=clock.now())


@shared_task
def sweep_files() -> None:
    """Take away what was never sent in time, and what was deleted some hours ago."""
    now = clock.now()
    before = now - KEPT_AFTER_DELETION
    over = Q(sent_at=None, expires_at__lte=now) | Q(sent_at=None, deleted_at__lte=before)
    kept_bytes = Q(deleted_at__lte=before) & ~Q(refusal="deleted")
    ids = File.objects.filter(over | kept_bytes).order_by("pk").values_list("pk", flat=True)
    for file_id in ids[:BATCH]:
        forget_file(file_id, unsent_before=now, deleted_before=before)
