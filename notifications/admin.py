"""What staff see of the outbox: above all the mails that were given up."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.http import PersonRequest
from core.desk import LookOnly
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.notices import all_notices


class NoticeFilter(admin.SimpleListFilter):
    """The kinds that there are, not those that were sent: to know these every mail is looked at."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = sorted(notice.name for notice in all_notices())
        return [(name, name.replace("_", " ").capitalize()) for name in names]

    def queryset(self, request: HttpRequest, emails: QuerySet[Any]) -> QuerySet[Any]:
        return emails.filter(kind=self.value()) if self.value() else emails


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(LookOnly):
    """Read only, except for "send again". `params` are not shown: account mails hold codes there."""

    list_display = (
        "created_at",
        "kind",
        "to_address",
        "status",
        "attempts",
        "due_at",
        "last_error",
    )
    list_filter = ("status", NoticeFilter)
    found_by = ("to_address", "message_id")
    people = ("recipient",)
    list_select_related = ("recipient", "author")
    actions = ("send_again",)
    fields = (
        "kind", "author", "recipient", "to_address", "subject", "status", "attempts", "last_error", "due_at",
        "leased_until", "let_through_at", "sent_at", "created_at", "message_id", "dedupe_key", "event",
    )  # fmt: skip
    readonly_fields = fields

    def trail(self, row: OutgoingEmail) -> str:
        return row.event.stream if row.event else ""

    @admin.action(description=_("Send again"), permissions=["view"])
    def send_again(self, request: PersonRequest, emails: QuerySet[OutgoingEmail]) -> None:
        with transaction.atomic():
            count = sum(outbox.send_again(email, now=request.now) for email in emails)
        said = ngettext(
            "%(n)s mail is on its way again.", "%(n)s mails are on their way again.", count
        )
        messages.success(request, said % {"n": count})
