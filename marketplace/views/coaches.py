"""Finding coaches, and one coach as everybody sees them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import PersonRequest, signed_in
from accounts.track_record import track_record
from calendars.slots import bookable_days
from core.http import is_htmx
from core.search_bounds import searches
from marketplace import rules
from marketplace.access import find_profile
from marketplace.coach_forms import CoachSearchForm
from marketplace.coach_search import find_coaches


@signed_in
@require_safe
@searches
def coach_list(request: PersonRequest) -> HttpResponse:
    """Find coaches."""
    form = CoachSearchForm(request.GET)
    page = find_coaches(form.search(), viewer=request.person, now=request.now)
    template = (
        "marketplace/_coach_results.html" if is_htmx(request) else "marketplace/coach_list.html"
    )
    filtered = any(request.GET.get(name) for name in form.fields if name != "q")
    return render(request, template, {"form": form, "page": page, "filtered": filtered})


@signed_in
@require_safe
def coach_detail(request: PersonRequest, coach_id: int) -> HttpResponse:
    """One coach as everybody sees them; the coach sees the own page before it is approved, too."""
    viewer, now = request.person, request.now
    profile = find_profile(viewer, coach_id)
    calendar = profile.user.calendar
    context = {
        "profile": profile,
        "coach": profile.user,
        "days": bookable_days(calendar, zone_name=viewer.timezone, now=now, days=7),
        "track_record": track_record(profile.user, now),
        "own": viewer.pk == coach_id,
        "may_write": rules.write_first(profile.user, by=viewer) is None,
    }
    return render(request, "marketplace/coach_detail.html", context)
