"""The dashboard: one page for everybody, made of fragments that refresh themselves."""

import csv
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from core.search_bounds import searches
from core.views import hub_page
from dashboards.chart import chart_of
from dashboards.earnings import earnings_of
from dashboards.jump import places_of
from dashboards.queries import head_of, pipeline_of, requests_of, standing_of
from dashboards.work import work_of
from sessions.pending import pending_decisions_of


def _decisions(request: PersonRequest) -> dict[str, Any]:
    decisions = pending_decisions_of(request.person, request.now)
    all_decisions = request.GET.get("all") == "needs"
    ends = [each.deadline for each in decisions if each.deadline]
    return {
        "decisions": decisions if all_decisions else decisions[:DECISIONS_SHOWN],
        "decisions_count": len(decisions),
        "all_decisions": all_decisions,
        "change_at": min(ends, default=None),
    }


def _setup(request: PersonRequest) -> dict[str, Any]:
    return {"setup": standing_of(request.person).setup}


def _work(request: PersonRequest) -> dict[str, Any]:
    return {"work": work_of(request.person, request.now)}


def _requests(request: PersonRequest) -> dict[str, Any]:
    return {"requests": requests_of(request.person, request.now)}


def _pipeline(request: PersonRequest) -> dict[str, Any]:
    return {"pipeline": pipeline_of(request.person, request.now)}


def _earnings(request: PersonRequest) -> dict[str, Any]:
    ledgers = earnings_of(request.person, request.now)
    return {"ledgers": [(earnings, chart_of(earnings)) for earnings in ledgers]}


DECISIONS_SHOWN = 20
Part = Callable[[PersonRequest], dict[str, Any]]
# What is shown, in what order, and what each part reads. `agenda` and `contracts` read the same rows.
PARTS: dict[str, Part] = {
    "setup": _setup,
    "needs": _decisions,
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
@require_safe
def dashboard(request: PersonRequest) -> HttpResponse:
    """What needs this person, what comes next, what is agreed and what it is worth."""
    standing = standing_of(request.person)
    context: dict[str, Any] = {"now": request.now, "head": standing.head, "setup": standing.setup}
    for name in _shown(request.person):
        if name not in ("setup", "contracts"):  # read with the head, and with the agenda
            context |= PARTS[name](request)
    return render(request, "dashboards/dashboard.html", context)


@signed_in
@require_safe
def fragment(request: PersonRequest, name: str) -> HttpResponse:
    """One part of the dashboard as it stands now."""
    if name not in _shown(request.person):
        raise Http404
    context = {"now": request.now, **PARTS[name](request)}
    return render(request, f"dashboards/_{name}.html", context)


@signed_in
@require_safe
def head(request: PersonRequest) -> HttpResponse:
    """What an open dashboard asks now and then, to learn whether it missed something."""
    return JsonResponse({"head": head_of(request.person)})


@signed_in
@require_safe
def earnings_csv(request: PersonRequest) -> HttpResponse:
    """The table of the earnings as a file."""
    if not request.person.is_coach:
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
    for earnings in earnings_of(request.person, request.now):
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


@signed_in
@require_safe
@searches
def jump(request: PersonRequest) -> HttpResponse:
    """The list behind Ctrl+K: this person's conversations, contracts, sessions and requests.

    It has the newest of each kind; `q` finds among all of them.
    """
    places = places_of(request.person, request.GET.get("q", ""))
    return render(request, "dashboards/_jump.html", {"places": places})
