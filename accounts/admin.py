"""The staff desk for people: look, approve, refuse and suspend. Every press is an action with its event."""

from importlib import import_module
from typing import Protocol

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.actions import approve_coach, refuse_coach, reinstate_account, suspend_account
from accounts.http import PersonRequest
from accounts.models import CoachProfile, Skill, User
from accounts.proof import fresh_proof
from core.desk import LookOnly, links, searched
from core.errors import DomainError

admin.site.site_header = admin.site.site_title = _("Skileez staff desk")
# How a person logs in is that person's own: the libraries' desks, which change it, give way to ours below.
# Groups would be a control without effect, as nobody can be put into one.
for _theirs in ("django.contrib.auth", "allauth.account", "allauth.mfa", "allauth.usersessions"):
    import_module(f"{_theirs}.admin")
admin.site.unregister((Group, EmailAddress, Authenticator, UserSession))


@admin.register(User)
class UserAdmin(LookOnly):
    known_as = "user"
    looks_are_kept = True
    list_display = ("display_name", "email", "is_student", "is_coach", "is_active", "date_joined")
    list_filter = ("is_active", "is_student", "is_coach", "is_staff")
    people = ("pk",)
    fields = (
        "display_name", "email", "timezone", "language", "is_student", "is_coach", "is_active",
        "is_staff", "date_joined", "last_login", "elsewhere", "press",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("More about this person"))
    def elsewhere(self, user: User) -> str:
        return links(
            searched(name, user.email, label)
            for name, label in (
                ("marketplace_learningrequest", _now("Learning requests")),
                ("marketplace_proposal", _now("Proposals")),
                ("contracts_contract", _now("Contracts")),
                ("chat_conversation", _now("Conversations")),
                ("notifications_outgoingemail", _now("Mails")),
                ("usersessions_usersession", _now("Logins")),
            )
        )

    @admin.display(description=_("What you can do"))
    def press(self, user: User) -> str:
        name = "accounts-admin-suspend" if user.is_active else "accounts-admin-reinstate"
        label = _now("Suspend this account") if user.is_active else _now("Lift the suspension")
        return format_html('<a href="{}">{}</a>', reverse(f"admin:{name}", args=[user.pk]), label)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:user_id>/suspend",
                view(fresh_proof(self.suspend)),
                name="accounts-admin-suspend",
            ),
            path("<int:user_id>/reinstate", view(self.reinstate), name="accounts-admin-reinstate"),
            *super().get_urls(),
        ]

    def suspend(self, request: PersonRequest, user_id: int) -> HttpResponse:
        user = get_object_or_404(User, pk=user_id)
        return self.ask_reason(
            request,
            title=_now("Suspend %(name)s") % {"name": user},
            verb=_now("Suspend this account"),
            act=lambda reason: suspend_account(
                user, by=request.person, reason=reason, now=request.now
            ),
            back=reverse("admin:accounts_user_change", args=[user_id]),
        )

    def reinstate(self, request: PersonRequest, user_id: int) -> HttpResponse:
        user = get_object_or_404(User, pk=user_id)
        return self.ask_once(
            request,
            title=_now("Let %(name)s in again") % {"name": user},
            verb=_now("Lift the suspension"),
            act=lambda: reinstate_account(user, by=request.person, now=request.now),
            back=reverse("admin:accounts_user_change", args=[user_id]),
            said=_now("The suspension is lifted."),
        )


class OwnedRow(Protocol):
    """A row of any table that names its person."""

    user_id: int


class OfOnePerson(LookOnly):
    """Rows of one person, whose audit trail tells of them."""

    looks_are_kept = True

    def trail(self, row: OwnedRow) -> str:
        return f"user:{row.user_id}"


@admin.register(CoachProfile)
class CoachProfileAdmin(OfOnePerson):
    list_display = ("user", "title", "approval", "decided_by", "decided_at")
    list_filter = ("approval",)
    people = ("user",)
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
        refuse = reverse("admin:accounts-admin-refuse", args=[profile.pk])
        links = [(refuse, _now("Refuse, with a reason"))]
        if profile.approval == profile.Approval.PENDING:
            links.insert(
                0, (reverse("admin:accounts-admin-approve", args=[profile.pk]), _now("Approve"))
            )
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    @admin.action(description=_("Approve the selected coaches"), permissions=["view"])
    def approve(self, request: PersonRequest, profiles: QuerySet[CoachProfile]) -> None:
        """Each on its own: one that cannot be approved does not hold the others up."""
        for profile in profiles:
            try:
                approve_coach(profile, by=request.person, now=request.now)
            except DomainError as refusal:
                messages.error(request, f"{profile}: {refusal.message}")
            else:
                messages.success(request, _now("%(coach)s is approved.") % {"coach": profile.user})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:profile_id>/approve", view(self.approve_one), name="accounts-admin-approve"),
            path(
                "<int:profile_id>/refuse",
                view(fresh_proof(self.refuse)),
                name="accounts-admin-refuse",
            ),
            *super().get_urls(),
        ]

    def approve_one(self, request: PersonRequest, profile_id: int) -> HttpResponse:
        profile = get_object_or_404(CoachProfile, pk=profile_id)
        return self.ask_once(
            request,
            title=_now("Approve %(coach)s") % {"coach": profile.user},
            verb=_now("Approve this profile"),
            act=lambda: approve_coach(profile, by=request.person, now=request.now),
            back=reverse("admin:accounts_coachprofile_change", args=[profile_id]),
            said=_now("%(coach)s is approved.") % {"coach": profile.user},
        )

    def refuse(self, request: PersonRequest, profile_id: int) -> HttpResponse:
        profile = get_object_or_404(CoachProfile, pk=profile_id)
        return self.ask_reason(
            request,
            title=_now("Refuse %(coach)s") % {"coach": profile.user},
            verb=_now("Refuse this profile"),
            act=lambda reason: refuse_coach(
                profile, by=request.person, reason=reason, now=request.now
            ),
            back=reverse("admin:accounts_coachprofile_change", args=[profile_id]),
        )


@admin.register(EmailAddress)
class EmailAddressAdmin(OfOnePerson):
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    found_by = ("email",)
    people = ("user",)
    list_select_related = ("user",)


@admin.register(Authenticator)
class AuthenticatorAdmin(OfOnePerson):
    """That somebody has a second factor, never what it is made of."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    people = ("user",)
    list_select_related = ("user",)
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")


@admin.register(UserSession)
class UserSessionAdmin(OfOnePerson):
    """From where somebody is logged in, without the key that logs in. Suspending ends all of them."""

    list_display = ("user", "last_seen_at", "created_at", "ip", "user_agent")
    people = ("user",)
    list_select_related = ("user",)
    fields = readonly_fields = ("user", "last_seen_at", "created_at", "ip", "user_agent")


@admin.register(Skill)
class SkillAdmin(LookOnly):
    list_display = ("name", "slug")
    found_by = ("name", "slug")
