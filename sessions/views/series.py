"""The same time every week for the sessions that are still free."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contracts.models import Contract
from core import clock
from core.http import done, form_page, posted, press, signed_in
from sessions import actions, scheduling
from sessions.blocking import find_clashes
from sessions.data import session_data
from sessions.forms import SeriesForm
from sessions.models import CoachingSession
from sessions.policy import Role, role_of
from sessions.queries import Status, progress_of
from sessions.series import weekly
from sessions.views.door import find_contract, person


@dataclass(frozen=True, kw_only=True)
class WeekChoice:
    """One week on the page; `why_not` says why it cannot be had, `shift` that the other's hour moves."""

    number: int
    starts_at: datetime
    value: str
    why_not: str
    shift_minutes: int
    chosen: bool


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Preview the weeks from a first date and time, then take those that are ticked."""
    contract = find_contract(request, contract_id)
    me, now = person(request), clock.now()
    free = [row for row in progress_of(contract).latest if row.status == Status.UNSCHEDULED]
    form = SeriesForm(
        posted(request) if request.method == "POST" else (request.GET or None),
        zone_name=me.timezone,
        most=len(free),
    )
    if request.method == "POST" and form.is_valid():
        booked = press(
            form,
            lambda data: actions.book_series(
                contract, by=me, starts=data["starts"], timezone=data["timezone"], now=now
            ),
        )
        if booked is not None:
            return _taken(request, contract, booked)
    other = contract.coach if me.pk == contract.student_id else contract.student
    context = {
        "contract": contract,
        "free": len(free),
        "role": role_of(contract, me.pk),
        "other": other,
        "weeks": _weeks(
            contract,
            form,
            free,
            mine=me.timezone,
            theirs=other.timezone,
            role=role_of(contract, me.pk),
            now=now,
        ),
        "minutes": free[0].duration_minutes if free else 0,
    }
    if request.method != "POST":
        form = SeriesForm(None, zone_name=me.timezone, most=len(free), initial=request.GET.dict())
    return form_page(
        request,
        form=form,
        page="sessions/series.html",
        fragment="sessions/_series_form.html",
        context=context,
    )


def _taken(request: HttpRequest, contract: Contract, booked: list[CoachingSession]) -> HttpResponse:
    fresh = CoachingSession.objects.filter(pk__in=[row.pk for row in booked]).order_by("number")
    data = [session_data(row, viewer=person(request), now=clock.now()) for row in fresh]
    return done(
        request,
        to=f"/contracts/{contract.pk}/sessions",
        message=_("Done, %(count)d sessions.") % {"count": len(booked)},
        data={"sessions": data},
        status=201,
    )


def _weeks(
    contract: Contract,
    form: SeriesForm,
    free: list[CoachingSession],
    *,
    mine: str,
    theirs: str,
    role: Role | None,
    now: datetime,
) -> list[WeekChoice]:
    first, count = form.first_and_count()
    if first is None or not free:
        return []
    length = timedelta(minutes=free[0].duration_minutes)
    weeks = weekly(first, count=min(count, len(free)), mine=mine, theirs=theirs)
    starts = [
        (week, start)
        for week in weeks
        for start in ((week.starts_at,) if week.starts_at else week.choices)
    ]
    clashes = find_clashes(contract, [(start, start + length) for _week, start in starts])
    opens, closes = scheduling.contract_span(contract)
    bookable = _bookable(contract, free[0], role=role, now=now)
    result = []
    for number, ((week, start), clash) in enumerate(zip(starts, clashes, strict=True), 1):
        why_not = ""
        if start <= now or start < opens or start + length > closes:
            why_not = _("Outside the contract.")
        elif clash is not None:
            why_not = _("Not free.")
        elif bookable is not None and start not in bookable:
            why_not = _("Outside the coach's free times.")
        result.append(
            WeekChoice(
                number=number,
                starts_at=start,
                value=start.isoformat(),
                why_not=why_not,
                shift_minutes=week.shift_minutes,
                chosen=not why_not and week.starts_at is not None,
            )
        )
    return result


def _bookable(
    contract: Contract, row: CoachingSession, *, role: Role | None, now: datetime
) -> set[datetime] | None:
    """The starts that a student may book; a coach offers whatever suits, which is None."""
    if role != "student":
        return None
    minutes = row.duration_minutes
    return set(scheduling.free_starts(contract, now=now, duration_minutes=minutes))
