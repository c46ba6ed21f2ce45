"""Every door at which a text comes in: where it is kept, in which form, and what it is called there.

A door `takes` fields as `tests.architecture.test_text_fields.texts_taken` names them, so that a new field
without a door is found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from accounts.models import CoachProfile, User
from accounts.skills import split_tags
from chat.models import Conversation, Entry
from contracts.models import Contract, ContractVersion, Motion
from core.texts import one_line, paragraphs
from marketplace.models import LearningRequest, Proposal, SavedSearch
from sessions.models import CoachingSession, PrivateNote, RescheduleRequest
from tests.accounts.test_pages import PROFILE, SETTINGS
from tests.accounts.test_signing_up import FORM
from tests.contracts.helpers import TYPED
from tests.marketplace.forms import proposal_input, request_input

Sent = dict[str, Any]


def squeezed(text: str) -> str:
    """Of one line, with single blanks."""
    return " ".join(one_line(text).split())


def tags(text: str) -> list[str]:
    return split_tags(one_line(text))


def lines(text: str) -> list[str]:
    return [line for line in map(one_line, paragraphs(text).splitlines()) if line]


@dataclass(frozen=True)
class Door:
    """`filling` makes a text long enough; `sent` is what else the press carries; None is kept nowhere."""

    takes: str
    address: Callable[[], str]
    kept: Callable[[], object] | None
    sent: Callable[[], Sent] = dict
    form: Callable[[str], object] = one_line
    filling: str = ""
    by: str = "student"
    name: str = ""
    is_page: bool = False  # answers a wrong field with its page only
    is_picky: bool = False  # refuses some texts that other fields keep

    @property
    def field(self) -> str:
        """The name under which it is sent; a list's or an answer's may differ from the form's."""
        return self.name or self.takes.partition(".")[2]

    def body(self, text: str) -> Sent:
        return {**self.sent(), self.field: [text] if self.field == "questions" else text}


def conversation() -> Conversation:
    return Conversation.objects.earliest("pk")


def message() -> Entry:
    return Entry.objects.filter(kind=Entry.Kind.MESSAGE).latest("pk")


def open_job() -> LearningRequest:
    return LearningRequest.objects.filter(status="open").latest("pk")


def pending() -> Proposal:
    return Proposal.objects.filter(status="pending").latest("pk")


def accepted() -> Proposal:
    return Proposal.objects.filter(status="accepted", contracts=None).latest("pk")


def profile() -> CoachProfile:
    return CoachProfile.objects.earliest("pk")


def a_draft() -> LearningRequest:
    return LearningRequest.objects.filter(status="draft").latest("pk")


def offered() -> Contract:
    return Contract.objects.filter(status="offered").latest("pk")


def newest_version() -> ContractVersion:
    return ContractVersion.objects.latest("pk")


def running() -> Contract:
    """With many sessions and no question open but a change of its terms."""
    return Contract.objects.filter(status="active", motions=None).earliest("pk")


def untouched() -> Contract:
    """With nothing booked yet."""
    return Contract.objects.filter(status="active", motions=None).latest("pk")


def session(status: str) -> CoachingSession:
    return CoachingSession.objects.filter(contract=running(), status=status).earliest("pk")


def in_question() -> RescheduleRequest:
    return RescheduleRequest.objects.filter(status="pending").latest("pk")


def last_confirmed() -> CoachingSession:
    """The one that nobody asked to move."""
    mine = CoachingSession.objects.filter(contract=running(), status="confirmed", reschedules=None)
    return mine.latest("pk")


def held_by_another() -> CoachingSession:
    """What only the other coach said was held."""
    return CoachingSession.objects.filter(status="completed").latest("pk")


def disputed() -> CoachingSession:
    """What was contested before anybody pressed here."""
    return CoachingSession.objects.get(status="disputed", dispute_reason=CONTESTED)


def contested() -> CoachingSession:
    return CoachingSession.objects.exclude(dispute_reason=CONTESTED).get(status="disputed")


def job_input() -> Sent:
    return request_input(version=open_job().version, questions=[])


def letter_input() -> Sent:
    row = pending()
    versions = {"version": row.version, "request_version": row.request.version}
    return proposal_input(row.request, **versions)


def versioned(row: Callable[[], Any], **more: Any) -> Callable[[], Sent]:
    return lambda: {"version": row().version, **more}


