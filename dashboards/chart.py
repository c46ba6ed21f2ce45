"""The earnings as a drawing made on the server; the same numbers stand in the table behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from dashboards.earnings import Earnings, EarningsMonth

WIDTH, HEIGHT, LEFT, TOP, BASE = 720, 220, 56, 12, 188


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A rectangle of the chart, in its own units."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, kw_only=True)
class Column:
    """One month of the chart: its bars and the middle of its label."""

    month: EarningsMonth
    middle: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class GridLine:
    y: float
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Chart:
    width: int
    height: int
    base: float
    columns: tuple[Column, ...]
    lines: tuple[GridLine, ...]


def chart_of(earnings: Earnings) -> Chart:
    """Two bars a month, agreed and delivered, below grid lines at round amounts."""
    most = max((max(m.agreed, m.delivered) for m in earnings.months), default=Decimal(0))
    top = _round_top(most)
    scale = (BASE - TOP) / float(top)
    step = (WIDTH - LEFT) / len(earnings.months)
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        base=BASE,
        columns=tuple(_columns(earnings.months, step, scale)),
        lines=tuple(
            GridLine(y=round(BASE - float(top) * part / 2 * scale, 1), amount=top * part / 2)
            for part in range(3)
        ),
    )


def _columns(months: Iterable[EarningsMonth], step: float, scale: float) -> Iterator[Column]:
    for place, month in enumerate(months):
        start = LEFT + place * step
        width = step * 0.34
        amounts = (month.agreed, month.delivered)
        yield Column(
            month=month,
            middle=round(start + step / 2, 1),
            bars=tuple(
                Bar(
                    x=round(start + step / 2 + (series - 1) * width, 1),
                    y=round(BASE - float(amount) * scale, 1),
                    width=round(width - 2, 1),
                    height=round(float(amount) * scale, 1),
                    series=1 - series,
                )
                for series, amount in enumerate(amounts)
                if amount
            ),
        )


def _round_top(most: Decimal) -> Decimal:
    """The next of 1, 2, 4, 5, 10 × a power of ten that is not below."""
    power = Decimal(10)
    while power * 10 < most:
        power *= 10
    return next(power * factor for factor in (1, 2, 4, 5, 10) if power * factor >= most)
