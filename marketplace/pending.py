"""Open questions about requests and proposals."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from core.bidi import isolated
from core.pending import ME, MY_NAME, NOW, PendingDecision, PendingRow, Rows, as_pending
from marketplace.commitments import uncommitted
from marketplace.models import REQUEST_LIFETIME, Invitation, LearningRequest, Proposal

RELEASED_AFTER = timedelta(days=14)
Status = Proposal.Status


def pending_rows() -> list[Rows]:
    """What waits for this person, and for others in what they share with this person."""
    fresh = LearningRequest.objects.open().filter(last_activity_at__gt=NOW.ago(REQUEST_LIFETIME))
    return [
        *_of_side(Q(coach=ME)),
        *_of_side(Q(request__student=ME)),
        _fading(fresh.filter(student=ME, expiry_warned_at__gte=F("last_activity_at"))),
        _invitations(fresh),
    ]


def _of_side(party: Q) -> Iterator[Rows]:
    """What proposals ask, from one side: the sides stand in two tables, and each has its index."""
    pending = Proposal.objects.pending().filter(party, request__status="open", expires_at__gt=NOW)
    awarded = Proposal.objects.filter(party, status=Status.ACCEPTED, request__status="awarded")
    outdated = pending.filter(request_version__lt=F("request__version"))
    yield _about(pending, "answer_proposal", until="expires_at")
    yield _about(outdated, "check_proposal", until="expires_at")
    yield _about(uncommitted(awarded), "write_contract", until="accepted_at")


def _about(proposals: Rows, kind: str, *, until: str) -> Rows:
    return as_pending(
        proposals,
        kind=Value(kind),
        subject="pk",
        parent="request_id",
        until=until,
        first="request__student_id",
        first_name="request__student__display_name",
        first_picture="request__student__picture",
        second="coach_id",
        second_name="coach__display_name",
        second_picture="coach__picture",
        amount="expected_total",
        currency="request__currency",
        label="request__title",
        number="version",
    )


def _fading(requests: Rows) -> Rows:
    return as_pending(
        requests,
        kind=Value("keep_request"),
        subject="pk",
        until="last_activity_at",
        first="student_id",
        first_name=Value(""),
        second=ME,
        second_name=Value(""),
        currency="currency",
        label="title",
        number="version",
    )


def _invitations(requests: Rows) -> Rows:
    answered = Proposal.objects.filter(
        Q(submitted_at__gte=OuterRef("invited_at")) | Q(status__in=Proposal.LIVE),
        request=OuterRef("request"),
        coach=ME,
    )
    invited = Invitation.objects.filter(~Exists(answered), request=OuterRef("pk"), coach=ME)
    return as_pending(
        requests.filter(Exists(invited)),
        kind=Value("answer_invitation"),
        subject="pk",
        until="last_activity_at",
        first="student_id",
        first_name="student__display_name",
        first_picture="student__picture",
        second=ME,
        second_name=MY_NAME,
        amount="budget",
        currency="currency",
        label="title",
        number="version",
    )


def decisions(row: PendingRow) -> Iterator[PendingDecision]:
    """The question in words, to each person whom it is put to; nothing for a row of another app."""
    if row.kind == "answer_proposal":
        yield _decision(
            row,
            row.first,
            _("Answer the proposal of %(name)s") % {"name": isolated(row.second_name)},
            action=_("Compare and answer"),
            url=reverse("job-manage", args=[row.parent]),
        )
    elif row.kind == "check_proposal":
        yield _decision(
            row,
            row.second,
            _("Look at your proposal again"),
            about=_("%(title)s was changed since you wrote it") % {"title": isolated(row.label)},
            action=_("See what changed"),
            url=reverse("job-detail", args=[row.parent]),
        )
    elif row.kind == "write_contract":
        yield from _write_contract(row)
    elif row.kind in ("keep_request", "answer_invitation"):
        yield _about_request(row)


def _write_contract(row: PendingRow) -> Iterator[PendingDecision]:
    """Either side may write it; without one the award is released by itself."""
    for person_id in row.pair:
        yield _decision(
            row,
            person_id,
            _("Write the contract with %(name)s") % {"name": row.name_beside(person_id)},
            action=_("Create contract"),
            url=reverse("contract-create", args=[row.subject]),
            deadline=row.until + RELEASED_AFTER if row.until else None,
        )


def _about_request(row: PendingRow) -> PendingDecision:
    deadline = row.until + REQUEST_LIFETIME if row.until else None
    if row.kind == "keep_request":
        return PendingDecision(
            kind=row.kind,
            person_id=row.first,
            title=_("Say whether you still look for a coach"),
            about=isolated(row.label),
            action=_("Keep it open or withdraw it"),
            url=reverse("job-manage", args=[row.subject]),
            deadline=deadline,
        )
    return _decision(
        row,
        row.second,
        _("%(name)s invites you to propose") % {"name": isolated(row.first_name)},
        action=_("Read the request"),
        url=reverse("job-detail", args=[row.subject]),
        deadline=deadline,
    )


def _decision(
    row: PendingRow,
    person_id: int,
    title: str,
    *,
    action: str,
    url: str,
    about: str = "",
    deadline: datetime | None = None,
) -> PendingDecision:
    return PendingDecision(
        kind=row.kind,
        person_id=person_id,
        title=title,
        about=about or isolated(row.label),
        action=action,
        url=url,
        deadline=deadline or row.until,
        pair=row.pair,
        other=row.name_beside(person_id),
        other_picture=row.picture_beside(person_id),
        amount=row.amount,
        currency=row.currency,
    )
