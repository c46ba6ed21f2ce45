"""What sessions add to the card of the contract terms in force: progress, the next step, booking."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.models import Contract, ContractVersion
from core.cards import CardAction, CardPart, Contribution, card_action
from sessions import rules
from sessions.cards.actions import find_time
from sessions.cards.session_view import SessionView
from sessions.models import CoachingSession
from sessions.policy import Role, role_of
from sessions.queries import Dot, Progress, progress_of


@dataclass(frozen=True, kw_only=True)
class ProgressPart:
    """`next_starts_at` is set when the next step is a booked session."""

    states: tuple[Dot, ...]
    done: int
    total: int
    booked: int
    next_step: str
    next_starts_at: datetime | None
    next_url: str
    their_zone: str
    minutes: int
    sessions_url: str


def contract_contribution(
    version: ContractVersion, viewer: User, now: datetime, _known: None
) -> Contribution:
    """Nothing unless these are the terms in force and the viewer is a party."""
    contract = version.contract
    role = role_of(contract, viewer.pk)
    if contract.agreed_version_id != version.pk or role is None:
        return Contribution()
    progress = progress_of(contract)
    part = _part(contract, progress, role, now)
    return Contribution(
        actions=tuple(_actions(contract, progress, viewer, now)),
        parts=(CardPart(template="sessions/_progress_part.html", data=part),),
        refresh_at=_refresh_at(progress, now),
    )


@dataclass(frozen=True, kw_only=True)
class SessionsPart:
    """The sessions agreed on, as they stand."""

    rows: tuple[CoachingSession, ...]
    their_zone: str
    url: str


def sessions_of_contract(
    contract: Contract, viewer: User, _now: datetime, _known: None
) -> Contribution:
    """What the contract's page says of its sessions; nothing before it was agreed."""
    if contract.agreed_version_id is None:
        return Contribution()
    other = contract.coach if viewer.pk == contract.student_id else contract.student
    standing = tuple(row for row in progress_of(contract).latest if row.status != "void")
    part = SessionsPart(
        rows=standing, their_zone=other.timezone, url=reverse("session-list", args=[contract.pk])
    )
    return Contribution(parts=(CardPart(template="sessions/_sessions_part.html", data=part),))


def _part(contract: Contract, progress: Progress, role: Role, now: datetime) -> ProgressPart:
    upcoming = progress.upcoming(now)
    other = contract.coach if role == "student" else contract.student
    return ProgressPart(
        states=progress.dots,
        done=progress.completed,
        total=progress.total,
        booked=progress.booked,
        next_step=_next_step(contract, progress, upcoming),
        next_starts_at=upcoming.scheduled_at if upcoming else None,
        next_url=reverse("session-detail", args=[upcoming.pk]) if upcoming else "",
        their_zone=other.timezone,
        minutes=upcoming.duration_minutes if upcoming else 0,
        sessions_url=reverse("session-list", args=[contract.pk]),
    )


def _next_step(contract: Contract, progress: Progress, upcoming: CoachingSession | None) -> str:
    if contract.status == Contract.Status.PAUSED:
        return _("The contract is paused.")
    if upcoming is not None:
        return _("Next: session %(number)d") % {"number": upcoming.number}
    if progress.offered:
        return _("Times are offered for session %(number)d.") % {
            "number": progress.offered[0].number
        }
    if progress.next_free is not None and contract.status == Contract.Status.ACTIVE:
        return _("Next: find a time for session %(number)d.") % {
            "number": progress.next_free.number
        }
    return ""


def _actions(
    contract: Contract, progress: Progress, viewer: User, now: datetime
) -> Iterator[CardAction]:
    if contract.status not in Contract.AGREED:
        return
    free = progress.next_free
    if free is not None:
        yield from find_time(SessionView(row=free, viewer=viewer, now=now))
        if progress.count_free > 1:
            yield card_action(
                "series",
                _("Plan every week"),
                reverse("contract-series", args=[contract.pk]),
                refusal=rules.offer_times(free, by=viewer),
                opens="drawer",
            )
    yield card_action(
        "cancel-contract",
        _("Cancel contract"),
        reverse("contract-cancel", args=[contract.pk]),
        opens="drawer",
        tone="danger",
    )


def _refresh_at(progress: Progress, now: datetime) -> datetime | None:
    upcoming = progress.upcoming(now)
    return upcoming.ends_at if upcoming else None
