"""Writing a request: draft, post, edit, invite."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.skills import skill_slug, skills_named
from calendars.models import Calendar
from core.actions import check, check_version
from core.errors import Invalid
from core.events import record
from core.folding import words
from core.texts import every_text_kept, one_line, refuse_unkept
from core.transactions import action, locked
from marketplace import quotas, rules
from marketplace.actions.rows import hold_request
from marketplace.details import RequestDetails
from marketplace.events import CoachInvited, RequestDrafted, RequestEdited, RequestPosted
from marketplace.models import Invitation, LearningRequest, ScreeningQuestion

PLAIN_FIELDS = (
    "title",
    "description",
    "level",
    "budget",
    "currency",
    "sessions_needed",
    "timeframe",
    "payment_model",
    "timezone",
)
DRAFT_CHARACTERS_MOST = 20_000


@action
def save_draft(
    *, by: User, typed: dict[str, object], draft: LearningRequest | None = None, now: datetime
) -> LearningRequest:
    """Keep what was typed so far, right or wrong; only its author sees it.

    Any signed-in person may draft. Raises NotAllowed for another's draft, NotPossibleNow for a request
    that is no draft any more and beyond 20 drafts.
    """
    if sum(len(str(value)) for value in typed.values()) > DRAFT_CHARACTERS_MOST:
        raise Invalid(_("This is too long to keep as a draft."))
    refuse_unkept(typed.items())
    typed = {name: every_text_kept(value) for name, value in typed.items()}
    title = " ".join(one_line(str(typed.get("title", ""))).split())[:100]
    if draft is None:
        return _new_draft(by, typed, title, now)
    row = hold_request(draft.pk)
    check(rules.change_draft(row, by=by))
    row.draft_input, row.title, row.last_activity_at = typed, title, now
    row.save()
    return row


def _new_draft(by: User, typed: dict[str, object], title: str, now: datetime) -> LearningRequest:
    check(rules.start_draft(by=by))
    row = LearningRequest.objects.create(
        student=by,
        title=title,
        draft_input=typed,
        timezone=by.timezone,
        created_at=now,
        last_activity_at=now,
    )
    record(RequestDrafted(at=now, actor_id=by.pk, request_id=row.pk, student_id=by.pk))
    return row


@action
def discard_draft(draft: LearningRequest, *, by: User) -> None:
    """Throw a draft away for good; it was never seen by anybody else."""
    row = hold_request(draft.pk)
    check(rules.change_draft(row, by=by))
    row.delete()


@action
def post_request(
    *, by: User, details: RequestDetails, draft: LearningRequest | None = None, now: datetime
) -> LearningRequest:
    """Open a request for proposals, from a draft or from nothing.

    Needs a verified email. Idempotent: an open request of the same person with the same details is
    returned as it is. Raises NotAllowed, NotPossibleNow, Invalid, TooMany.
    """
    check(rules.verified(by))
    details = details.checked()
    # Two presses at once wait for each other here, so that the second finds what the first made.
    locked(Calendar.objects.filter(user=by)).get()
    row = None if draft is None else hold_request(draft.pk)
    if same := _same_open_request(by, details):
        return same
    if row is None:
        row = LearningRequest(student=by, created_at=now)
    else:
        check(rules.post_draft(row, by=by))
    quotas.hold_requests(by)
    check(rules.post_request(by=by, now=now))
    row.status = LearningRequest.Status.OPEN
    row.opened_at = row.last_activity_at = now
    row.draft_input = {}
    _write(row, details)
    row.openings.create(opened_at=now)
    record(RequestPosted(at=now, actor_id=by.pk, request_id=row.pk, student_id=by.pk))
    return row


def _same_open_request(by: User, details: RequestDetails) -> LearningRequest | None:
    mine = LearningRequest.objects.filter(student=by, title=details.title).open()
    return next((row for row in mine if not changed_fields(row, details)), None)


@action
def edit_request(
    request: LearningRequest, *, by: User, details: RequestDetails, version: int, now: datetime
) -> LearningRequest:
    """Change an open request; coaches with a pending proposal are told.

    A reworded question retires the old row, so answers given to it stay true. Idempotent: without a
    difference nothing happens. Raises NotAllowed, NotPossibleNow, Stale, Invalid.
    """
    row = hold_request(request.pk)
    check(rules.own_request(row, by=by))
    details = details.checked()
    check(rules.edit_request(row, by=by))
    changed = changed_fields(row, details)
    if not changed:
        return row
    check_version(row, version)
    proposers = row.proposals.pending().order_by("coach_id").values_list("coach_id", flat=True)
    proposer_ids = tuple(proposers)
    if "currency" in changed and proposer_ids:
        raise Invalid(
            fields={"currency": [_("Coaches have named prices in this currency already.")]}
        )
    row.version += 1
    row.last_activity_at = now
    row.expiry_warned_at = None
    _write(row, details, now=now)
    record(
        RequestEdited(
            at=now,
            actor_id=by.pk,
            request_id=row.pk,
            student_id=row.student_id,
            version=row.version,
            changed_fields=changed,
            proposer_ids=proposer_ids,
        )
    )
    return row


@action
def invite_coach(request: LearningRequest, *, by: User, coach: User, now: datetime) -> Invitation:
    """Ask a coach to propose; it also lets a coach whose proposal was declined send another.

    It opens the conversation of the two, so it needs a verified email. Idempotent while the invitation is
    unanswered. Raises NotAllowed, NotPossibleNow, TooMany.
    """
    row = hold_request(request.pk)
    check(rules.takes_invitation(row, by=by, coach=coach))
    invitation = Invitation.objects.filter(request=row, coach=coach).first()
    if invitation and not row.proposals.barring().filter(coach=coach).exists():
        return invitation
    quotas.hold_invitations(by)
    check(rules.invite_coach(row, by=by, coach=coach, now=now))
    invitation, _created = Invitation.objects.update_or_create(
        request=row, coach=coach, defaults={"invited_at": now}
    )
    row.last_activity_at = now
    row.save(update_fields=["last_activity_at"])
    record(
        CoachInvited(
            at=now,
            actor_id=by.pk,
            request_id=row.pk,
            student_id=row.student_id,
            coach_id=coach.pk,
        )
    )
    return invitation


def changed_fields(row: LearningRequest, details: RequestDetails) -> tuple[str, ...]:
    """The names of the fields in which these details differ from the stored request."""
    changed = [name for name in PLAIN_FIELDS if getattr(row, name) != getattr(details, name)]
    if row.preferred_times != [each.stored() for each in details.preferred_times]:
        changed.append("preferred_times")
    slugs = {skill_slug(name) for name in details.skill_tags}
    if set(row.skill_tags.values_list("slug", flat=True)) != slugs:
        changed.append("skill_tags")
    questions = row.questions.filter(retired_at=None).values_list("text", flat=True)
    if list(questions) != list(details.questions):
        changed.append("questions")
    return tuple(changed)


def _write(row: LearningRequest, details: RequestDetails, now: datetime | None = None) -> None:
    for name in PLAIN_FIELDS:
        setattr(row, name, getattr(details, name))
    row.preferred_times = [each.stored() for each in details.preferred_times]
    skills = skills_named(details.skill_tags)
    row.title_words = words(row.title)
    row.words = words(row.title, row.description, *(skill.name for skill in skills))
    row.save()
    row.skill_tags.set(skills)
    _ask(row, details.questions, now or row.last_activity_at)


def _ask(row: LearningRequest, texts: tuple[str, ...], now: datetime) -> None:
    """Make these the questions in force; a wording that stays keeps its row and its answers' id."""
    in_force = {question.text: question for question in row.questions.filter(retired_at=None)}
    for position, text in enumerate(texts):
        question = in_force.pop(text, None)
        if question is None:
            ScreeningQuestion.objects.create(
                request=row, position=position, text=text, request_version=row.version
            )
        elif question.position != position:
            question.position = position
            question.save(update_fields=["position"])
    for question in in_force.values():
        question.retired_at = now
        question.save(update_fields=["retired_at"])
