"""The clock of what belongs to no app."""

import logging
import time

from celery import shared_task

from core import clock
from core.recounts import wrong_figures
from core.retention import forget_old

logger = logging.getLogger(__name__)
SECONDS_MOST = 60.0


@shared_task
def forget_what_is_old() -> int:
    """Take away what is kept no longer; what is left after a minute goes at the next run."""
    stop_at = time.monotonic() + SECONDS_MOST
    return forget_old(now=clock.now(), until=lambda: time.monotonic() > stop_at)


@shared_task
def report_wrong_figures() -> int:
    """Look every night whether what is stored is what a recount says; `recount` puts it right."""
    found = list(wrong_figures())
    for figure, wrong in found:
        logger.error("%s is wrong: %s; run ./dev manage recount", figure.name, wrong)
    return len(found)
