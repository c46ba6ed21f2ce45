"""The staff desk for requests and proposals: read, suspend, give back."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.admin import LookOnly
from accounts.models import User
from core import clock
from marketplace.actions import reinstate_request, suspend_request
from marketplace.models import Invitation, LearningRequest, Proposal


@admin.register(LearningRequest)
class LearningRequestAdmin(LookOnly):
    list_display = ("title", "student", "status", "opened_at", "last_activity_at")
    list_filter = ("status", "level", "currency")
    search_fields = ("title", "description", "student__display_name", "student__email")
    list_select_related = ("student",)
    ordering = ("-created_at",)
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
            path("<int:row_id>/suspend", view(self.suspend), name="marketplace-admin-suspend"),
            path(
                "<int:row_id>/reinstate", view(self.reinstate), name="marketplace-admin-reinstate"
            ),
            *super().get_urls(),
        ]

    def suspend(self, request: HttpRequest, row_id: int) -> HttpResponse:
        row = get_object_or_404(LearningRequest, pk=row_id)
        return self.ask_reason(
            request,
            title=_now("Suspend “%(title)s”") % {"title": row},
            verb=_now("Suspend this request"),
            act=lambda reason: suspend_request(
                row, by=_staff(request), reason=reason, now=clock.now()
            ),
            back=reverse("admin:marketplace_learningrequest_change", args=[row_id]),
        )

    def reinstate(self, request: HttpRequest, row_id: int) -> HttpResponse:
        row = get_object_or_404(LearningRequest, pk=row_id)
        back = reverse("admin:marketplace_learningrequest_change", args=[row_id])
        if request.method == "POST":
            reinstate_request(row, by=_staff(request), now=clock.now())
            messages.success(request, _now("The suspension is lifted."))
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": _now("Give “%(title)s” its former state back") % {"title": row},
            "verb": _now("Lift the suspension"),
            "back": back,
        }
        return TemplateResponse(request, "accounts/admin_reason.html", context)


@admin.register(Proposal)
class ProposalAdmin(LookOnly):
    list_display = ("request", "coach", "status", "expected_total", "submitted_at")
    list_filter = ("status", "payment_model")
    search_fields = ("request__title", "coach__display_name", "coach__email")
    list_select_related = ("request", "coach")
    ordering = ("-submitted_at",)


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    list_display = ("request", "coach", "invited_at")
    list_select_related = ("request", "coach")


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only behind admin_view")
    return request.user
