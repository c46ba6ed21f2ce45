"""Letters about requests and proposals."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.templatetags.money import money
from marketplace.models import LearningRequest, Proposal
from notifications.addresses import absolute, conversation_path
from notifications.letters.base import Button, Letter, Params, in_words, letter

Status = LearningRequest.Status


@letter("new_proposal", "proposal_accepted", "proposal_declined", "proposal_released")
def about_proposal(kind: str, params: Params, reader: User, _now: datetime) -> Letter | None:
    """To one of the pair; a new proposal only while it waits for an answer."""
    related = ("request__student", "coach")
    proposal = Proposal.objects.select_related(*related).get(pk=params["proposal_id"])
    if kind == "new_proposal" and proposal.status != Proposal.Status.PENDING:
        return None
    if kind == "proposal_accepted" and proposal.status != Proposal.Status.ACCEPTED:
        return None
    request = proposal.request
    other = proposal.coach if reader.pk == request.student_id else request.student
    talk = absolute(conversation_path(request.student_id, proposal.coach_id))
    return Letter(
        other=other,
        thread=f"request-{request.pk}",
        ask_url=talk,
        buttons=(_button(kind, proposal, talk),),
        facts=_facts(proposal),
        context={
            "title": request.title,
            "approach": proposal.approach_summary,
            "letter": proposal.cover_letter,
            "reason": params.get("reason", ""),
            "until": in_words(proposal.expires_at, reader),
            "by_me": params.get("actor_id") == reader.pk,
            "by_clock": params.get("actor_id") is None,
        },
    )


def _button(kind: str, proposal: Proposal, talk: str) -> Button:
    if kind == "proposal_accepted":
        url = absolute(f"/contracts/create/{proposal.pk}")
        return Button(label=_("Write the contract"), url=url)
    if kind == "new_proposal":
        url = absolute(f"/jobs/{proposal.request_id}/manage")
        return Button(label=_("Compare and decide"), url=url)
    return Button(label=_("Open the conversation"), url=talk)


def _facts(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    currency = proposal.request.currency
    sizes = {"count": proposal.session_count, "minutes": proposal.duration_minutes}
    match = _("fits your preferred times") if proposal.availability_match else _("to be agreed")
    return (
        (_("Sessions"), _("%(count)s of %(minutes)s minutes") % sizes),
        (_("Price per session"), money(proposal.price_per_session, currency)),
        (_("Total"), money(proposal.expected_total, currency)),
        (_("Coach receives"), money(proposal.split.coach_share, currency)),
        (_("Times, as the coach says"), match),
    )


@letter(
    "proposal_not_selected",
    "request_open_again",
    "request_edited",
    "request_expiring",
    "request_expired",
    "request_suspended",
    "coach_invited",
)
def about_request(kind: str, params: Params, reader: User, now: datetime) -> Letter | None:
    """To the owner or to a coach whom it concerns; nothing that calls for action once it is over."""
    request = LearningRequest.objects.select_related("student").get(pk=params["request_id"])
    if not _still_true(kind, request, now):
        return None
    is_owner = reader.pk == request.student_id
    return Letter(
        other=None if is_owner else request.student,
        thread=f"request-{request.pk}",
        ask_url="" if is_owner else absolute(conversation_path(request.student_id, reader.pk)),
        buttons=_request_buttons(kind, request, is_owner=is_owner),
        context={
            "title": request.title,
            "until": in_words(request.expires_at, reader),
            "reason": params.get("reason", ""),
            "withdrawn": request.status == Status.WITHDRAWN,
            "expired": request.status == Status.EXPIRED,
            "fields": _in_words(params.get("changed_fields", ())),
        },
    )


def _still_true(kind: str, request: LearningRequest, now: datetime) -> bool:
    if kind == "request_expiring":
        return request.status == Status.OPEN and request.expires_at > now
    if kind in ("request_open_again", "request_edited", "coach_invited"):
        return request.status == Status.OPEN
    if kind in ("request_expired", "request_suspended"):
        return request.status == kind.removeprefix("request_")
    return True


def _request_buttons(kind: str, request: LearningRequest, *, is_owner: bool) -> tuple[Button, ...]:
    if kind == "proposal_not_selected":
        return (Button(label=_("Find other requests"), url=absolute("/jobs")),)
    if is_owner:
        return (Button(label=_("Open your request"), url=absolute(f"/jobs/{request.pk}/manage")),)
    return (Button(label=_("Open the request"), url=absolute(f"/jobs/{request.pk}")),)


# As the parts of a request are called where coaches read it.
FIELD_WORDS = {
    "title": gettext_lazy("title"),
    "description": gettext_lazy("description"),
    "skill_tags": gettext_lazy("skills"),
    "level": gettext_lazy("level"),
    "budget": gettext_lazy("budget"),
    "currency": gettext_lazy("currency"),
    "sessions_needed": gettext_lazy("number of sessions"),
    "timeframe": gettext_lazy("by when"),
    "payment_model": gettext_lazy("how to name a price"),
    "preferred_times": gettext_lazy("preferred times"),
    "timezone": gettext_lazy("time zone"),
    "questions": gettext_lazy("questions to you"),
}


def _in_words(names: Iterable[str]) -> str:
    return ", ".join(str(FIELD_WORDS[name]) for name in names)
