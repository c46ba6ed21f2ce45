"""The terms of a contract as one value: what people fill in, compare and agree on."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contracts.models import Contract, ContractVersion, PaidThrough
from core.errors import Invalid
from core.money import MAX_AMOUNT, rounded
from core.zones import validate_zone, zone
from marketplace.models import PaymentModel, PaymentSchedule, Proposal
from marketplace.prices import Split, session_price, split

SESSIONS = range(1, 51)
MINUTES = range(15, 481)
LOWEST_PRICE = Decimal(10)
MOST_CHARGED = Decimal("999999.99")  # eight digits of a minor unit, which is all that Stripe takes
LOWEST_RATE, HIGHEST_RATE = Decimal(5), Decimal(500)
LATE_CANCEL_PERCENTS = (0, 50, 100)
LONGEST_TEXT = 1000
VALID_DAYS = range(1, 15)
DEFAULT_VALID_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One set of terms. Dates are calendar days in `timezone` (IANA); amounts in the contract's currency.

    `price_per_session` follows from `hourly_rate` when the model is per hour; else there is no rate.
    """

    session_count: int
    payment_model: str
    hourly_rate: Decimal | None
    price_per_session: Decimal
    duration_minutes: int
    payment_schedule: str
    start_date: date
    end_date: date
    timezone: str
    late_cancel_percent: int = 0
    cancellation_policy: str = ""
    learning_outcomes: str = ""
    paid_through: str = PaidThrough.DIRECT

    @property
    def total(self) -> Decimal:
        return rounded(self.price_per_session * self.session_count)

    @property
    def split(self) -> Split:
        """The total, the platform fee in it and the coach's share."""
        return split(self.total)


TERM_NAMES = tuple(field.name for field in fields(Terms))


def terms_of(version: ContractVersion) -> Terms:
    """The terms that a version holds."""
    return Terms(**{name: getattr(version, name) for name in TERM_NAMES})


def running_terms(contract: Contract) -> Terms:
    """The terms in force, with the end date that pauses may have moved.

    Raises ValueError for a contract that nobody accepted.
    """
    agreed = terms_of(contract.in_force)
    return replace(agreed, end_date=contract.ends_on or agreed.end_date)


def proposed_terms(version: ContractVersion) -> Terms:
    """The terms that accepting a version puts in force: an open amendment keeps the days of pauses since."""
    return _moved(terms_of(version), days_paused_since(version))


def terms_before(version: ContractVersion) -> Terms | None:
    """What a version would change, as it stood when the version was written; None for the first offer."""
    base = version.based_on
    if base is None:
        return None
    terms = replace(terms_of(base), end_date=version.ends_on_before or base.end_date)
    return _moved(terms, days_paused_since(version))


def days_paused_since(version: ContractVersion) -> timedelta:
    """By how much pauses moved the contract's end since this amendment was put on the table."""
    contract, before = version.contract, version.ends_on_before
    if contract.open_version_id != version.pk or before is None or contract.ends_on is None:
        return timedelta()
    return contract.ends_on - before


def _moved(terms: Terms, days: timedelta) -> Terms:
    return replace(terms, end_date=terms.end_date + days)


def terms_from_proposal(proposal: Proposal, *, now: datetime) -> Terms:
    """Version 1 as the accepted proposal suggests it: from today in its zone, for a year.

    Raises ValueError for a proposal that was never accepted.
    """
    agreed = proposal.accepted_terms
    if agreed is None:
        raise ValueError("the proposal was never accepted")
    today = now.astimezone(zone(agreed["timezone"])).date()
    rate = agreed["hourly_rate"]
    return Terms(
        session_count=agreed["session_count"],
        payment_model=agreed["payment_model"],
        hourly_rate=None if rate is None else Decimal(rate),
        price_per_session=Decimal(agreed["price_per_session"]),
        duration_minutes=agreed["duration_minutes"],
        payment_schedule=agreed["payment_schedule"],
        start_date=today,
        end_date=a_year_after(today),
        timezone=agreed["timezone"],
        learning_outcomes=agreed.get("learning_outcomes", ""),
        paid_through=usual_way(agreed["payment_schedule"], proposal.request.currency),
    )


def takes_money(currency: str) -> bool:
    """Whether the platform charges students in this currency."""
    return settings.PAYMENTS != "off" and currency in settings.PAYMENT_CURRENCIES


def usual_way(payment_schedule: str, currency: str) -> str:
    """Through the platform wherever that is possible."""
    possible = payment_schedule == PaymentSchedule.PER_SESSION and takes_money(currency)
    return PaidThrough.PLATFORM if possible else PaidThrough.DIRECT


