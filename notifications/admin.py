"""What staff see of the outbox: above all the mails that were given up."""

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.http import PersonRequest
from core.desk import LookOnly
from notifications import outbox
from notifications.models import OutgoingEmail


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
    list_filter = ("status", "kind")
    search_fields = ("to_address", "kind", "message_id", "subject")
    date_hierarchy = "created_at"
    list_select_related = ("recipient", "author")
    ordering = ("-id",)
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
