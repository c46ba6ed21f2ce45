"""Letters about contracts."""

from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract, ContractVersion
from core.templatetags.money import money
from notifications.addresses import absolute, conversation_path
from notifications.letters.base import Button, Letter, Params, letter, on_both_clocks


@letter("contract_created")
def contract_created(params: Params, reader: User, now: datetime) -> Letter | None:
    """To the one who has to answer; nothing once the version was answered or replaced."""
    version = version_of(params)
    if version.status != ContractVersion.Status.OFFERED or version.expires_at <= now:
        return None
    return about(
        version,
        reader=reader,
        buttons=(Button(label=_("Read and answer"), url=contract_url(version.contract)),),
    )


def version_of(params: Params) -> ContractVersion:
    related = ("contract__student", "contract__coach", "contract__proposal__request", "author")
    return ContractVersion.objects.select_related(*related).get(pk=params["version_id"])


def contract_url(contract: Contract) -> str:
    return absolute(f"/contracts/{contract.pk}")


def about(
    version: ContractVersion, *, reader: User, buttons: tuple[Button, ...], **context: object
) -> Letter:
    """A letter to one party about one set of terms."""
    contract = version.contract
    other = contract.coach if reader.pk == contract.student_id else contract.student
    return Letter(
        other=other,
        thread=f"contract-{contract.pk}",
        ask_url=absolute(conversation_path(contract.student_id, contract.coach_id)),
        buttons=buttons,
        facts=terms_as_facts(version),
        context={
            "contract": contract,
            "version": version,
            "expires": on_both_clocks(version.expires_at, reader=reader, other=other),
            "title": contract.proposal.request.title,
            "is_student": reader.pk == contract.student_id,
            **context,
        },
    )


def terms_as_facts(version: ContractVersion) -> tuple[tuple[str, str], ...]:
    currency = version.contract.currency
    parts = version.split
    return (
        (_("Contract"), _("%(number)s, version %(version)s") % _names(version)),
        (_("Sessions"), _("%(count)s of %(minutes)s minutes") % _sizes(version)),
        (_("Price per session"), money(version.price_per_session, currency)),
        (_("Total"), money(version.total_amount, currency)),
        (_("Platform fee in it"), money(parts.fee, currency)),
        (_("Coach receives"), money(parts.coach_share, currency)),
        (_("Paid"), str(version.get_payment_schedule_display())),
        (_("Runs"), f"{_day(version.start_date)} – {_day(version.end_date)}"),
        (_("Late cancel"), _late(version.late_cancel_percent)),
    )


def _names(version: ContractVersion) -> dict[str, object]:
    return {"number": version.contract.number, "version": version.number}


def _sizes(version: ContractVersion) -> dict[str, object]:
    return {"count": version.session_count, "minutes": version.duration_minutes}


def _day(day: date) -> str:
    return formats.date_format(day, "j F Y")


def _late(percent: int) -> str:
    if not percent:
        return _("free until the session starts")
    return _("%(percent)s %% of the price is kept in the last 10 hours") % {"percent": percent}
