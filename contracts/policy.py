"""What the cancellation policy of some terms means, in money and in instants."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from contracts.terms import LATE_CANCEL_PERCENTS
from core.money import share
from core.templatetags.money import money
from core.zones import LocalTime, zone
from marketplace.prices import Split, split

# Later than this before its start, a confirmed session is cancelled late.
LATE_WITHIN = timedelta(hours=10)
SAMPLE_START = time(17)


@dataclass(frozen=True, kw_only=True)
class LateOutcome:
    """What a late cancellation by the student costs when `percent` is kept."""

    percent: int
    owed: Split
    never_charged: Decimal
    currency: str
    chosen: bool = False

    @property
    def title(self) -> str:
        if not self.percent:
            return _("Nothing is kept")
        if self.percent == 100:
            return _("The full price is kept")
        return _("%(percent)d %% is kept") % {"percent": self.percent}

    @property
    def sentence(self) -> str:
        if not self.percent:
            return _(
                "The student cancels free of charge until the start; the session stays theirs."
            )
        amounts = {
            "owed": money(self.owed.amount, self.currency),
            "coach": money(self.owed.coach_share, self.currency),
            "rest": money(self.never_charged, self.currency),
        }
        if self.percent == 100:
            return _("The session is used and %(owed)s is owed (%(coach)s to the coach).") % amounts
        return (
            _(
                "The session is used and %(owed)s is owed (%(coach)s to the coach); "
                "the other %(rest)s is never charged."
            )
            % amounts
        )


def late_outcome(
    percent: int, *, price: Decimal, currency: str, chosen: bool = False
) -> LateOutcome:
    """For one session of that price."""
    owed = share(price, percent=percent)
    return LateOutcome(
        percent=percent,
        owed=split(owed),
        never_charged=price - owed,
        currency=currency,
        chosen=chosen,
    )


def late_outcomes(
    *, price: Decimal, currency: str, chosen: int | None = None
) -> tuple[LateOutcome, ...]:
    """Every policy side by side."""
    return tuple(
        late_outcome(percent, price=price, currency=currency, chosen=percent == chosen)
        for percent in LATE_CANCEL_PERCENTS
    )


@dataclass(frozen=True, kw_only=True)
class SampleLimit:
    """The limit of a session at five in the afternoon of some day, on that zone's clock."""

    start: LocalTime
    limit: LocalTime

    @property
    def sentence(self) -> str:
        return _(
            "For a session on %(day)s at %(start)s, late begins at %(limit)s (%(place)s time)."
        ) % {
            "day": formats.date_format(self.start.day, "j F Y"),
            "start": self.start.time_text,
            "limit": self.limit.time_text,
            "place": self.start.place,
        }


def sample_limit(day: date, zone_name: str) -> SampleLimit:
    """Ten elapsed hours before 17:00 of that day: the exact instant is late already."""
    wall = datetime.combine(day, SAMPLE_START, tzinfo=zone(zone_name))
    start = wall.astimezone(UTC)
    return SampleLimit(
        start=LocalTime(instant=start, zone_name=zone_name),
        limit=LocalTime(instant=start - LATE_WITHIN, zone_name=zone_name),
    )


def policy_sentences(
    *, percent: int, price: Decimal, currency: str, day: date, zone_name: str
) -> tuple[str, ...]:
    """The whole policy in words, with one example of its instants."""
    outcome = late_outcome(percent, price=price, currency=currency)
    return (
        _(
            "Until 10 hours before a session, either side cancels free of charge and it can be "
            "booked again."
        ),
        _("Cancelled later by the student: %(what)s") % {"what": _as_clause(outcome.sentence)},
        _("Cancelled later by the coach: the session goes back to the student, nothing is owed."),
        sample_limit(day, zone_name).sentence,
    )


def _as_clause(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
