"""What one person sees of a request right now, and can do with it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from accounts.models import User
from calendars.coming_week import week_in_zone
from calendars.weekly import WeekRange, week_ranges
from core.cards import Card, CardAction, card_action
from marketplace import rules
from marketplace.cards.fetching import KnownOfRequests
from marketplace.models import LearningRequest

Status = LearningRequest.Status
REQUEST_TONES = {
    Status.OPEN: "ok",
    Status.AWARDED: "accent",
    Status.SUSPENDED: "danger",
}


@dataclass(frozen=True, kw_only=True)
class PreferredWeek:
    """Preferred times on the viewer's clock this week; `theirs` is the zone they were asked for in."""

    ranges: tuple[WeekRange, ...]
    zone_name: str
    theirs: str

    @property
    def is_moved(self) -> bool:
        return self.zone_name != self.theirs

    @property
    def days(self) -> list[tuple[str, list[WeekRange]]]:
        """Every weekday with its ranges, Monday first."""
        return [
            (str(WEEKDAYS_ABBR[day]), [r for r in self.ranges if r.weekday == day])
            for day in range(7)
        ]


def preferred_week(request: LearningRequest, viewer: User, now: datetime) -> PreferredWeek | None:
    """The preferred times as this viewer's clock shows them; None when the student named none."""
    wanted = week_ranges(request.preferred_times)
    if not wanted:
        return None
    shown = week_in_zone(wanted, zone_name=request.timezone, viewer_zone=viewer.timezone, now=now)
    return PreferredWeek(ranges=shown, zone_name=viewer.timezone, theirs=request.timezone)


@dataclass(frozen=True, kw_only=True)
class RequestCard(Card):
    request: LearningRequest
    url: str
    tone: str
    is_owner: bool
    skills: tuple[str, ...]
    week: PreferredWeek | None
    questions: tuple[str, ...]

    @property
    def status_label(self) -> str:
        return self.request.get_status_display()

    @property
    def is_past(self) -> bool:
        return self.request.status not in (Status.DRAFT, Status.OPEN)


def build_request_card(
    request: LearningRequest, viewer: User, now: datetime, known: KnownOfRequests
) -> RequestCard:
    is_owner = request.student_id == viewer.pk
    is_closed = viewer.pk in known.closed_to[request.pk]
    return RequestCard(
        dom_id=f"request-{request.pk}-card",
        version=request.version,
        actions=_owner_actions(request, viewer)
        if is_owner
        else _coach_actions(request, viewer, is_closed=is_closed),
        refresh_at=request.expires_at if request.status == Status.OPEN else None,
        request=request,
        url=request.get_absolute_url(),
        tone=REQUEST_TONES.get(Status(request.status), ""),
        is_owner=is_owner,
        skills=tuple(skill.name for skill in request.skill_tags.all()),
        week=preferred_week(request, viewer, now),
        questions=tuple(q.text for q in request.questions.all() if q.retired_at is None),
    )


def open_action(request: LearningRequest) -> CardAction:
    return card_action("open", _("Open the request"), request.get_absolute_url(), opens="page")


def _owner_actions(request: LearningRequest, viewer: User) -> tuple[CardAction, ...]:
    if request.status == Status.DRAFT:
        url = f"{reverse('post-request')}?draft={request.pk}"
        return (card_action("finish", _("Finish the draft"), url, opens="page"),)
    url = reverse("job-manage", args=[request.pk])
    manage = card_action("manage", _("Compare proposals"), url, opens="page")
    return (manage, open_action(request), *owner_actions(request, viewer))


def owner_actions(request: LearningRequest, viewer: User) -> tuple[CardAction, ...]:
    """What the owner can do on the request's card and pages: keep open, edit, withdraw, open again."""
    if rules.edit_request(request, by=viewer) is None:
        keep = (_keep(request),) if request.expiry_warned_at else ()
        return (*keep, _edit(request), _withdraw(request))
    return () if rules.closed(request) else (_reopen(request),)


def _keep(request: LearningRequest) -> CardAction:
    return card_action(
        "keep",
        _("Keep it open"),
        reverse("keep-request", args=[request.pk]),
        tone="primary",
        fields=_drawn_from(request),
        outcome=_("It stays open for another 30 days."),
    )


def _edit(request: LearningRequest) -> CardAction:
    url = reverse("edit-job", args=[request.pk])
    return card_action("edit", _("Edit the request"), url, opens="page")


def _withdraw(request: LearningRequest) -> CardAction:
    return card_action(
        "withdraw",
        _("Withdraw the request"),
        reverse("withdraw-request", args=[request.pk]),
        tone="danger",
        fields=_drawn_from(request),
        outcome=_("It is no longer shown, and coaches who wait for your answer are told."),
    )


def _reopen(request: LearningRequest) -> CardAction:
    return card_action(
        "reopen",
        _("Open it again"),
        reverse("reopen-request", args=[request.pk]),
        tone="primary",
        fields=_drawn_from(request),
        outcome=_("Coaches can find it and send proposals."),
    )


def _drawn_from(request: LearningRequest) -> tuple[tuple[str, str], ...]:
    return (("version", str(request.version)),)


def _coach_actions(
    request: LearningRequest, viewer: User, *, is_closed: bool
) -> tuple[CardAction, ...]:
    if request.status != Status.OPEN or is_closed or not _may_coach(viewer):
        return (open_action(request),)
    url = reverse("submit-proposal", args=[request.pk])
    propose = card_action("propose", _("Send a proposal"), url, opens="page", tone="primary")
    return (propose, open_action(request))


def _may_coach(viewer: User) -> bool:
    """As `is_approved_coach`, read once for all cards that this viewer is shown now."""
    profile = getattr(viewer, "coach_profile", None)
    return viewer.is_active and viewer.is_coach and profile is not None and profile.is_approved
