"""The staff desk for sessions: read them, and decide what two people see differently."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.http import PersonRequest
from accounts.models import User
from accounts.proof import fresh_proof
from core import payload
from core.actions import check
from core.desk import LookOnly, link, register_parts
from core.fields import AmountField, TextField, WholeNumberField
from core.templatetags.money import money
from core.views import press
from sessions import rules
from sessions.actions import resolve_dispute
from sessions.models import CoachingSession, NoShowClaim, RescheduleRequest
from sessions.policy import words_for

register_parts(absent="user", next_attempt="session")

Resolution = CoachingSession.Resolution


class ResolutionForm(forms.Form):
    version = WholeNumberField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Decision"), choices=Resolution, widget=forms.RadioSelect)
    amount = AmountField(label=_("Amount the student owes"), required=False)
    note = TextField(
        label=_("Explanation, as both people will read it"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )

    def __init__(self, *args: Any, row: CoachingSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = row.contract.currency
        price = money(row.terms.price_per_session, row.contract.currency)
        outcome = cast(forms.ChoiceField, self.fields["outcome"])
        outcome.choices = [
            (
                Resolution.COMPLETED,
                _now("It counts as held: %(price)s is owed.") % {"price": price},
            ),
            (
                Resolution.CREDIT_BACK,
                _now("The session goes back to the student: nothing is owed."),
            ),
            (Resolution.SHARE, _now("The session is used, and the share below is owed.")),
        ]
        self.fields["amount"].help_text = _now("Only for a share: from 0.00 to %(price)s.") % {
            "price": price
        }


@admin.register(CoachingSession)
class CoachingSessionAdmin(LookOnly):
    known_as = "session"
    looks_are_kept = True
    list_display = (
        "__str__",
        "attempt",
        "status",
        "scheduled_at",
        "student",
        "coach",
        "owed_amount",
    )
    list_filter = ("status", "resolution")
    found_by = ("contract__number",)
    people = ("contract__student", "contract__coach")
    list_select_related = ("contract__student", "contract__coach")
    fields = (
        "press", "agreement", "number", "attempt", "status", "version", "scheduled_at", "ends_at", "timezone",
        "booked_by", "booked_at", "confirmed_by_coach", "rescheduled_late", "student_checked_in_at",
        "coach_checked_in_at", "claims", "dispute_reason", "ended_by", "ended_at", "end_reason",
        "final_at", "owed_amount", "resolution", "resolution_note",
    )  # fmt: skip
    readonly_fields = fields

    def trail(self, row: CoachingSession) -> str:
        return f"contract:{row.contract_id}"

    @admin.display(description=_("Contract"))
    def agreement(self, row: CoachingSession) -> str:
        return link("contract", row.contract_id, row.contract)

    @admin.display(description=_("Student"))
    def student(self, row: CoachingSession) -> User:
        return row.contract.student

    @admin.display(description=_("Coach"))
    def coach(self, row: CoachingSession) -> User:
        return row.contract.coach

    @admin.display(description=_("Reported absences"))
    def claims(self, row: CoachingSession) -> str:
        claims = NoShowClaim.objects.filter(session=row).select_related("author")
        return "; ".join(
            f"{claim.author}: {claim.claimed_at:%Y-%m-%d %H:%M} UTC ({claim.get_status_display()})"
            for claim in claims
        )

    @admin.display(description=_("What you can do"))
    def press(self, row: CoachingSession) -> str:
        if row.status != CoachingSession.Status.DISPUTED:
            return _now("Nothing: it is not disputed.")
        url = reverse("admin:sessions-admin-resolve", args=[row.pk])
        return format_html('<a href="{}">{}</a>', url, _now("Decide this dispute"))

    def get_urls(self) -> list[URLPattern]:
        resolve = self.admin_site.admin_view(fresh_proof(self.resolve))
        return [
            path("<int:row_id>/resolve", resolve, name="sessions-admin-resolve"),
            *super().get_urls(),
        ]

    def resolve(self, request: PersonRequest, row_id: int) -> HttpResponse:
        """The decision of a dispute: outcome, amount and a note; both people are told."""
        row = get_object_or_404(
            CoachingSession.objects.select_related(
                "contract__student", "contract__coach", "terms", "ended_by"
            ),
            pk=row_id,
        )
        back = reverse("admin:coaching_sessions_coachingsession_change", args=[row_id])
        form = ResolutionForm(payload.of_post(request), row=row, initial={"version": row.version})
        if form.is_valid() and press(form, lambda data: _resolve(request, row, data)) is not None:
            messages.success(request, _now("The dispute is decided; both are told."))
            return HttpResponseRedirect(back)
        check(rules.resolve(row, by=request.person))
        return self.press_page(
            request,
            title=_now("Decide about %(session)s") % {"session": row},
            verb=_now("Decide this dispute"),
            back=back,
            form=form,
            facts=self._facts(row),
        )

    def _facts(self, row: CoachingSession) -> list[tuple[str, str]]:
        """What both said and did, on the clock of each."""
        contract = row.contract
        return [
            (_now("Student"), f"{contract.student} ({contract.student.email})"),
            (_now("Coach"), f"{contract.coach} ({contract.coach.email})"),
            (
                _now("Start"),
                " · ".join(
                    words_for(row.span[0], person.timezone)
                    for person in (contract.student, contract.coach)
                ),
            ),
            (_now("Length"), _now("%(count)d minutes") % {"count": row.duration_minutes}),
            (_now("Price"), money(row.terms.price_per_session, contract.currency)),
            (_now("Student checked in"), _at(row.student_checked_in_at)),
            (_now("Coach checked in"), _at(row.coach_checked_in_at)),
            (_now("Reported absences"), self.claims(row)),
            (_now("Marked as held by"), str(row.ended_by) if row.ended_by else ""),
            (_now("Contested with the words"), row.dispute_reason),
            (_now("Wrap-up"), row.outcome_summary),
        ]


def _at(instant: datetime | None) -> str:
    return words_for(instant, "UTC") if instant else ""


def _resolve(request: PersonRequest, row: CoachingSession, data: dict[str, Any]) -> CoachingSession:
    return resolve_dispute(
        row,
        by=request.person,
        outcome=data["outcome"],
        amount=data["amount"],
        note=data["note"],
        version=data["version"],
        now=request.now,
    )


@admin.register(RescheduleRequest)
class RescheduleRequestAdmin(LookOnly):
    known_as = "reschedule"
    list_display = ("session", "author", "status", "asked_at", "old_start", "new_start")
    list_filter = ("status", "asked_late")
    found_by = ("session__contract__number",)
    people = ("author",)
    list_select_related = ("session__contract", "author")

    def trail(self, row: RescheduleRequest) -> str:
        return f"contract:{row.session.contract_id}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RescheduleRequest]:
        return super().get_queryset(request).prefetch_related("starts")

    @admin.display(description=_("New start"))
    def new_start(self, row: RescheduleRequest) -> datetime | None:
        """The one that was agreed on."""
        return next((start.starts_at for start in row.starts.all() if start.is_chosen), None)
