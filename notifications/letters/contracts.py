"""Letters about contracts."""

from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contracts.models import Contract, ContractVersion, Motion
from contracts.terms import changes, proposed_terms, terms_before, terms_of
from core.templatetags.money import money
from marketplace.models import PaymentModel, PaymentSchedule
from notifications.addresses import absolute, conversation_path
from notifications.letters.base import Button, Letter, Params, in_words, letter
from notifications.links import Action, opening_address
from sessions.aftermath import aftermath
from sessions.models import CoachingSession
from sessions.policy import role_of

State = ContractVersion.Status
NEEDS_ANSWER = ("contract_created", "contract_countered", "amendment_proposed")
NEEDS_MOTION = ("pause_proposed", "completion_proposed")


@letter(
    "contract_created",
    "contract_countered",
    "contract_accepted",
    "contract_declined",
    "contract_withdrawn",
    "contract_lapsed",
    "amendment_proposed",
    "contract_amended",
    "amendment_closed",
    "pause_proposed",
    "contract_paused",
    "contract_resumed",
    "completion_proposed",
    "contract_completed",
    "contract_cancelled",
    "contract_ending",
)
def about_contract(kind: str, params: Params, reader: User, now: datetime) -> Letter | None:
    """To one party; a question that was answered meanwhile is not asked any more."""
    version = _version(params)
    if kind in NEEDS_ANSWER and (version.status != State.OFFERED or version.expires_at <= now):
        return None
    motion = _motion(params)
    if kind in NEEDS_MOTION and (motion is None or motion.status != Motion.Status.OPEN):
        return None
    contract = version.contract
    other = contract.coach if reader.pk == contract.student_id else contract.student
    return Letter(
        other=other,
        thread=f"contract-{contract.pk}",
        ask_url=absolute(conversation_path(contract.student_id, contract.coach_id)),
        buttons=(_button(kind, contract, reader, now),),
        facts=_facts(kind, version, params),
        context={
            "title": contract.proposal.request.title,
            "number": contract.number,
            "version_number": version.number,
            "policy": version.cancellation_policy,
            "outcomes": version.learning_outcomes,
            "total": money(version.total_amount, contract.currency),
            "count": version.session_count,
            "until": in_words(motion.expires_at if motion else version.expires_at, reader),
            "late_sessions": _late_sessions(contract, reader, now),
            "ends": _day(contract.ends_on or version.end_date),
            "reason": params.get("reason") or (motion.reason if motion else ""),
            "outcome": params.get("outcome", ""),
            **_stands_again(params, reader),
            "unscheduled": params.get("unscheduled"),
            "days_left": params.get("days_left"),
            "early": params.get("early"),
            "by_me": params.get("actor_id") == reader.pk,
            "by_clock": params.get("actor_id") is None,
            "is_student": reader.pk == contract.student_id,
        },
    )


def _version(params: Params) -> ContractVersion:
    related = (
        "contract__student",
        "contract__coach",
        "contract__proposal__request",
        "contract__agreed_version",
        "based_on",
    )
    return ContractVersion.objects.select_related(*related).get(pk=params["version_id"])


def _late_sessions(contract: Contract, reader: User, now: datetime) -> list[str]:
    """What the contract's cancel made late and costs something, in the words of the session's card.

    Each by the terms under which it was booked, which need not be the contract's present ones.
    """
    late = CoachingSession.Status.CANCELLED_LATE
    rows = contract.sessions.filter(status=late, ended_at=contract.ended_at, owed_amount__gt=0)
    role, zone_name = role_of(contract, reader.pk), reader.timezone
    return [
        _("Session %(number)s: %(what)s")
        % {"number": row.number, "what": aftermath(row, role, now=now, zone_name=zone_name)}
        for row in rows.select_related("terms", "contract").order_by("number")
    ]


def _motion(params: Params) -> Motion | None:
    return Motion.objects.filter(pk=params.get("motion_id") or 0).first()


def _stands_again(params: Params, reader: User) -> dict[str, object]:
    """The version that a decline or withdrawal opened again, and until when, if nobody answered it yet."""
    revived = ContractVersion.objects.filter(pk=params.get("revived_version_id") or 0).first()
    if revived is None:
        return {}
    if revived.status != ContractVersion.Status.OFFERED:
        return {"answered_since": revived.number}
    return {"stands_again": revived.number, "stands_until": in_words(revived.expires_at, reader)}


def _button(kind: str, contract: Contract, reader: User, now: datetime) -> Button:
    """It opens the contract for its reader, who has to be logged in to agree to anything."""
    asks = kind in NEEDS_ANSWER or kind in NEEDS_MOTION
    label = _("Read and answer") if asks else _("Open the contract")
    address = opening_address(Action.OPEN_CONTRACT, contract.pk, reader=reader, now=now)
    return Button(label=label, url=address)


def _facts(kind: str, version: ContractVersion, params: Params) -> tuple[tuple[str, str], ...]:
    if kind in ("contract_countered", "amendment_proposed", "contract_amended"):
        return _changed_facts(version, params)
    if kind in ("contract_created", "contract_accepted"):
        return terms_as_facts(version)
    if kind == "amendment_closed":
        # Not what was turned down, but what stands.
        return _short_facts(version.contract.agreed_version or version)
    return _short_facts(version)


def _short_facts(version: ContractVersion) -> tuple[tuple[str, str], ...]:
    return (
        (_("Contract"), _("%(number)s, version %(version)s") % _names(version)),
        (_("Sessions"), _("%(count)s of %(minutes)s minutes") % _sizes(version)),
        (_("Total"), money(version.total_amount, version.contract.currency)),
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
}


def _changed_facts(version: ContractVersion, params: Params) -> tuple[tuple[str, str], ...]:
    """What differs from the version before: `EUR 40.00 → EUR 45.00`."""
    before = terms_before(version)
    if before is None or version.based_on_id != params["previous_version_id"]:
        before = terms_of(ContractVersion.objects.get(pk=params["previous_version_id"]))
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
        return _day(value)
    if name == "late_cancel_percent":
        return f"{value} %"
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    return str(value)


CHOICES = {"payment_model": PaymentModel, "payment_schedule": PaymentSchedule}


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
