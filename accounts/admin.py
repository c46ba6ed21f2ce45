"""The staff desk for people: look, approve, refuse and suspend. Every press is an action with its event."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.actions import approve_coach, refuse_coach, reinstate_account, suspend_account
from accounts.models import Calendar, CoachProfile, Skill, User
from core import clock
from core.errors import DomainError
from core.http import press

admin.site.site_header = admin.site.site_title = _("Skileez staff desk")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason, as the person will read it"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )


class LookOnly(admin.ModelAdmin):
    """Rows are read here; what may change changes through actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def ask_reason(
        self, request: HttpRequest, *, title: str, verb: str, act: Any, back: str
    ) -> HttpResponse:
        """A page with one field for the reason; `act(reason)` runs on its answer."""
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and press(form, lambda data: act(data["reason"])) is not None:
            messages.success(request, title)
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "verb": verb,
            "back": back,
        }
        return TemplateResponse(request, "accounts/admin_reason.html", context)


@admin.register(User)
class UserAdmin(LookOnly):
    list_display = ("display_name", "email", "is_student", "is_coach", "is_active", "date_joined")
    list_filter = ("is_active", "is_student", "is_coach", "is_staff")
    search_fields = ("display_name", "email")
    ordering = ("-date_joined",)
    fields = (
        "display_name", "email", "timezone", "language", "is_student", "is_coach", "is_active",
        "is_staff", "date_joined", "last_login", "press",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("What you can do"))
    def press(self, user: User) -> str:
        name = "accounts-admin-suspend" if user.is_active else "accounts-admin-reinstate"
        label = _now("Suspend this account") if user.is_active else _now("Lift the suspension")
        return format_html('<a href="{}">{}</a>', reverse(f"admin:{name}", args=[user.pk]), label)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:user_id>/suspend", view(self.suspend), name="accounts-admin-suspend"),
            path("<int:user_id>/reinstate", view(self.reinstate), name="accounts-admin-reinstate"),
            *super().get_urls(),
        ]

    def suspend(self, request: HttpRequest, user_id: int) -> HttpResponse:
        user = get_object_or_404(User, pk=user_id)
        return self.ask_reason(
            request,
            title=_now("Suspend %(name)s") % {"name": user},
            verb=_now("Suspend this account"),
            act=lambda reason: suspend_account(
                user, by=_staff(request), reason=reason, now=clock.now()
            ),
            back=reverse("admin:accounts_user_change", args=[user_id]),
        )

    def reinstate(self, request: HttpRequest, user_id: int) -> HttpResponse:
        user = get_object_or_404(User, pk=user_id)
        back = reverse("admin:accounts_user_change", args=[user_id])
        if request.method == "POST":
            reinstate_account(user, by=_staff(request), now=clock.now())
            messages.success(request, _now("The suspension is lifted."))
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": _now("Let %(name)s in again") % {"name": user},
            "verb": _now("Lift the suspension"),
            "back": back,
        }
        return TemplateResponse(request, "accounts/admin_reason.html", context)


@admin.register(CoachProfile)
class CoachProfileAdmin(LookOnly):
    list_display = ("user", "title", "approval", "decided_by", "decided_at")
    list_filter = ("approval",)
    search_fields = ("user__display_name", "user__email", "title")
    list_select_related = ("user", "decided_by")
    actions = ("approve",)
    fields = (
        "user", "approval", "refusal_reason", "decided_by", "decided_at", "title", "bio",
        "skill_names", "languages", "experience", "education", "portfolio_links", "hourly_rate",
        "currency", "press",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("Skills"))
    def skill_names(self, profile: CoachProfile) -> str:
        return ", ".join(profile.skills.values_list("name", flat=True))

    @admin.display(description=_("What you can do"))
    def press(self, profile: CoachProfile) -> str:
        if profile.approval not in (profile.Approval.PENDING, profile.Approval.APPROVED):
            return _now("Nothing: it was not sent in.")
        url = reverse("admin:accounts-admin-refuse", args=[profile.pk])
        return format_html('<a href="{}">{}</a>', url, _now("Refuse, with a reason"))

    @admin.action(description=_("Approve the selected coaches"), permissions=["view"])
    def approve(self, request: HttpRequest, profiles: QuerySet[CoachProfile]) -> None:
        """Each on its own: one that cannot be approved does not hold the others up."""
        for profile in profiles:
            try:
                approve_coach(profile, by=_staff(request), now=clock.now())
            except DomainError as refusal:
                messages.error(request, f"{profile}: {refusal.message}")
            else:
                messages.success(request, _now("%(coach)s is approved.") % {"coach": profile.user})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.refuse)
        return [
            path("<int:profile_id>/refuse", view, name="accounts-admin-refuse"),
            *super().get_urls(),
        ]

    def refuse(self, request: HttpRequest, profile_id: int) -> HttpResponse:
        profile = get_object_or_404(CoachProfile, pk=profile_id)
        return self.ask_reason(
            request,
            title=_now("Refuse %(coach)s") % {"coach": profile.user},
            verb=_now("Refuse this profile"),
            act=lambda reason: refuse_coach(
                profile, by=_staff(request), reason=reason, now=clock.now()
            ),
            back=reverse("admin:accounts_coachprofile_change", args=[profile_id]),
        )


@admin.register(Calendar)
class CalendarAdmin(LookOnly):
    list_display = ("user", "timezone", "buffer_minutes", "notice_minutes", "horizon_days")
    search_fields = ("user__display_name", "user__email")
    list_select_related = ("user",)


@admin.register(Skill)
class SkillAdmin(LookOnly):
    list_display = ("name", "slug")
    search_fields = ("name",)


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only behind admin_view")
    return request.user
