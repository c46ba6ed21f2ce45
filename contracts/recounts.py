"""The last contract number of each year, stored so that numbers have no gaps."""

from collections.abc import Iterator

from django.db.models import Max

from contracts.models import Contract, YearCounter
from core.recounts import Figure, Wrong, register_figure
from core.transactions import action, locked


def wrong_counters() -> Iterator[Wrong]:
    for counter in YearCounter.objects.order_by("year"):
        last = _last_number(counter.year)
        if counter.last != last:
            yield Wrong(row=counter, stored=counter.last, counted=last)


@action
def mend_counter(counter: YearCounter) -> None:
    row = locked(YearCounter.objects.filter(pk=counter.pk)).get()
    row.last = _last_number(row.year)
    row.save(update_fields=["last"])


def _last_number(year: int) -> int:
    """Numbers of a year have one length, so the last is the greatest text."""
    of_year = Contract.objects.filter(number__startswith=f"SK-{year}-")
    number = of_year.aggregate(last=Max("number"))["last"]
    return int(number.rpartition("-")[2]) if number else 0


register_figure(Figure(name="contract numbers", wrong=wrong_counters, mend=mend_counter))
