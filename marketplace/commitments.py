"""Whether an accepted proposal led to something that holds. Apps above say what counts.

An award is released when nothing came of it, but contracts live above this app: they add a filter
that leaves out the proposals which a contract binds.
"""

from collections.abc import Callable

from django.db.models import QuerySet

from marketplace.models import Proposal

Filter = Callable[[QuerySet[Proposal]], QuerySet[Proposal]]
_filters: list[Filter] = []


def uncommitted_means(leave_out: Filter) -> Filter:
    """Register a filter that drops the proposals which something above binds (in `AppConfig.ready`)."""
    if leave_out not in _filters:
        _filters.append(leave_out)
    return leave_out


def uncommitted(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Those of the proposals that nothing binds."""
    for leave_out in _filters:
        proposals = leave_out(proposals)
    return proposals
