"""The dashboard: one page for everybody, made of fragments that refresh themselves."""

import csv
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.http import signed_in
from accounts.models import User
from core import clock
from core.views import hub_page
from dashboards.chart import chart_of
from dashboards.earnings import earnings_of
from dashboards.jump import places_of
from dashboards.queries import head_of, pipeline_of, requests_of, standing_of
from dashboards.work import work_of
from sessions.pending import pending_decisions_of


def _needs(request: HttpRequest, user: User, now: datetime) -> dict[str, Any]:
    decisions = pending_decisions_of(user, now)
    all_needs = request.GET.get("all") == "needs"
    ends = [each.deadline for each in decisions if each.deadline]
    return {
        "needs": decisions if all_needs else decisions[:NEEDS_SHOWN],
        "needs_count": len(decisions),
        "all_needs": all_needs,
        "change_at": min(ends, default=None),
    }


def _setup(_request: HttpRequest, user: User, _now: datetime) -> dict[str, Any]:
    return {"setup": standing_of(user).setup}


def _work(_request: HttpRequest, user: User, now: datetime) -> dict[str, Any]:
    return {"work": work_of(user, now)}


def _requests(_request: HttpRequest, user: User, now: datetime) -> dict[str, Any]:
    return {"requests": requests_of(user, now)}


def _pipeline(_request: HttpRequest, user: User, now: datetime) -> dict[str, Any]:
    return {"pipeline": pipeline_of(user, now)}


def _earnings(_request: HttpRequest, user: User, now: datetime) -> dict[str, Any]:
    ledgers = earnings_of(user, now)
    return {"ledgers": [(earnings, chart_of(earnings)) for earnings in ledgers]}


NEEDS_SHOWN = 20
Part = Callable[[HttpRequest, User, datetime], dict[str, Any]]
# What is shown, in what order, and what each part reads. `agenda` and `contracts` read the same rows.
PARTS: dict[str, Part] = {
    "setup": _setup,
    "needs": _needs,
    "agenda": _work,
    "contracts": _work,
    "requests": _requests,
    "pipeline": _pipeline,
    "earnings": _earnings,
}
FOR_COACHES = {"pipeline", "earnings"}
FOR_STUDENTS = {"requests"}


@hub_page
@signed_in
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """What needs this person, what comes next, what is agreed and what it is worth."""
    user = _person(request)
    now = clock.now()
    standing = standing_of(user)
    context: dict[str, Any] = {"now": now, "head": standing.head, "setup": standing.setup}
    for name in _shown(user):
        part = PARTS[name]
        if name not in ("setup", "contracts"):  # read with the head, and with the agenda
            context |= part(request, user, now)
    return render(request, "dashboards/dashboard.html", context)


@signed_in
@require_GET
def fragment(request: HttpRequest, name: str) -> HttpResponse:
    """One part of the dashboard as it stands now."""
    user = _person(request)
    if name not in _shown(user):
        raise Http404
    now = clock.now()
    context = {"now": now, **PARTS[name](request, user, now)}
    return render(request, f"dashboards/_{name}.html", context)


@signed_in
@require_GET
def head(request: HttpRequest) -> HttpResponse:
    """What an open dashboard asks now and then, to learn whether it missed something."""
    return JsonResponse({"head": head_of(_person(request))})


@signed_in
@require_GET
def earnings_csv(request: HttpRequest) -> HttpResponse:
    """The table of the earnings as a file."""
    user = _person(request)
    if not user.is_coach:
        raise Http404
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="skileez-earnings.csv"'},
    )
    rows = csv.writer(answer)
    rows.writerow(
        [_("Month"), _("Currency"), _("Agreed"), _("Sessions held"), _("Delivered, not a payment"),
         _("Owed for late cancels, no-shows and decided sessions"), _("Platform fee (15 %)"), _("Your share")]
    )  # fmt: skip
    for earnings in earnings_of(user, clock.now()):
        for month in earnings.months:
            rows.writerow(
                [f"{month.first:%Y-%m}", earnings.currency, month.agreed, month.sessions,
                 month.delivered, month.kept, month.fee, month.share]
            )  # fmt: skip
    return answer


def _shown(user: User) -> list[str]:
    """The parts this person has, in their order on the page."""
    hidden = set() if user.is_coach else FOR_COACHES
    hidden = hidden if user.is_student else hidden | FOR_STUDENTS
    return [name for name in PARTS if name not in hidden]


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only behind signed_in")
    return request.user


@signed_in
@require_GET
def jump(request: HttpRequest) -> HttpResponse:
    """The list behind Ctrl+K: this person's conversations, contracts, sessions and requests.

    It has the newest of each kind; `q` finds among all of them.
    """
    places = places_of(_person(request), request.GET.get("q", ""))
    return render(request, "dashboards/_jump.html", {"places": places})