LONG = "What I would like to say about this, at some length: "
CONTESTED = "It was over after ten minutes."
STARTS = ["2026-11-20T10:00:00+00:00"]
DOORS = {
    "message": Door(
        "_body.body", lambda: f"/chat/{conversation().pk}/messages", lambda: message().body,
        lambda: {"client_id": str(uuid4())}, paragraphs,
    ),
    "edited message": Door(
        "_body.body", lambda: f"/chat/{conversation().pk}/entries/{message().seq}/edit",
        lambda: message().body, form=paragraphs,
    ),
    "new name": Door(
        "SignUpForm.display_name", lambda: "/account/signup/",
        lambda: User.objects.latest("pk").display_name, lambda: FORM, by="", is_page=True,
    ),
    "new address": Door(
        "SignUpForm.email", lambda: "/account/signup/", lambda: User.objects.latest("pk").email,
        lambda: FORM, lambda text: one_line(text).lower(), by="", is_page=True, is_picky=True,
    ),
    "name": Door(
        "SettingsForm.display_name", lambda: "/settings",
        lambda: User.objects.filter(is_coach=False, is_staff=False).earliest("pk").display_name,
        lambda: {**SETTINGS, "role": "student"},
    ),
    **{
        f"profile: {name}": Door(
            f"CoachProfileForm.{name}", lambda: "/settings/coach",
            lambda name=name: list(profile().skills.values_list("name", flat=True))
            if name == "skills" else getattr(profile(), name),
            lambda: {**PROFILE, "version": profile().version}, form, filling, "coach", is_picky=is_picky,
        )
        for name, form, filling, is_picky in (
            ("title", one_line, "Spanish for ", False),
            ("bio", paragraphs, LONG, False),
            ("skills", tags, "Chess ", True),
            ("languages", tags, "Spanish ", True),
            ("experience", paragraphs, "", False),
            ("education", paragraphs, "", False),
            ("portfolio_links", lines, "https://example.test/", True),
        )
    },
    **{
        f"request: {name}": Door(
            f"RequestForm.{name}", lambda: f"/edit-job/{open_job().pk}", kept, job_input, form, filling,
            is_picky=is_picky,
        )
        for name, kept, form, filling, is_picky in (
            ("title", lambda: open_job().title, squeezed, "Learn well ", False),
            ("description", lambda: open_job().description, paragraphs, LONG, False),
            ("timeframe", lambda: open_job().timeframe, one_line, "", False),
            ("skill_tags", lambda: [tag.name for tag in open_job().skill_tags.all()], tags, "Chess ", True),
            ("questions", lambda: open_job().questions.get(retired_at=None).text, one_line, "Why ", False),
        )
    },
    "draft": Door(
        "typed_in.description", lambda: "/post-request/draft", lambda: a_draft().draft_input["description"],
        lambda: {"draft": a_draft().pk} if LearningRequest.objects.filter(status="draft") else {},
        paragraphs,
    ),
    "letter": Door(
        "ProposalForm.cover_letter", lambda: f"/proposals/{pending().pk}/edit",
        lambda: pending().cover_letter, letter_input, paragraphs, LONG * 3, "coach",
    ),
    "approach": Door(
        "ProposalForm.approach_summary", lambda: f"/proposals/{pending().pk}/edit",
        lambda: pending().approach_summary, letter_input, paragraphs, LONG, "coach",
    ),
    "declined proposal": Door(
        "marketplace.DeclineForm.reason", lambda: f"/proposals/{pending().pk}/decline",
        lambda: Proposal.objects.filter(status="declined").latest("decided_at").decline_reason,
        versioned(pending), paragraphs, LONG, name="reason",
    ),
    "search": Door(
        "save_search.name", lambda: "/jobs/searches", lambda: SavedSearch.objects.latest("pk").name,
        lambda: {"query": f"q={uuid4().hex}"}, squeezed, by="coach",
    ),
    **{
        f"offer: {name}": Door(
            f"TermsForm.{name}", lambda: f"/contracts/create/{accepted().pk}",
            lambda name=name: getattr(newest_version(), name), lambda: TYPED, paragraphs,
        )
        for name in ("cancellation_policy", "learning_outcomes")
    },
    "declined offer": Door(
        "contracts.DeclineForm.reason", lambda: f"/contracts/{offered().pk}/decline",
        lambda: ContractVersion.objects.filter(status="declined").latest("pk").decline_reason,
        lambda: {"version_number": offered().open_version.number}, paragraphs, LONG, "coach", name="reason",
    ),
    "pause": Door(
        "AskForm.reason", lambda: f"/contracts/{untouched().pk}/pause",
        lambda: Motion.objects.latest("pk").reason, versioned(lambda: untouched()), paragraphs, LONG,
    ),
    "cancelled contract": Door(
        "CancelContractForm.reason", lambda: f"/contracts/{running().pk}/cancel",
        lambda: Contract.objects.filter(status="cancelled").latest("pk").end_reason,
        versioned(running), paragraphs, LONG,
    ),
    "declined times": Door(
        "decline_times.reason", lambda: f"/sessions/{session('offered').pk}/times/decline", None,
        lambda: {"offer": session("offered").offers.latest("pk").pk}, filling=LONG,
    ),
    "declined booking": Door(
        "sessions.DeclineForm.reason", lambda: f"/sessions/{session('scheduled').pk}/decline",
        lambda: CoachingSession.objects.filter(status="declined").latest("pk").end_reason,
        versioned(lambda: session("scheduled")), paragraphs, LONG, "coach", name="reason",
    ),
    "cancelled session": Door(
        "CancelForm.reason", lambda: f"/sessions/{session('scheduled').pk}/cancel",
        lambda: CoachingSession.objects.filter(status="cancelled").latest("pk").end_reason,
        versioned(lambda: session("scheduled")), paragraphs, LONG,
    ),
    "typed times": Door(
        "StartsForm.typed", lambda: f"/sessions/{session('unscheduled').pk}/times", None,
        lambda: {"version": session("unscheduled").version, "starts": STARTS}, by="coach", is_picky=True,
    ),
    "counter": Door(
        "RescheduleForm.reason", lambda: f"/sessions/{in_question().session_id}/counter-reschedule",
        lambda: in_question().reason, lambda: {"reschedule": in_question().pk, "starts": STARTS},
        paragraphs, LONG,
    ),
    "declined move": Door(
        "decline_reschedule.reason", lambda: f"/sessions/{in_question().session_id}/decline-reschedule",
        None, lambda: {"reschedule": in_question().pk}, filling=LONG,
    ),
    "moved": Door(
        "RescheduleForm.reason", lambda: f"/sessions/{last_confirmed().pk}/reschedule",
        lambda: in_question().reason,
        lambda: {"version": last_confirmed().version, "starts": STARTS}, paragraphs, LONG, "coach",
    ),
    "contest": Door(
        "ContestForm.reason", lambda: f"/sessions/{held_by_another().pk}/contest",
        lambda: contested().dispute_reason, versioned(lambda: held_by_another()), paragraphs, LONG,
    ),
    "decision": Door(
        "ResolutionForm.note", lambda: f"/admin/coaching_sessions/coachingsession/{disputed().pk}/resolve",
        lambda: CoachingSession.objects.filter(status="resolved").latest("pk").resolution_note,
        lambda: {"version": disputed().version, "outcome": "completed"}, paragraphs, LONG, "staff",
        is_page=True,
    ),
    "suspended request": Door(
        "ReasonForm.reason",
        lambda: f"/admin/marketplace/learningrequest/{open_job().pk}/suspend",
        lambda: LearningRequest.objects.get(status="suspended").suspension_reason, dict, paragraphs, LONG,
        "staff", name="reason", is_page=True,
    ),
    "meeting link": Door(
        "LinkForm.meeting_url", lambda: f"/sessions/{last_confirmed().pk}/link",
        lambda: last_confirmed().meeting_url, versioned(lambda: last_confirmed()), one_line,
        "https://meet.example.test/", "coach", is_picky=True,
    ),
    **{
        f"notes: {name}": Door(
            f"NotesForm.{name}", lambda: f"/sessions/{session('completed').pk}/notes",
            lambda name=name: PrivateNote.objects.latest("pk").text
            if name == "private_note" else getattr(session("completed"), name),
            lambda: {"version": session("completed").version, "outcome_summary": "Greetings"},
            paragraphs, by="coach", filling="Said: ",
        )
        for name in ("outcome_summary", "shared_notes", "homework", "next_step", "private_note")
    },
}  # fmt: skip
# What comes in as text and is none to be read.
NO_TEXTS = {
    "CancelForm.seen": "the sign of a preview",
    "CancelContractForm.seen": "the sign of a preview",
    "CoachSearchForm.after": "a place in a list",
    "DateForm.ranges": "hours of a day",
    "ZonedForm.timezone": "the name of a zone",
    "SeriesForm.timezone": "the name of a zone",
    "_token.token": "the sign of a link",
    "react.sign": "one of a few signs",
    "save_search.query": "filters, read by JobSearchForm",
    "CoachSearchForm.q": "looked for and not kept",
    "CoachSearchForm.skills": "looked for and not kept",
    "CoachSearchForm.language": "looked for and not kept",
    "JobSearchForm.q": "looked for and not kept",
    "JobSearchForm.skills": "looked for and not kept",
}
