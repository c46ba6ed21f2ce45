"""What staff see of conversations: who talks with whom, and, as a look that is recorded, what was said."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.http import PersonRequest
from chat.models import Conversation
from chat.workspace.inspecting import Line, look_into_conversation
from core.desk import LookOnly, link, links, listed
from core.numbers import whole_number


@admin.register(Conversation)
class ConversationAdmin(LookOnly):
    """The list shows no word of what was said; opening a conversation leaves a line in the audit trail."""

    known_as = "conversation"
    list_display = ("pk", "student", "coach", "last_seq", "last_activity_at", "created_at")
    list_display_links = ("pk", "student")
    people = ("student", "coach")
    list_select_related = ("student", "coach")
    fields = (
        "student_page", "coach_page", "created_at", "last_activity_at", "last_seq", "counter",
        "reading", "around",
    )  # fmt: skip
    readonly_fields = fields
    change_form_template = "chat/admin_conversation.html"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What was said, with the line in the audit trail that somebody of the staff has read it."""
        row = self.get_object(request, unquote(object_id))
        said: dict[str, Any] = {}
        desk = cast(PersonRequest, request)
        if row is not None and self.has_view_permission(request, row):
            look = look_into_conversation(
                row,
                by=desk.person,
                before=whole_number(request.GET.get("before")),
                now=desk.now,
            )
            said = {
                "title": _now("%(student)s and %(coach)s")
                % {"student": row.student, "coach": row.coach},
                "lines": [(line, _subject(line)) for line in look.lines],
                "older_before": look.older_before,
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **said})

    @admin.display(description=_("Student"))
    def student_page(self, row: Conversation) -> str:
        return link("user", row.student_id, row.student)

    @admin.display(description=_("Coach"))
    def coach_page(self, row: Conversation) -> str:
        return link("user", row.coach_id, row.coach)

    @admin.display(description=_("Who has read how far"))
    def reading(self, row: Conversation) -> str:
        people = row.participants.select_related("user").order_by("pk")
        return links(
            _now("%(name)s: read to %(seq)s, %(unread)s unread")
            % {"name": each.user, "seq": each.last_read_seq, "unread": each.unread}
            for each in people
        )

    @admin.display(description=_("Around it"))
    def around(self, row: Conversation) -> str:
        pair = {"student": row.student_id, "coach": row.coach_id}
        sessions = {
            "contract__student": row.student_id,
            "contract__coach": row.coach_id,
        }
        looks = {"stream": f"conversation:{row.pk}"}
        ways = (
            listed("contracts_contract", pair, _now("Contracts of the two")),
            listed("coaching_sessions_coachingsession", sessions, _now("Sessions of the two")),
            listed("core_eventrecord", looks, _now("Who of the staff has read it")),
        )
        return links(iter(ways))


def _subject(line: Line) -> str:
    """A way to what a card shows."""
    return link(*line.about, f"{line.text} {line.about[1]}") if line.about else ""
