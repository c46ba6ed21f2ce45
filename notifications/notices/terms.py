"""The terms of a contract as the small table of a letter."""

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import ContractVersion, PaidThrough
from contracts.terms import changes, proposed_terms, terms_before, terms_of
from contracts.wording import paid_text
from core.templatetags.money import money
from marketplace.models import PaymentModel, PaymentSchedule
from notifications.notices.letter import Facts

LABELS = {
    "session_count": gettext_lazy("Sessions"),
    "payment_model": gettext_lazy("Price model"),
    "hourly_rate": gettext_lazy("Hourly rate"),
    "price_per_session": gettext_lazy("Price per session"),
    "total": gettext_lazy("Total"),
    "duration_minutes": gettext_lazy("Minutes per session"),
    "payment_schedule": gettext_lazy("Paid"),
    "start_date": gettext_lazy("Starts"),
    "end_date": gettext_lazy("Ends"),
    "timezone": gettext_lazy("Time zone"),
    "late_cancel_percent": gettext_lazy("Late cancel"),
    "cancellation_policy": gettext_lazy("Cancellation"),
    "learning_outcomes": gettext_lazy("Aims"),
    "paid_through": gettext_lazy("Paid through"),
}
CHOICES = {
    "payment_model": PaymentModel,
    "payment_schedule": PaymentSchedule,
    "paid_through": PaidThrough,
}


def short_facts(version: ContractVersion) -> Facts:
    return (
        (_("Contract"), _("%(number)s, version %(version)s") % _names(version)),
        (_("Sessions"), _("%(count)s of %(minutes)s minutes") % _sizes(version)),
        (_("Total"), money(version.total_amount, version.contract.currency)),
    )


def whole_facts(version: ContractVersion) -> Facts:
    """Everything that is agreed with this version."""
    currency = version.contract.currency
    parts = version.split
    return (
        (_("Contract"), _("%(number)s, version %(version)s") % _names(version)),
        (_("Sessions"), _("%(count)s of %(minutes)s minutes") % _sizes(version)),
        (_("Price per session"), money(version.price_per_session, currency)),
        (_("Total"), money(version.total_amount, currency)),
        (_("Platform fee in it"), money(parts.fee, currency)),
        (_("Coach receives"), money(parts.coach_share, currency)),
        (_("Paid"), paid_text(version)),
        (_("Runs"), f"{day_in_words(version.start_date)} – {day_in_words(version.end_date)}"),
        (_("Late cancel"), _late(version.late_cancel_percent)),
    )


def changed_facts(version: ContractVersion, *, since: int) -> Facts:
    """What differs from the version with the id `since`: `EUR 40.00 → EUR 45.00`."""
    before = terms_before(version)
    if before is None or version.based_on_id != since:
        before = terms_of(ContractVersion.objects.get(pk=since))
    currency = version.contract.currency
    rows = [
        (
            str(LABELS[c.name]),
            f"{_shown(c.name, c.old, currency)} → {_shown(c.name, c.new, currency)}",
        )
        for c in changes(before, proposed_terms(version))
    ]
    return ((_("Contract"), _("%(number)s, version %(version)s") % _names(version)), *rows)


def _shown(name: str, value: object, currency: str) -> str:
    if value in (None, ""):
        return "–"
    if name in ("hourly_rate", "price_per_session", "total"):
        return money(value, currency)  # type: ignore[arg-type]
    if isinstance(value, date):
        return day_in_words(value)
    if name == "late_cancel_percent":
        return f"{value} %"
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    return str(value)


def _names(version: ContractVersion) -> dict[str, object]:
    return {"number": version.contract.number, "version": version.number}


def _sizes(version: ContractVersion) -> dict[str, object]:
    return {"count": version.session_count, "minutes": version.duration_minutes}


def day_in_words(day: date) -> str:
    return formats.date_format(day, "j F Y")


def _late(percent: int) -> str:
    if not percent:
        return _("free until the session starts")
    return _("%(percent)s %% of the price is kept in the last 10 hours") % {"percent": percent}