def a_year_after(day: date) -> date:
    """The same day of the next year; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def check_terms(
    terms: Terms,
    *,
    now: datetime,
    currency: str = "",
    starts: date | None = None,
    ends_by: date | None = None,
) -> None:
    """Raise Invalid, with every field that is wrong, unless these terms may be offered now.

    An amendment passes the agreed start as `starts`, which it must keep, and as `ends_by` the last
    end date that it may name where that is later than a year after the start.
    """
    problems: dict[str, list[str]] = defaultdict(list)
    for name, problem in (*_problems(terms), *_way_problems(terms, currency)):
        problems[name].append(problem)
    if "timezone" not in problems:
        today = now.astimezone(zone(terms.timezone)).date()
        for name, problem in _date_problems(terms, today, starts, ends_by):
            problems[name].append(problem)
    if problems:
        raise Invalid(fields=problems)


Problem = tuple[str, str]


def _problems(terms: Terms) -> Iterator[Problem]:
    yield from _money_problems(terms)
    if terms.session_count not in SESSIONS:
        yield "session_count", _("Between 1 and 50 sessions.")
    if terms.duration_minutes not in MINUTES:
        yield "duration_minutes", _("Between 15 minutes and 8 hours.")
    if terms.payment_schedule not in PaymentSchedule.values:
        yield "payment_schedule", _("Choose one of the payment schedules.")
    if terms.late_cancel_percent not in LATE_CANCEL_PERCENTS:
        yield "late_cancel_percent", _("Choose 0, 50 or 100 percent.")
    for name in ("cancellation_policy", "learning_outcomes"):
        if len(getattr(terms, name)) > LONGEST_TEXT:
            yield name, _("At most 1,000 characters.")
    try:
        validate_zone(terms.timezone)
    except ValidationError as error:
        yield "timezone", error.messages[0]


def _way_problems(terms: Terms, currency: str) -> Iterator[Problem]:
    if terms.paid_through not in PaidThrough.values:
        yield "paid_through", _("Choose how it is paid.")
    elif terms.paid_through == PaidThrough.DIRECT:
        return
    elif not takes_money(currency):
        yield "paid_through", _("Skileez takes no payments in this currency.")
    elif terms.payment_schedule != PaymentSchedule.PER_SESSION:
        yield "payment_schedule", _("Through Skileez each session is paid by itself.")
    elif terms.price_per_session > MOST_CHARGED:
        yield "price_per_session", _("Skileez takes at most 999,999.99 for a session.")


def _money_problems(terms: Terms) -> Iterator[Problem]:
    if terms.payment_model not in PaymentModel.values:
        yield "payment_model", _("Choose how the price is set.")
        return
    hourly = terms.payment_model == PaymentModel.PER_HOUR
    price = terms.price_per_session
    if hourly:
        yield from _rate_problems(terms)
    elif terms.hourly_rate is not None:
        yield "hourly_rate", _("A price per session has no hourly rate.")
    if price < LOWEST_PRICE:
        name = "hourly_rate" if hourly else "price_per_session"
        yield name, _("A session costs at least 10.00.")
    elif price != rounded(price):
        yield "price_per_session", _("At most two decimal places.")
    elif terms.total > MAX_AMOUNT:
        yield "price_per_session", _("The total is too high.")


def _rate_problems(terms: Terms) -> Iterator[Problem]:
    rate = terms.hourly_rate
    if rate is None or not LOWEST_RATE <= rate <= HIGHEST_RATE:
        yield "hourly_rate", _("Between 5 and 500 an hour.")
    elif rate != rounded(rate):
        yield "hourly_rate", _("At most two decimal places.")
    elif terms.price_per_session != session_price(
        hourly_rate=rate, duration_minutes=terms.duration_minutes
    ):
        yield "price_per_session", _("The price does not follow from the hourly rate.")


def _date_problems(
    terms: Terms, today: date, starts: date | None, ends_by: date | None
) -> Iterator[Problem]:
    if starts is not None:
        if terms.start_date != starts:
            yield "start_date", _("The start date stays as agreed.")
    elif terms.start_date < today:
        yield "start_date", _("The start date is in the past.")
    elif terms.start_date > a_year_after(today):
        yield "start_date", _("The start date is more than a year away.")
    latest = max(a_year_after(terms.start_date), ends_by or date.min)
    if terms.end_date < terms.start_date:
        yield "end_date", _("The end date must not be before the start date.")
    elif terms.end_date < today:
        yield "end_date", _("The end date is in the past.")
    elif terms.end_date > latest:
        yield "end_date", _("A contract runs for a year at most.")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One term that differs between two versions."""

    name: str
    old: object
    new: object


def changes(old: Terms, new: Terms) -> tuple[Change, ...]:
    """The terms that differ, in the order in which people read them."""
    return tuple(
        Change(name=name, old=getattr(old, name), new=getattr(new, name))
        for name in (*TERM_NAMES[:4], "total", *TERM_NAMES[4:])
        if getattr(old, name) != getattr(new, name)
    )
