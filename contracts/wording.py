"""Terms as people read them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import ContractVersion, PaidThrough
from contracts.terms import Terms, changes
from core.templatetags.money import money
from marketplace.models import PaymentModel, PaymentSchedule
from marketplace.prices import Split

LABELS = {
    "session_count": gettext_lazy("Sessions"),
    "payment_model": gettext_lazy("Price set"),
    "hourly_rate": gettext_lazy("Rate per hour"),
    "price_per_session": gettext_lazy("Price per session"),
    "total": gettext_lazy("Total"),
    "duration_minutes": gettext_lazy("Length"),
    "payment_schedule": gettext_lazy("Paid"),
    "start_date": gettext_lazy("Start"),
    "end_date": gettext_lazy("End"),
    "timezone": gettext_lazy("Time zone"),
    "late_cancel_percent": gettext_lazy("Late cancellation"),
    "cancellation_policy": gettext_lazy("Policy in words"),
    "learning_outcomes": gettext_lazy("Learning outcomes"),
    "paid_through": gettext_lazy("Paid through"),
}
NOTHING = "–"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One term as a label, its value and what there is to add to it."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One changed term: what it was, what it would be."""

    label: str
    old: str
    new: str


def change_lines(old: Terms, new: Terms, *, currency: str) -> tuple[ChangeLine, ...]:
    """The field-by-field difference in words; only what differs."""
    return tuple(
        ChangeLine(
            label=str(LABELS[change.name]),
            old=shown(change.name, change.old, currency),
            new=shown(change.name, change.new, currency),
        )
        for change in changes(old, new)
    )


def shown(name: str, value: object, currency: str) -> str:
    """One term in words."""
    match name, value:
        case _, None | "":
            return NOTHING
        case "late_cancel_percent", int(percent):
            return kept(percent)
        case "duration_minutes", int(minutes):
            return minutes_text(minutes)
        case "payment_model", str(model):
            return str(PaymentModel(model).label)
        case "payment_schedule", str(schedule):
            return str(PaymentSchedule(schedule).label)
        case "paid_through", str(way):
            return str(PaidThrough(way).label)
        case _, Decimal() as amount:
            return money(amount, currency)
        case _, date() as day:
            return day_text(day)
    return str(value)


def kept(percent: int) -> str:
    if not percent:
        return _("nothing is kept")
    return _("%(percent)d %% of the price is kept") % {"percent": percent}


def minutes_text(minutes: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def sessions_text(count: int) -> str:
    return ngettext("%(count)d session", "%(count)d sessions", count) % {"count": count}


def day_text(day: date) -> str:
    return formats.date_format(day, "j M Y")


def split_text(parts: Split, currency: str) -> str:
    return _("%(coach)s to the coach, %(fee)s platform fee") % {
        "coach": money(parts.coach_share, currency),
        "fee": money(parts.fee, currency),
    }


def paid_text(terms: Terms | ContractVersion) -> str:
    """When, and through whom where it is not between the two."""
    if terms.paid_through == PaidThrough.PLATFORM:
        return _("through Skileez, before each session")
    return str(PaymentSchedule(terms.payment_schedule).label)


def headline(terms: Terms) -> str:
    """Such as `4 sessions of 60 minutes`."""
    return _("%(sessions)s of %(minutes)s") % {
        "sessions": sessions_text(terms.session_count),
        "minutes": minutes_text(terms.duration_minutes),
    }


def term_facts(
    terms: Terms, *, currency: str, starts: date | None = None, ends: date | None = None
) -> tuple[Fact, ...]:
    """Every term but the long texts. `starts` and `ends` are the effective days once it was accepted."""
    rate = terms.hourly_rate
    return (
        Fact(
            label=_("Sessions"),
            value=f"{terms.session_count} × {minutes_text(terms.duration_minutes)}",
        ),
        Fact(
            label=_("Price per session"),
            value=money(terms.price_per_session, currency),
            detail="" if rate is None else _("%(rate)s an hour") % {"rate": money(rate, currency)},
        ),
        Fact(
            label=_("Total"),
            value=money(terms.total, currency),
            detail=split_text(terms.split, currency),
        ),
        Fact(label=_("Paid"), value=paid_text(terms)),
        Fact(
            label=_("Runs"),
            value=f"{day_text(starts or terms.start_date)} – {day_text(ends or terms.end_date)}",
            detail=terms.timezone.replace("_", " "),
        ),
        Fact(label=_("Late cancellation"), value=kept(terms.late_cancel_percent)),
    )
