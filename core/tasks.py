"""The clock of what belongs to no app."""

import logging

from celery import shared_task

from core.recounts import wrong_figures

logger = logging.getLogger(__name__)


@shared_task
def report_wrong_figures() -> int:
    """Look every night whether what is stored is what a recount says; `recount` puts it right."""
    found = list(wrong_figures())
    for figure, wrong in found:
        logger.error("%s is wrong: %s; run ./dev manage recount", figure.name, wrong)
    return len(found)
