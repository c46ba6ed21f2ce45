"""Finding coaches, and one coach as everybody sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.http import signed_in
from accounts.models import CoachProfile
from accounts.queries import has_verified_email, visible_profiles
from accounts.track_record import track_record
from calendars.hours import bookable_days
from core import clock
from core.http import is_htmx
from marketplace.coach_forms import CoachSearchForm
from marketplace.coach_search import find_coaches
from marketplace.views.answers import me


@signed_in
@require_GET
def coach_list(request: HttpRequest) -> HttpResponse:
    """Find coaches."""
    form = CoachSearchForm(request.GET)
    page = find_coaches(form.search(), viewer=me(request), now=clock.now())
    template = (
        "marketplace/_coach_results.html" if is_htmx(request) else "marketplace/coach_list.html"
    )
    filtered = any(request.GET.get(name) for name in form.fields if name != "q")
    return render(request, template, {"form": form, "page": page, "filtered": filtered})


@signed_in
@require_GET
def coach_detail(request: HttpRequest, coach_id: int) -> HttpResponse:
    """One coach as everybody sees them; the coach sees the own page before it is approved, too."""
    viewer = me(request)
    shown = visible_profiles() if viewer.pk != coach_id else CoachProfile.objects.all()
    profile = get_object_or_404(
        shown.select_related("user__calendar__user").prefetch_related("skills"), user_id=coach_id
    )
    calendar, now = profile.user.calendar, clock.now()
    context = {
        "profile": profile,
        "coach": profile.user,
        "days": bookable_days(calendar, zone_name=viewer.timezone, now=now, days=7),
        "record": track_record(profile.user, now),
        "own": viewer.pk == coach_id,
        "verified": has_verified_email(viewer),
    }
    return render(request, "marketplace/coach_detail.html", context)
