"""Calendar entries to take away: one session, or all of them as a feed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.http import signed_in
from accounts.models import User
from core import clock, throttle
from core.http import done
from notifications import feeds, ics
from sessions.models import CoachingSession

CALENDAR = "text/calendar; charset=utf-8"
ELSEWHERE = {"google": ics.google_address, "outlook": ics.outlook_address}


@signed_in
@require_GET
def session_file(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session with a time as an `.ics` file."""
    reader, session = _session(request, session_id)
    body = ics.published([session], reader=reader, now=clock.now())
    name = f"{session.contract.number}-{session.number}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=CALENDAR, headers=headers)


def _session(request: HttpRequest, session_id: int) -> tuple[User, CoachingSession]:
    assert isinstance(request.user, User)
    related = ("contract__student", "contract__coach", "contract__proposal__request")
    mine = CoachingSession.objects.visible_to(request.user).select_related(*related)
    return request.user, get_object_or_404(mine.filter(status__in=ics.STANDING), pk=session_id)


@signed_in
@require_GET
def session_elsewhere(request: HttpRequest, session_id: int, program: str) -> HttpResponse:
    """On to the page of Google Calendar or Outlook where everything is filled in."""
    reader, session = _session(request, session_id)
    if program not in ELSEWHERE:
        raise Http404
    return redirect(ELSEWHERE[program](session, reader))


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All sessions of the person whose secret address this is. Needs no login: calendars have none."""
    throttle.count(request, "feed", most=120, seconds=600)
    owner = feeds.owner_of(token)
    if owner is None:
        raise Http404
    return HttpResponse(
        feeds.feed_of(owner, now=clock.now()),
        content_type=CALENDAR,
        headers={"Cache-Control": "private, max-age=300"},
    )


@signed_in
@require_GET
def calendar_settings(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    address = feeds.feed_address(request.user)
    webcal = address.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)
    return render(
        request, "notifications/calendar_settings.html", {"address": address, "webcal": webcal}
    )


@signed_in
@require_POST
def calendar_open(request: HttpRequest) -> HttpResponse:
    """Make the feed's address, or a new one in the place of a known one."""
    assert isinstance(request.user, User)
    feeds.open_feed(request.user, now=clock.now())
    return done(
        request, to="calendar-settings", message=_("Your feed has a new address."), leave=True
    )


@signed_in
@require_POST
def calendar_close(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    feeds.close_feed(request.user)
    return done(request, to="calendar-settings", message=_("Your feed is closed."), leave=True)
