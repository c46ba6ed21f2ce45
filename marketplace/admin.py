"""The staff desk for requests and proposals: read, suspend, give back."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.http import PersonRequest
from accounts.proof import fresh_proof
from core.desk import LookOnly, register_parts
from marketplace.actions import reinstate_request, suspend_request
from marketplace.models import Invitation, LearningRequest, Proposal

register_parts(
    student="user",
    coach="user",
    proposer="user",
    former_coach="user",
    not_selected="proposal",
    not_selected_coach="user",
)


@admin.register(LearningRequest)
class LearningRequestAdmin(LookOnly):
    known_as = "request"
    list_display = ("title", "student", "status", "opened_at", "last_activity_at")
    list_filter = ("status", "level")
    found_by = ("title",)
    people = ("student",)
    list_select_related = ("student",)
    fields = (
        "title", "description", "student", "status", "suspension_reason", "version", "level",
        "budget", "currency", "sessions_needed", "timeframe", "preferred_times", "timezone",
        "created_at", "opened_at", "last_activity_at", "press",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("What you can do"))
    def press(self, row: LearningRequest) -> str:
        frozen = row.status == LearningRequest.Status.SUSPENDED
        name = "marketplace-admin-reinstate" if frozen else "marketplace-admin-suspend"
        label = _now("Lift the suspension") if frozen else _now("Suspend this request")
        return format_html('<a href="{}">{}</a>', reverse(f"admin:{name}", args=[row.pk]), label)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:row_id>/suspend",
                view(fresh_proof(self.suspend)),
                name="marketplace-admin-suspend",
            ),
            path(
                "<int:row_id>/reinstate", view(self.reinstate), name="marketplace-admin-reinstate"
            ),
            *super().get_urls(),
        ]

    def suspend(self, request: PersonRequest, row_id: int) -> HttpResponse:
        row = get_object_or_404(LearningRequest, pk=row_id)
        return self.ask_reason(
            request,
            title=_now("Suspend “%(title)s”") % {"title": row},
            verb=_now("Suspend this request"),
            act=lambda reason: suspend_request(
                row, by=request.person, reason=reason, now=request.now
            ),
            back=reverse("admin:marketplace_learningrequest_change", args=[row_id]),
        )

    def reinstate(self, request: PersonRequest, row_id: int) -> HttpResponse:
        row = get_object_or_404(LearningRequest, pk=row_id)
        return self.ask_once(
            request,
            title=_now("Give “%(title)s” its former state back") % {"title": row},
            verb=_now("Lift the suspension"),
            act=lambda: reinstate_request(row, by=request.person, now=request.now),
            back=reverse("admin:marketplace_learningrequest_change", args=[row_id]),
            said=_now("The suspension is lifted."),
        )


@admin.register(Proposal)
class ProposalAdmin(LookOnly):
    known_as = "proposal"
    list_display = ("request", "coach", "status", "expected_total", "submitted_at")
    list_filter = ("status", "payment_model")
    people = ("coach",)
    list_select_related = ("request", "coach")

    def trail(self, row: Proposal) -> str:
        return f"request:{row.request_id}"


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    list_display = ("request", "coach", "invited_at")
    people = ("coach",)
    list_select_related = ("request", "coach")

    def trail(self, row: Invitation) -> str:
        return f"request:{row.request_id}"
