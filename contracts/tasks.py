"""The clock of contracts. Every task may run twice, at once, or a day late."""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.db.models import QuerySet

from contracts import actions, queries
from contracts.actions.endings import first_warning_day
from contracts.actions.motions import LONGEST_PAUSE
from contracts.models import Contract
from core import clock

logger = logging.getLogger(__name__)


@shared_task
def sweep_contracts() -> None:
    sweep(clock.now())


def sweep(now: datetime) -> None:
    """Do what time alone makes due: one action, one transaction for each contract."""
    _each(queries.overdue_versions(now), actions.lapse_contract, now)
    _each(queries.overdue_versions(now), actions.lapse_amendment, now)
    _each(queries.overdue_motions(now), actions.lapse_motion, now)
    _each(queries.paused_since(now - LONGEST_PAUSE), actions.resume_after_longest_pause, now)
    _each(queries.ending_by(first_warning_day(now)), actions.warn_of_end, now)


def _each(due: QuerySet[Contract], act: Callable[..., Contract], now: datetime) -> None:
    """One contract that fails is logged and tried at the next sweep; the others go on."""
    for contract in list(due):
        try:
            act(contract, now=now)
        except Exception:
            logger.exception("%s failed for contract %s", act.__name__, contract.pk)
