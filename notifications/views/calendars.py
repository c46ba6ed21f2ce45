"""Calendar entries to take away: one session, or all of them as a feed."""

import hashlib

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PersonRequest, signed_in
from accounts.models import User
from accounts.proof import fresh_proof
from core import throttle
from core.http import TimedRequest
from core.views import answer
from notifications import calendar_entries, feeds
from sessions.models import CoachingSession

CALENDAR = "text/calendar; charset=utf-8"
ELSEWHERE = {
    "google": calendar_entries.google_address,
    "outlook": calendar_entries.outlook_address,
}


@signed_in
@require_safe
def session_file(request: PersonRequest, session_id: int) -> HttpResponse:
    """One session with a time as an `.ics` file."""
    from notifications import ics

    reader, session = _session(request, session_id)
    body = ics.published([session], reader=reader, now=request.now)
    name = f"{session.contract.number}-{session.number}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=CALENDAR, headers=headers)


def _session(request: PersonRequest, session_id: int) -> tuple[User, CoachingSession]:
    related = ("contract__student", "contract__coach", "contract__proposal__request")
    mine = CoachingSession.objects.visible_to(request.person).select_related(*related)
    return request.person, get_object_or_404(
        mine.filter(status__in=calendar_entries.STANDING), pk=session_id
    )


@signed_in
@require_safe
def session_elsewhere(request: PersonRequest, session_id: int, program: str) -> HttpResponse:
    """On to the page of Google Calendar or Outlook where everything is filled in."""
    reader, session = _session(request, session_id)
    if program not in ELSEWHERE:
        raise Http404
    return redirect(ELSEWHERE[program](session, reader))


@require_safe
def feed(request: TimedRequest, token: str) -> HttpResponse:
    """All sessions of the person whose secret address this is. Needs no login: calendars have none.

    Without TLS it is refused rather than led on: nobody would see that the address travels in the open.
    """
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        raise PermissionDenied(_("This address answers over https only."))
    throttle.count(request, "feed", most=120, seconds=600)
    owner = feeds.owner_of(token)
    if owner is None:
        raise Http404
    body = feeds.feed_of(owner, now=request.now)
    changed_at = feeds.last_change_of(owner)
    response = HttpResponse(
        body,
        content_type=CALENDAR,
        headers={
            "Cache-Control": "private, max-age=300",
            "ETag": quote_etag(hashlib.sha256(body.encode()).hexdigest()),
            "Last-Modified": http_date(changed_at.timestamp()),
        },
    )
    return (
        get_conditional_response(
            request,
            etag=response["ETag"],
            last_modified=int(changed_at.timestamp()),
            response=response,
        )
        or response
    )


@signed_in
@require_safe
def calendar_settings(request: PersonRequest) -> HttpResponse:
    address = feeds.feed_address(request.person)
    webcal = address.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)
    return render(
        request, "notifications/calendar_settings.html", {"address": address, "webcal": webcal}
    )


@signed_in
@require_POST
@fresh_proof
def calendar_open(request: PersonRequest) -> HttpResponse:
    """Make the feed's address, or a new one in the place of a known one."""
    feeds.open_feed(request.person, now=request.now)
    return answer(request, "calendar-settings", _("Your feed has a new address."), leave=True)


@signed_in
@require_POST
def calendar_close(request: PersonRequest) -> HttpResponse:
    feeds.close_feed(request.person.pk)
    return answer(request, "calendar-settings", _("Your feed is closed."), leave=True)
