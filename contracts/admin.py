"""What staff see of contracts: the deal, its versions, and ways to everything around."""

from django.contrib import admin
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, ContractVersion, Motion
from core.desk import LookOnly, link, links, listed, register_parts, searched

register_parts(
    version="contract_version",
    previous_version="contract_version",
    revived_version="contract_version",
)


class OfOneContract(LookOnly):
    """Rows of one contract, whose audit trail tells of them."""

    looks_are_kept = True

    found_by = ("contract__number",)
    people = ("contract__student", "contract__coach")
    list_select_related = ("contract", "author")

    def trail(self, row: ContractVersion | Motion) -> str:
        return f"contract:{row.contract_id}"

    @admin.display(description=_("Contract"))
    def agreement(self, row: ContractVersion | Motion) -> str:
        return link("contract", row.contract_id, row.contract)


@admin.register(Contract)
class ContractAdmin(LookOnly):
    known_as = "contract"
    looks_are_kept = True
    list_display = (
        "number", "status", "student", "coach", "total", "starts_on", "ends_on", "created_at",
    )  # fmt: skip
    list_filter = ("status",)
    found_by = ("number",)
    people = ("student", "coach")
    list_select_related = ("student", "coach", "agreed_version", "open_version")
    fields = (
        "number", "status", "version", "student_page", "coach_page", "proposal_page", "in_force",
        "waiting", "every_version", "starts_on", "ends_on", "created_at", "activated_at", "ended_at",
        "ended_by", "end_reason", "around",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("Total"))
    def total(self, row: Contract) -> str:
        terms = row.agreed_version or row.open_version
        return f"{terms.total_amount} {row.currency}" if terms else "—"

    @admin.display(description=_("Student"))
    def student_page(self, row: Contract) -> str:
        return link("user", row.student_id, row.student)

    @admin.display(description=_("Coach"))
    def coach_page(self, row: Contract) -> str:
        return link("user", row.coach_id, row.coach)

    @admin.display(description=_("Proposal"))
    def proposal_page(self, row: Contract) -> str:
        return link("proposal", row.proposal_id, row.proposal)

    @admin.display(description=_("In force"))
    def in_force(self, row: Contract) -> str:
        return link("contract_version", row.agreed_version_id, row.agreed_version or "—")

    @admin.display(description=_("Waits for an answer"))
    def waiting(self, row: Contract) -> str:
        return link("contract_version", row.open_version_id, row.open_version or "—")

    @admin.display(description=_("All versions"))
    def every_version(self, row: Contract) -> str:
        versions = row.versions.select_related("contract", "author").order_by("number")
        return links(
            link(
                "contract_version",
                version.pk,
                f"{version} · {version.get_kind_display()} · {version.author} · "
                f"{version.get_status_display()}",
            )
            for version in versions
        )

    @admin.display(description=_("Around it"))
    def around(self, row: Contract) -> str:
        pair = {"student": row.student_id, "coach": row.coach_id}
        ways = (
            listed("core_eventrecord", {"stream": f"contract:{row.pk}"}, _now("What happened")),
            listed("coaching_sessions_coachingsession", {"contract": row.pk}, _now("Its sessions")),
            listed("chat_conversation", pair, _now("The conversation of the two")),
            searched("contracts_motion", row.number, _now("Pauses and early completion")),
        )
        return links(iter(ways))


@admin.register(ContractVersion)
class ContractVersionAdmin(OfOneContract):
    known_as = "contract_version"
    list_display = (
        "__str__", "kind", "status", "author", "session_count", "total_amount", "offered_at",
        "decided_at",
    )  # fmt: skip
    list_filter = ("kind", "status", "payment_model", "payment_schedule", "late_cancel_percent")
    fields = (
        "agreement", "number", "kind", "status", "author", "based_on", "offered_at", "expires_at",
        "decided_at", "decline_reason", "session_count", "payment_model", "hourly_rate",
        "price_per_session", "duration_minutes", "total_amount", "fee", "share", "payment_schedule",
        "paid_through", "start_date", "end_date", "ends_on_before", "timezone", "late_cancel_percent",
        "cancellation_policy", "learning_outcomes",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("Platform fee"))
    def fee(self, row: ContractVersion) -> str:
        return str(row.split.fee)

    @admin.display(description=_("The coach's share"))
    def share(self, row: ContractVersion) -> str:
        return str(row.split.coach_share)


@admin.register(Motion)
class MotionAdmin(OfOneContract):
    list_display = ("contract", "kind", "status", "author", "asked_at", "decided_at", "resumed_at")
    list_filter = ("kind", "status")
    fields = (
        "agreement", "kind", "status", "author", "reason", "asked_at", "expires_at", "decided_at",
        "resumed_at", "resumed_by",
    )  # fmt: skip
    readonly_fields = fields
